package evidence

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

// Binding is a mapping laid over the columns of one table. Safe for concurrent use.
type Binding struct {
	gazetteer
	zone   instant.Zone
	header []string
	fields map[Field]*taken
	attrs  []attrTaken // in the order of the catalogue
	kind   Kind        // of every row, 0 if a column says it
}

// taken is where a field is taken from in this table.
type taken struct {
	column int // -1: nowhere
	values map[string]string
	value  string
}

type attrTaken struct {
	name Name
	*taken
}

// Bind lays the mapping over a table. Names of regions are looked for within a region first. It refuses a mapping that
// would refuse every row: without a document number, a kind, a source, a beginning, or what the kind requires.
func (m Mapping) Bind(header []string, places Places, within region.Code) (*Binding, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	b := &Binding{gazetteer: gazetteer{Places: places, within: within, known: map[string]region.Code{}},
		zone: m.zone(), header: header, fields: make(map[Field]*taken, len(m.Fields))}
	for f, c := range m.Fields {
		t := &taken{column: -1, value: c.Value, values: make(map[string]string, 2*len(c.Values))}
		for from, to := range c.Values {
			t.values[fold(from)] = to
		}
		for from, to := range c.Values {
			t.values[from] = to
		}
		for _, name := range c.Names {
			i, err := find(header, name)
			if err != nil {
				return nil, err
			}
			if i >= 0 {
				t.column = i
				break
			}
		}
		if t.column < 0 && t.value == "" {
			continue // the table has none of its columns
		}
		b.fields[f] = t
		if n, ok := f.attr(); ok {
			b.attrs = append(b.attrs, attrTaken{n, t})
		}
	}
	slices.SortFunc(b.attrs, func(x, y attrTaken) int { return cmp.Compare(x.name, y.name) })
	return b, b.check(m)
}

// check says what this table lacks.
func (b *Binding) check(m Mapping) error {
	required := []Field{FieldIDNumber, FieldKind, FieldSource, FieldValidFrom}
	if t := b.fields[FieldKind]; t != nil && t.column < 0 {
		kind, err := parseKind(t.value)
		if err != nil {
			return err
		}
		b.kind = kind
		if kind.Spec().NeedsRegion {
			required = append(required, FieldRegion)
		}
		for _, a := range kind.Spec().Attrs {
			if a.Required {
				required = append(required, AttrField(a.Name))
			}
		}
		for _, a := range b.attrs {
			if _, ok := kind.Attribute(a.name); !ok {
				return unknownAttr(kind, a.name.String())
			}
		}
	}
	for _, f := range required {
		if b.fields[f] == nil {
			return b.lacks(f, m.Fields[f].Names)
		}
	}
	return nil
}

// lacks is the refusal of a table that has no column for a field.
func (b *Binding) lacks(f Field, names []string) error {
	shown := make([]string, 0, len(b.header))
	for _, h := range b.header[:min(len(b.header), 50)] {
		shown = append(shown, tidyHeader(h))
	}
	detail := "is required, and the table has no column for it; its columns are: " + strings.Join(shown, ", ")
	if len(names) > 0 {
		detail = "is required, and the table has none of the columns " + strings.Join(names, ", ") + "; its columns are: " + strings.Join(shown, ", ")
	}
	if f == FieldKind || f == FieldSource {
		detail += "; or name one for all rows"
	}
	return fault.Secret(string(f), "%s", detail).WithKey("mapping.column")
}

// find is the place of a column: named exactly so, or so but for spaces, signs and brackets; -1 if there is none.
func find(header []string, name string) (int, error) {
	for _, same := range []func(string) bool{
		func(h string) bool { return h == name },
		func(h string) bool { return h != "" && foldHeader(h) == foldHeader(name) },
	} {
		i := slices.IndexFunc(header, same)
		if i >= 0 && slices.IndexFunc(header[i+1:], same) >= 0 {
			return 0, fault.Field("column", name, "is in the table more than once")
		}
		if i >= 0 {
			return i, nil
		}
	}
	return -1, nil
}

// Kind is the kind of every row, 0 if a column says it.
func (b *Binding) Kind() Kind { return b.kind }

// Columns says which columns are read, and for which fields, in the order of the table.
func (b *Binding) Columns() [][]Field {
	read := make([][]Field, len(b.header))
	for f, t := range b.fields {
		if t.column >= 0 {
			read[t.column] = append(read[t.column], f)
		}
	}
	for _, fs := range read {
		slices.Sort(fs)
	}
	return read
}

// Named is a fault about a field of evidence as a fault about the column that gave it, so that the sender finds the
// place; other errors stay as they are.
func (b *Binding) Named(err error) error {
	f, ok := fault.As(err)
	if !ok || f.Field == "" {
		return err
	}
	t := b.fields[Field(f.Field)]
	if t == nil || t.column < 0 {
		return err
	}
	c := *f
	c.Field = tidyHeader(b.header[t.column])
	return &c
}

// tidyHeader is the name of a column, fit to be shown and stored.
func tidyHeader(s string) string {
	s = strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(s, "�"))
	const longest = 60
	if utf8.RuneCountInString(s) > longest {
		s = string([]rune(s)[:longest]) + "…"
	}
	return s
}
