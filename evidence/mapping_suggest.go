package evidence

import (
	"slices"
	"strings"
)

// Suggest makes a mapping of the names of a table's columns, Chinese or English. kind is that of every row, 0 if a
// column says it. What a name does not tell is left out, for people to fill in: kind and source are never guessed.
func Suggest(header []string, kind Kind) Mapping {
	m := Mapping{Fields: map[Field]Column{}}
	used := make([]bool, len(header))
	for _, f := range suggestable(kind) {
		for _, name := range f.headers() {
			i, err := find(header, name)
			if i < 0 || err != nil || used[i] {
				continue
			}
			used[i] = true
			m.Fields[f] = Column{Names: []string{header[i]}}
			break
		}
	}
	if kind != 0 {
		m.Fields[FieldKind] = Column{Value: kind.String()}
	}
	return m
}

// headers are the names that a field is known under.
func (f Field) headers() []string {
	if n, ok := f.attr(); ok {
		return append(slices.Clone(headers[f]), string(f), n.String(), strings.ReplaceAll(n.String(), "_", " "))
	}
	return headers[f]
}

// suggestable are the fields that a table of a kind can have. valid_from comes before what has a time too.
func suggestable(kind Kind) []Field {
	list := slices.Clone(fields)
	if kind == 0 {
		for _, n := range Names() {
			list = append(list, AttrField(n))
		}
		return list
	}
	list = slices.DeleteFunc(list, func(f Field) bool { return f == FieldKind })
	for _, a := range kind.Spec().Attrs {
		list = append(list, AttrField(a.Name))
	}
	return list
}

// Template names the columns of a table of a kind, as Suggest reads them; the required ones end in *.
func Template(kind Kind) []string {
	required := []Field{FieldIDNumber, FieldSource, FieldValidFrom}
	if kind.Spec().NeedsRegion {
		required = append(required, FieldRegion)
	}
	for _, a := range kind.Spec().Attrs {
		if a.Required {
			required = append(required, AttrField(a.Name))
		}
	}
	var columns []string
	for _, f := range suggestable(kind) {
		name := f.headers()[0]
		if slices.Contains(required, f) {
			name += "*"
		}
		columns = append(columns, name)
	}
	return columns
}
