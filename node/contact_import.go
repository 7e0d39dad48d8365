package node

import (
	"bytes"
	"context"
	"io"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"kangma/audit"
	"kangma/contact"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/sheet"
	"kangma/passage"
	"kangma/staff"
	"kangma/store"
)

// MaxContactRows is how many rows a file of passengers, patients or trips may have.
const MaxContactRows = 100_000

// ContactFile says what a file is.
type ContactFile struct {
	Kind    contact.Kind
	Table   sheet.Options
	Mapping contact.Mapping          // of its columns; the zero Mapping: their names tell
	Saved   string                   // or the name of one that was saved
	Fixed   map[contact.Field]string // what is the same in every row
	Inbound bool                     // passengers of services from abroad (NA-05)
	Traits  contact.Traits           // of the services, where a carrier states them
}

// RefusedContact is a row that was not stored. It goes back to its sender and is kept nowhere.
type RefusedContact struct {
	Number int
	Fault  *fault.Fault
	Cells  []string
}

// ContactImport is what became of a file: read = stored + refused + duplicate (CT-8).
type ContactImport struct {
	Read, Stored, Duplicate int
	Header                  []string
	Refused                 []RefusedContact
}

// WriteRefused writes the refused rows as CSV with their reasons, to be corrected and sent again.
func (i ContactImport) WriteRefused(w io.Writer) error {
	out := sheet.NewWriter(w, i.Header, true)
	for _, r := range i.Refused {
		out.Write(sheet.Row{Number: r.Number, Cells: r.Cells}, reason(r.Number, r.Fault)) // Flush gives the first error of all
	}
	return out.Flush()
}

// contactLine is one row on its way.
type contactLine struct {
	RefusedContact
	who       contact.Keyed
	duplicate bool
}

// mayImportContact is the permission that a kind of file needs: carriers bring lists, health authorities patients and trips.
func mayImportContact(k contact.Kind) staff.Action {
	if k == contact.Passengers {
		return staff.ContactImport
	}
	return staff.EvidenceImport
}

// ImportContacts stores the rows of a CSV or XLSX file: passenger lists, patients, or published trips. Documents in it are made keyed
// identifiers on arrival and kept nowhere (CT-7). What was stored before is a duplicate, so a file may be sent again. Matching follows in the background.
func (n *Node) ImportContacts(ctx context.Context, c Caller, file []byte, f ContactFile) (out ContactImport, err error) {
	may := mayImportContact(f.Kind)
	if err := n.maySomewhere(ctx, c, may, staff.Purpose{}); err != nil {
		return out, err
	}
	if f.Saved != "" {
		if f.Mapping, err = n.savedContactMapping(ctx, f.Saved); err != nil {
			return out, err
		}
	}
	header, bound, lines, err := readContactLines(file, f)
	if err != nil {
		return out, err
	}
	if f.Kind != contact.Trips {
		if err := n.keyLines(ctx, bound, lines); err != nil {
			return out, err
		}
	}
	parsed := slices.Clone(lines)
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		copy(lines, parsed)
		at := n.clock.Now()
		o, err := n.permitSomewhere(ctx, tx, c, may, staff.Purpose{})
		if err != nil {
			return err
		}
		switch f.Kind {
		case contact.Passengers:
			err = n.storePassengers(ctx, tx, f, bound, lines, at)
		case contact.Patients:
			err = n.storePatients(ctx, tx, c, bound, lines, at)
		default:
			err = n.storeTrips(ctx, tx, bound, lines, at)
		}
		if err != nil {
			return err
		}
		out = sumContacts(header, lines)
		if out.Stored > 0 {
			if err := n.enqueueMatch(ctx, tx, at); err != nil {
				return err
			}
		}
		e := o.entry(audit.ContactImport, o.Region, at)
		e.Detail = e.Detail.With("what", f.Kind).With("read", out.Read).With("stored", out.Stored).With("refused", len(out.Refused)).With("duplicate", out.Duplicate)
		return n.record(ctx, tx, e)
	})
	return out, err
}

