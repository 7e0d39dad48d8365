package node

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/sheet"
	"kangma/person"
	"kangma/review"
	"kangma/store"
)

// MaxWhitelistRows is how many rows a table of a white list may have. Of its people the first review.MaxListed are listed.
const MaxWhitelistRows = 5_000

// WhitelistTable is what a table of people does not say of their list; it is judged as the form of the case is.
type WhitelistTable struct {
	List              string // whitelist.truck or whitelist.code
	VettedBy, FiledBy string
	From, Until       string // RFC 3339
}

// WhitelistRow is what became of one row of a table.
type WhitelistRow struct {
	Number int    // as the spreadsheet numbers it
	Status string // "listed", "duplicate", "refused"
	Fault  *fault.Fault
	Cells  []string // of a refused row, as they were

	person review.ListedPerson
}

// FiledWhitelist is what became of a table: its case, zero if no row could be listed, and each of its rows. Again is set where the table
// had been filed before: then Case is the one of then, and nothing is listed.
type FiledWhitelist struct {
	Case   review.Case
	Again  bool
	Header []string
	Rows   []WhitelistRow
}

// Count says how many rows of a status there are.
func (f FiledWhitelist) Count(status string) (n int) {
	for _, r := range f.Rows {
		if r.Status == status {
			n++
		}
	}
	return n
}

// WriteRefused writes the refused rows as CSV, with their reasons, to be corrected and filed as another list.
func (f FiledWhitelist) WriteRefused(w io.Writer) error {
	out := sheet.NewWriter(w, f.Header, true)
	for _, r := range f.Rows {
		if r.Fault != nil {
			out.Write(sheet.Row{Number: r.Number, Cells: r.Cells}, reason(r.Number, r.Fault)) // Flush gives the first error of all
		}
	}
	return out.Flush()
}

// listedColumns are the columns of a white list. Others, a plate or a phone, may stand beside them: the case does not need them, and
// what it does not need is not kept.
var listedColumns = []tableColumn{
	{"name", []string{"name", "姓名"}, true},
	{"id_number", []string{"id_number", "证件号码", "身份证号", "身份证号码", "公民身份号码"}, true},
	{"id_type", []string{"id_type", "证件类型", "证件种类"}, false},
}

// documentNames are the documents as tables call them.
var documentNames = map[string]person.DocumentType{"": person.ResidentID, "居民身份证": person.ResidentID, "身份证": person.ResidentID, "护照": person.Passport,
	"港澳居民来往内地通行证": person.HKMacaoPermit, "台湾居民来往大陆通行证": person.TaiwanPermit, "外国人永久居留身份证": person.ForeignResidence}

// FileWhitelist opens a white list of the people of a CSV or XLSX table, each row with its own result (WZ-12, states 11 and 12): one
// that is wrong is refused and keeps none of the others off the list, and whoever stands there twice is listed once. A list takes
// review.MaxListed people; the rows of others are refused, to be filed as the next. Without a row that can be listed no case is opened,
// nor for a table that was filed already for the same list and end, unless that list was refused.
func (n *Node) FileWhitelist(ctx context.Context, c Caller, file []byte, o sheet.Options, t WhitelistTable) (FiledWhitelist, error) {
	out, err := n.TryWhitelist(ctx, c, file, o)
	if err != nil || out.Count("listed") == 0 {
		return out, err
	}
	people := []review.ListedPerson{}
	for _, r := range out.Rows {
		if r.Status == "listed" {
			people = append(people, r.person)
		}
	}
	form, err := json.Marshal(map[string]any{"list": t.List, "vetted_by": t.VettedBy, "filed_with": t.FiledBy, "from": t.From, "until": t.Until, "people": people})
	if err != nil {
		return out, err
	}
	digest := sha256.Sum256(slices.Concat([]byte(t.List+"\n"+t.Until+"\n"), file))
	filed := struct {
		Case  review.Case
		Again bool
	}{}
	err = n.write(ctx, c, &filed, func(tx *store.Tx) (err error) {
		if filed.Case, filed.Again, err = filedBefore(ctx, tx, digest); err != nil || filed.Again {
			return err
		}
		if filed.Case, err = n.openIn(ctx, tx, c, NewCase{Kind: review.Whitelist, Form: form}, n.clock.Now()); err != nil {
			return err
		}
		return tx.FileTable(ctx, digest, filed.Case.ID)
	})
	out.Case, out.Again = filed.Case, filed.Again
	for i := range out.Rows {
		if r := &out.Rows[i]; out.Again && r.Status == "listed" {
			r.Status = "duplicate"
		}
	}
	if f, ok := fault.As(err); ok && strings.HasPrefix(f.Field, "form.") { // it was given beside the table, not in a form
		named := *f
		named.Field = strings.TrimPrefix(f.Field, "form.")
		err = &named
	}
	return out, err
}

