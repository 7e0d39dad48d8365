package node

import (
	"bytes"
	"context"
	"io"

	"kangma/audit"
	"kangma/contact"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/sheet"
	"kangma/staff"
	"kangma/store"
)

// MaxTimetables is how many services one table may have.
const MaxTimetables = 50_000

// TimetableImport is what became of a table of stops: read = stored + refused, in stops.
type TimetableImport struct {
	Read, Stored, Refused int
	Services              int
	Refusals              []*fault.Fault // one a service
}

// ImportTimetable stores the services of a CSV or XLSX table with a row for each stop, in the place of what the same source gave before.
func (n *Node) ImportTimetable(ctx context.Context, c Caller, file []byte, o sheet.Options, mode contact.Mode, source string) (out TimetableImport, err error) {
	if err := n.maySomewhere(ctx, c, staff.ContactImport, staff.Purpose{}); err != nil {
		return out, err
	}
	if source == "" {
		return out, fault.Missing("source")
	}
	all, out, err := n.readTimetable(file, o, mode, source)
	if err != nil {
		return out, err
	}
	if out.Services == 0 {
		return out, fault.New(fault.Invalid, "contact.no_service", "no service of the table could be read; nothing was changed").Because(firstFault(out.Refusals))
	}
	return out, n.store.Write(ctx, func(tx *store.Tx) error {
		office, err := n.permitSomewhere(ctx, tx, c, staff.ContactImport, staff.Purpose{})
		if err != nil {
			return err
		}
		if err := tx.ReplaceTimetables(ctx, source, all); err != nil {
			return err
		}
		e := office.entry(audit.ContactImport, office.Region, n.clock.Now())
		e.Detail = e.Detail.With("what", "timetable").With("source", source).With("services", out.Services).With("read", out.Read).With("stored", out.Stored).With("refused", out.Refused)
		return n.record(ctx, tx, e)
	})
}

func firstFault(all []*fault.Fault) error {
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

func (n *Node) readTimetable(file []byte, o sheet.Options, mode contact.Mode, source string) (all []contact.Timetable, out TimetableImport, err error) {
	table, err := sheet.Open(bytes.NewReader(file), int64(len(file)), o)
	if err != nil {
		return nil, out, err
	}
	defer table.Close()
	r, err := contact.NewTimetableReader(table.Header())
	if err != nil {
		return nil, out, err
	}
	at := n.clock.Now()
	take := func(t *contact.Timetable, bad *fault.Fault) {
		if bad != nil {
			out.Refusals = append(out.Refusals, bad)
		}
		if t != nil {
			t.ID, t.Mode, t.Source = id.New(at), mode, source
			all = append(all, *t)
		}
	}
	for {
		row, err := table.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, out, err
		}
		if len(all) == MaxTimetables {
			return nil, out, fault.New(fault.TooLarge, "contact.too_many_rows", "the table has more than %d services; divide it", MaxTimetables)
		}
		take(r.Row(row.Number, row.Cells))
	}
	take(r.End())
	out.Read, out.Stored, out.Refused, out.Services = r.Read, r.Stored, r.Refused, len(all)
	return all, out, nil
}