func sumContacts(header []string, lines []contactLine) ContactImport {
	out := ContactImport{Read: len(lines), Header: header}
	for _, l := range lines {
		switch {
		case l.Fault != nil:
			out.Refused = append(out.Refused, l.RefusedContact)
		case l.duplicate:
			out.Duplicate++
		default:
			out.Stored++
		}
	}
	return out
}

func readContactLines(file []byte, f ContactFile) (header []string, bound *contact.Binding, lines []contactLine, err error) {
	table, err := sheet.Open(bytes.NewReader(file), int64(len(file)), f.Table)
	if err != nil {
		return nil, nil, nil, err
	}
	defer table.Close()
	header = slices.Clone(table.Header())
	if f.Mapping.Kind != "" && f.Mapping.Kind != f.Kind {
		return nil, nil, nil, fault.Field("mapping", string(f.Mapping.Kind), "is for another kind of file than %s", f.Kind)
	}
	if bound, err = contact.Bind(f.Kind, header, f.Mapping, f.Fixed); err != nil {
		return nil, nil, nil, err
	}
	for {
		row, err := table.Next()
		if err == io.EOF {
			return header, bound, lines, nil
		}
		if err != nil {
			return nil, nil, nil, err
		}
		if len(lines) == MaxContactRows {
			return nil, nil, nil, fault.New(fault.TooLarge, "contact.too_many_rows", "the file has more than %d rows; divide it", MaxContactRows)
		}
		lines = append(lines, contactLine{RefusedContact: RefusedContact{row.Number, row.Fault, slices.Clone(row.Cells)}})
	}
}

// keyLines makes the identifiers, on all cores: each costs a fifth of a millisecond.
func (n *Node) keyLines(ctx context.Context, bound *contact.Binding, lines []contactLine) error {
	at := n.clock.Now()
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for part := range slices.Chunk(lines, 500) {
		g.Go(func() error {
			for i := range part {
				if part[i].Fault == nil && ctx.Err() == nil {
					var err error
					part[i].who, err = n.keyLine(bound, part[i].Cells, at)
					part[i].Fault, _ = fault.As(err)
				}
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

func (n *Node) keyLine(bound *contact.Binding, cells []string, at instant.Instant) (contact.Keyed, error) {
	if text := bound.Cell(cells, "keyed"); text != "" {
		return contact.ParseKeyed(text)
	}
	number, kind := bound.Cell(cells, "id_number"), bound.Cell(cells, "id_type")
	if number == "" {
		return contact.Keyed{}, fault.Missing("id_number")
	}
	if kind = evidence.DocumentWord(kind); kind == "" {
		kind = "resident_id"
	}
	who, err := n.parseWhom(Whom{IDType: kind, Number: number}, at)
	return n.matching.Of(who.Document), err
}

// serviceDay reads the day of service that a row names.
func parseServiceDay(field, s string) (passage.Day, error) {
	at, err := evidence.ParseTime(s, instant.Beijing)
	if err != nil {
		return 0, fault.Field(field, s, "is not a day like 2020-01-20")
	}
	return passage.DayOf(at), nil
}

// SaveContactMapping saves a mapping of columns under its name, in the place of one that has it.
func (n *Node) SaveContactMapping(ctx context.Context, c Caller, m contact.Mapping) error {
	if m.Name == "" {
		return fault.Missing("name")
	}
	if err := m.Check(); err != nil {
		return err
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		o, err := n.permitSomewhere(ctx, tx, c, mayImportContact(m.Kind), staff.Purpose{})
		if err != nil {
			return err
		}
		at := n.clock.Now()
		if err := tx.PutContactMapping(ctx, m.Name, string(m.JSON()), at); err != nil {
			return err
		}
		e := o.entry(audit.ContactImport, o.Region, at)
		e.Object = audit.Object{Kind: "mapping", ID: m.Name}
		return n.record(ctx, tx, e)
	})
}

func (n *Node) savedContactMapping(ctx context.Context, name string) (m contact.Mapping, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		document, err := tx.ContactMapping(ctx, name)
		if err != nil {
			return err
		}
		if document == "" {
			return fault.Field("mapping", name, "is not the name of a saved mapping")
		}
		m, err = contact.ParseMapping([]byte(document))
		return err
	})
	return m, err
}
