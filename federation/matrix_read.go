package federation

import (
	"fmt"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/passage"
	"kangma/region"
)

func (f *matrixFile) matrix() (*Matrix, error) {
	m := &Matrix{Name: f.Name, Version: f.Version, Title: f.Title, Authority: f.Authority}
	var err error
	switch {
	case f.Name == "" || strings.ContainsAny(f.Name, "@/\\ "):
		return nil, fault.Field("name", f.Name, "is not a name of letters, digits and hyphens")
	case f.Until == "":
		return nil, fault.Missing("until")
	}
	if m.From, err = instant.Date(f.Version, instant.Beijing); err != nil {
		return nil, fault.Field("version", f.Version, "is not a date YYYY-MM-DD")
	}
	if m.Until, err = moment("until", f.Until, 0); err != nil {
		return nil, err
	}
	if m.Until <= m.From {
		return nil, fault.Field("until", f.Until, "is not after the version's date %s", f.Version)
	}
	if m.Else, err = pass.ParseOutcome(f.Unrecognised); err != nil || m.Else != pass.Unknown && m.Else != pass.Ask {
		return nil, fault.Field("unrecognised", f.Unrecognised, "is not one of unknown, ask")
	}
	for i, rf := range f.Rows {
		row, err := rf.row(m)
		if err != nil {
			return nil, fault.At(fmt.Sprintf("rows[%d]", i), err)
		}
		m.Rows = append(m.Rows, row)
	}
	for i, cf := range f.Certificates {
		row, err := cf.row(m)
		if err != nil {
			return nil, fault.At(fmt.Sprintf("certificates[%d]", i), err)
		}
		m.Papers = append(m.Papers, row)
	}
	return m, nil
}

// moment reads a date, which begins in Beijing, or an RFC 3339 time; if is what an absent one is.
func moment(field, s string, absent instant.Instant) (instant.Instant, error) {
	if s == "" {
		return absent, nil
	}
	if at, err := instant.Date(s, instant.Beijing); err == nil {
		return at, nil
	}
	at, _, err := instant.Parse(s)
	if err != nil {
		return 0, fault.Field(field, s, "is neither a date YYYY-MM-DD nor a time with its offset")
	}
	return instant.Instant(at.Unix() * 1e6), nil
}

func codes(field string, list []string, required bool) ([]region.Code, error) {
	var out []region.Code
	for _, s := range list {
		c, err := region.ParseCode(s)
		if err != nil {
			return nil, fault.Field(field, s, "is not a region code")
		}
		if slices.Contains(out, c) {
			return nil, fault.Field(field, s, "is listed twice")
		}
		out = append(out, c)
	}
	if required && len(out) == 0 {
		return nil, fault.Missing(field)
	}
	return out, nil
}

// span reads from and until of a row: those of the matrix where they are left out, and within them.
func (m *Matrix) span(from, until string) (a, b instant.Instant, err error) {
	if a, err = moment("from", from, m.From); err != nil {
		return 0, 0, err
	}
	if b, err = moment("until", until, m.Until); err != nil {
		return 0, 0, err
	}
	switch {
	case b <= a:
		return 0, 0, fault.Field("until", until, "is not after from")
	case a < m.From:
		return 0, 0, fault.Field("from", from, "is before the matrix begins, %s", m.Version)
	case b > m.Until:
		return 0, 0, fault.Field("until", until, "is after the matrix ends")
	}
	return a, b, nil
}

func (f *rowFile) row(m *Matrix) (row Row, err error) {
	row = Row{Uses: f.Uses, Places: f.Places, Basis: strings.TrimSpace(f.Basis), Refuses: f.Refuses}
	if row.By, err = codes("by", f.By, true); err != nil {
		return row, err
	}
	if row.Issuers, err = codes("issuers", f.Issuers, true); err != nil {
		return row, err
	}
	if row.In, err = codes("in", f.In, false); err != nil {
		return row, err
	}
	if row.From, row.Until, err = m.span(f.From, f.Until); err != nil {
		return row, err
	}
	for _, u := range f.Uses {
		if !slices.Contains(Uses, u) {
			return row, fault.Field("uses", string(u), "is not one of %v", Uses)
		}
	}
	for _, p := range f.Places {
		if !slices.ContainsFunc(passage.PlaceKinds, func(k struct {
			Kind   passage.PlaceKind
			Zh, En string
		}) bool {
			return string(k.Kind) == p
		}) {
			return row, fault.Field("places", p, "is no kind of place")
		}
	}
	switch {
	case len(row.Uses) == 0:
		return row, fault.Missing("uses")
	case row.Basis == "":
		return row, fault.Missing("basis")
	case len(f.Means) == 0 && !slices.Equal(row.Uses, []Use{OnPaper}):
		return row, fault.Missing("means")
	}
	for i, mf := range f.Means {
		one, err := mf.meaning()
		if err != nil {
			return row, fault.At(fmt.Sprintf("means[%d]", i), err)
		}
		row.Means = append(row.Means, one)
	}
	return row, row.check()
}

func (f *meaningFile) meaning() (m pass.Meaning, err error) {
	m.States, m.Note = f.States, pass.Text{ZH: f.Note.Zh, EN: f.Note.En}
	if m.Colour, err = pass.ParseColour(f.Colour); err != nil {
		return m, fault.Field("colour", f.Colour, "is no colour")
	}
	if m.Gate, err = pass.ParseOutcome(f.Gate); err != nil {
		return m, fault.Field("gate", f.Gate, "is not one of pass, ask, stop")
	}
	m.Shown = m.Colour
	if f.Shown != "" {
		if m.Shown, err = pass.ParseColour(f.Shown); err != nil {
			return m, fault.Field("shown", f.Shown, "is no colour")
		}
	}
	return m, nil
}

// check holds the row to what a trust list can say (RC-1), as each of its regions would sign it.
func (r *Row) check() error {
	one := Matrix{Else: pass.Ask, Rows: []Row{*r}}
	for _, by := range r.By {
		if slices.Contains(r.Issuers, by) {
			return fault.Field("issuers", by.String(), "is who recognises: its own codes need no recognition")
		}
		for use := range map[Use]bool{AtGate: true, ToLink: true} {
			if err := one.rowsFor(by, map[Use]pass.Use{use: pass.UsePass}, nil, "").Check(); err != nil {
				return err
			}
		}
	}
	return nil
}