// filedBefore is the case as which a table was filed, if it was and that was not refused.
func filedBefore(ctx context.Context, tx *store.Tx, digest [32]byte) (review.Case, bool, error) {
	v, err := tx.FiledTable(ctx, digest)
	if err != nil || v.IsZero() {
		return review.Case{}, false, err
	}
	k, err := tx.Case(ctx, v)
	if err != nil || k.State == review.Refused {
		return review.Case{}, false, err
	}
	return k, true, nil
}

// TryWhitelist says of each row of a table what would become of it, and files nothing.
func (n *Node) TryWhitelist(ctx context.Context, c Caller, file []byte, o sheet.Options) (FiledWhitelist, error) {
	d, err := review.Of(review.Whitelist)
	if err != nil {
		return FiledWhitelist{}, err
	}
	step, err := deskStep(d, review.Open)
	if err != nil {
		return FiledWhitelist{}, err
	}
	if err := n.maySomewhere(ctx, c, step.May, casePurpose(d, review.Case{})); err != nil {
		return FiledWhitelist{}, err
	}
	return n.readListed(file, o, n.clock.Now())
}

// readListed reads the whole table, and says of each row what becomes of it.
func (n *Node) readListed(file []byte, o sheet.Options, at instant.Instant) (out FiledWhitelist, err error) {
	table, err := sheet.Open(bytes.NewReader(file), int64(len(file)), o)
	if err != nil {
		return out, err
	}
	defer table.Close()
	out.Header = slices.Clone(table.Header())
	column, lacks, err := findColumns(listedColumns, out.Header)
	if err != nil {
		return out, err
	}
	if lacks != "" {
		return out, fault.New(fault.Invalid, "whitelist.column", "the table has no column %s", lacks)
	}
	seen := map[person.Index]bool{}
	for {
		row, err := table.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if len(out.Rows) == MaxWhitelistRows {
			return out, fault.New(fault.TooLarge, "whitelist.too_many_rows", "the table has more than %d rows; divide it", MaxWhitelistRows)
		}
		r := WhitelistRow{Number: row.Number, Fault: row.Fault, Status: "listed"}
		if r.Fault == nil {
			err = n.listRow(&r, seen, at, func(field string) string {
				if i, ok := column[field]; ok {
					return strings.TrimSpace(row.Cells[i])
				}
				return ""
			})
			r.Fault, _ = fault.As(err)
		}
		if r.Fault != nil {
			r.Status, r.Cells = "refused", slices.Clone(row.Cells)
		}
		out.Rows = append(out.Rows, r)
	}
}

// listRow makes a line of the list of the cells of one row, unless its person is there already.
func (n *Node) listRow(r *WhitelistRow, seen map[person.Index]bool, at instant.Instant, cell func(string) string) error {
	if cell("name") == "" {
		return fault.Missing("name")
	}
	if cell("id_number") == "" {
		return fault.Missing("id_number")
	}
	kind := cell("id_type")
	r.person = review.ListedPerson{Name: cell("name"), IDType: cmp.Or(string(documentNames[kind]), kind), IDNumber: cell("id_number")}
	who, err := n.parseWhom(Whom{IDType: r.person.IDType, Number: r.person.IDNumber, Name: r.person.Name}, at)
	if err != nil {
		return err
	}
	r.person.IDNumber = who.Document.Reveal() // as the case compares it
	switch document := n.vault.IndexDocument(who.Document); {
	case seen[document]:
		r.Status = "duplicate"
	case len(seen) == review.MaxListed:
		return fault.New(fault.TooLarge, "whitelist.full", "a list has at most %d people, and they stand above; file this row in another list", review.MaxListed)
	default:
		seen[document] = true
	}
	return nil
}
