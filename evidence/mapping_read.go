package evidence

import (
	"strings"
	"unicode"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Line is a row of a table as it was read: whom it is about, by his document, and what it says of him. What the document
// is, is not checked here.
type Line struct {
	IDType, IDNumber, Name string
	Number                 string // the source's own number of the record, "" if it has none
	Fact                   Fact   // without an id and without times of recording
}

// Read reads a row. Every fault names its column, and the value unless it could name somebody (EV-3).
func (b *Binding) Read(cells []string) (Line, error) {
	l := Line{Fact: Fact{ID: "-", ValidUntil: instant.Never}}
	l.IDType, l.IDNumber, l.Name = b.documentType(cells), b.text(FieldIDNumber, cells), b.text(FieldName, cells)
	if l.IDNumber == "" {
		return l, b.Named(fault.Missing(string(FieldIDNumber)))
	}
	f := &l.Fact
	if f.Kind = b.kind; f.Kind == 0 {
		s := b.text(FieldKind, cells)
		kind, err := parseKind(s)
		if err != nil {
			return l, b.refused(FieldKind, s, err)
		}
		f.Kind = kind
	}
	f.Source, l.Number = b.text(FieldSource, cells), b.text(FieldNumber, cells)
	if !plain(f.Source) {
		return l, b.refused(FieldSource, f.Source, refuse(f.Source, "is longer than %d bytes or has control characters", MaxID))
	}
	if !plain(l.Number) {
		return l, b.refused(FieldNumber, l.Number, refuse(l.Number, "is longer than %d bytes or has control characters", MaxID))
	}
	if s := b.text(FieldRegion, cells); s != "" {
		c, err := b.region(s)
		if err != nil {
			return l, b.refused(FieldRegion, s, err)
		}
		f.Region = c
	}
	if err := b.interval(f, cells); err != nil {
		return l, err
	}
	if err := b.readAttrs(f, cells); err != nil {
		return l, err
	}
	return l, b.Named(f.Check())
}

func plain(s string) bool { return len(s) <= MaxID && !strings.ContainsFunc(s, unicode.IsControl) }

// text is what a row has for a field, translated; "" if nothing.
func (b *Binding) text(f Field, cells []string) string {
	t := b.fields[f]
	if t == nil {
		return ""
	}
	s, _ := t.text(cells)
	return s
}

// text is the translated cell, or else the value for where there is none; given says that a cell gave it.
func (t *taken) text(cells []string) (s string, given bool) {
	if t.column >= 0 && t.column < len(cells) {
		s = strings.TrimSpace(cells[t.column])
	}
	if s != "" && len(t.values) > 0 {
		v, ok := t.values[s]
		if !ok {
			v, ok = t.values[fold(s)]
		}
		if ok {
			s = v
		}
	}
	if s == "" {
		return t.value, false
	}
	return s, true
}

// documentType is the type of the document; a table that does not say is one of resident identity cards.
func (b *Binding) documentType(cells []string) string {
	s := b.text(FieldIDType, cells)
	if s == "" {
		return "resident_id"
	}
	t, ok := documents[s]
	if !ok {
		t, ok = documents[fold(s)]
	}
	if !ok {
		return s
	}
	return t
}

func parseKind(s string) (Kind, error) {
	kind, ok := KindOf(s)
	if !ok {
		kind, ok = kindByZh[s]
	}
	switch {
	case s == "":
		return 0, fault.Missing(string(FieldKind))
	case !ok:
		return 0, unknownKind(s)
	case kind.ByHolder():
		return 0, fault.Field(string(FieldKind), s, "is what a holder states himself; nobody records it for him")
	}
	return kind, nil
}

var kindByZh = func() map[string]Kind {
	m := make(map[string]Kind, kinds)
	for _, k := range Kinds() {
		m[k.Spec().Zh] = k
	}
	return m
}()

func (b *Binding) interval(f *Fact, cells []string) (err error) {
	s := b.text(FieldValidFrom, cells)
	if s == "" {
		return b.Named(fault.Missing(string(FieldValidFrom)))
	}
	if f.ValidFrom, err = ParseTime(s, b.zone); err != nil {
		return b.refused(FieldValidFrom, s, err)
	}
	if s = b.text(FieldValidUntil, cells); s == "" {
		return nil
	}
	if f.ValidUntil, err = ParseTime(s, b.zone); err != nil {
		return b.refused(FieldValidUntil, s, err)
	}
	if f.ValidUntil < f.ValidFrom {
		return b.refused(FieldValidUntil, s, refuse(s, "is before the beginning, %s", f.ValidFrom.In(b.zone)))
	}
	return nil
}

func (b *Binding) readAttrs(f *Fact, cells []string) error {
	for _, t := range b.attrs {
		s, given := t.text(cells)
		if s == "" {
			continue
		}
		want, ok := f.Kind.Attribute(t.name)
		if !ok {
			if !given {
				continue // the mapping's value for kinds that have it
			}
			return b.refused(AttrField(t.name), s, refuse(s, "is given, but %s has no attribute %s", f.Kind, t.name))
		}
		a, err := b.parseCell(want, s)
		if err != nil {
			return b.refused(AttrField(t.name), s, err)
		}
		if f.Attrs == nil {
			f.Attrs = make(Attrs, 0, len(b.attrs))
		}
		f.Attrs = append(f.Attrs, a)
	}
	return nil
}

// refused is the refusal of a cell, under the name of its column.
func (b *Binding) refused(field Field, cell string, err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	c := fault.Field(string(field), cell, "%s", f.Detail)
	if field.Secret() {
		c = fault.Secret(string(field), "%s", f.Detail)
	}
	if cell == "" {
		c.Value = ""
	}
	return b.Named(c.WithKey(f.Key))
}
