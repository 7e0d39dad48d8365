package evidence

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Field names what a row of a file says: one of the fields below, or "attrs." and the name of an attribute, as faults
// name them too.
type Field string

const (
	FieldIDType     Field = "id_type"
	FieldIDNumber   Field = "id_number"
	FieldName       Field = "name"
	FieldKind       Field = "kind"
	FieldSource     Field = "source"
	FieldNumber     Field = "number" // the source's own number of the record; without one its content tells it from others
	FieldRegion     Field = "region" // a code, or a name
	FieldValidFrom  Field = "valid_from"
	FieldValidUntil Field = "valid_until"
)

// fields are all but those of attributes, in the order in which they are shown.
var fields = []Field{FieldIDType, FieldIDNumber, FieldName, FieldKind, FieldSource, FieldNumber, FieldRegion, FieldValidFrom, FieldValidUntil}

const attrs = "attrs."

// AttrField is the field of an attribute.
func AttrField(n Name) Field { return Field(attrs + n.String()) }

// attr is the attribute of a field, if it is one.
func (f Field) attr() (Name, bool) {
	s, ok := strings.CutPrefix(string(f), attrs)
	if !ok {
		return 0, false
	}
	return NameOf(s)
}

// Secret says whether what a file has there must not be repeated: it names somebody.
func (f Field) Secret() bool {
	return slices.Contains([]Field{FieldIDNumber, FieldName, AttrField(Phone), AttrField(Responsible)}, f)
}

// Mapping says what the columns of a table mean, whoever's table it is: which column gives which field of a fact and of
// the document of the person that it is about.
type Mapping struct {
	Name   string           `json:"name,omitempty" yaml:"name,omitempty"` // under which it is saved
	Zone   instant.Zone     `json:"zone,omitempty" yaml:"zone,omitempty"` // of times that state no offset; "" is +08:00
	Fields map[Field]Column `json:"fields" yaml:"fields"`
}

// Column says where a field comes from. In YAML and JSON it may be just the name of a column, or a list of names.
type Column struct {
	Names  []string          `json:"columns,omitempty" yaml:"columns,omitempty,flow"` // of which the first that the table has is read
	Values map[string]string `json:"values,omitempty" yaml:"values,omitempty"`        // what its cells mean: 阳性 → positive
	Value  string            `json:"value,omitempty" yaml:"value,omitempty"`          // where there is no column, and where its cell is empty
}

// UnmarshalYAML reads the short forms too.
func (c *Column) UnmarshalYAML(n *yaml.Node) error {
	switch n.Kind {
	case yaml.ScalarNode:
		c.Names = []string{n.Value}
		return nil
	case yaml.SequenceNode:
		return n.Decode(&c.Names)
	}
	type long Column // without this method
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i].Value; !slices.Contains([]string{"columns", "values", "value"}, key) {
			return fault.Field("mapping", key, "is not one of columns, values, value")
		}
		if v := n.Content[i+1]; n.Content[i].Value == "columns" && v.Kind == yaml.ScalarNode {
			n.Content[i+1] = &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{v}}
		}
	}
	return n.Decode((*long)(c))
}

const (
	maxMapping = 256 << 10 // bytes of a mapping
	maxName    = 100       // bytes of its name
)

// ParseMapping reads a mapping as YAML, of which JSON is a part.
func ParseMapping(text []byte) (Mapping, error) {
	var m Mapping
	if len(text) > maxMapping {
		return m, fault.New(fault.TooLarge, "mapping.too_large", "the mapping has more than %d bytes", maxMapping)
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&m); errors.Is(err, io.EOF) {
		return m, fault.Missing("fields")
	} else if err != nil {
		if f, ok := fault.As(err); ok {
			return m, f
		}
		return m, fault.New(fault.Invalid, "mapping.invalid", "the mapping cannot be read: %v", err)
	}
	return m, m.Check()
}

// YAML writes the mapping for people.
func (m Mapping) YAML() []byte {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(m); err != nil {
		panic("evidence: a mapping cannot be written: " + err.Error()) // texts always can
	}
	return b.Bytes()
}

// Check refuses a mapping that no table could be read by.
func (m Mapping) Check() error {
	if err := checkMappingName(m.Name); err != nil {
		return err
	}
	if _, _, err := instant.Parse("2020-01-01T00:00:00" + string(m.zone())); err != nil {
		return fault.Field("zone", string(m.Zone), "is not an offset like +08:00")
	}
	for f, c := range m.Fields {
		if _, ok := f.attr(); !ok && !slices.Contains(fields, f) {
			return fault.Field("fields", string(f), "is not a field of evidence: write one of %s, or attrs. and an attribute", join(fields))
		}
		if len(c.Names) == 0 && c.Value == "" {
			return fault.Field("fields", string(f), "has neither a column nor a value")
		}
	}
	return nil
}

func checkMappingName(s string) error {
	if len(s) > maxName || !utf8.ValidString(s) || strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return fault.Field("name", s, "is not a name of at most %d printable bytes", maxName)
	}
	return nil
}

func (m Mapping) zone() instant.Zone {
	if m.Zone == "" {
		return instant.Beijing
	}
	return m.Zone
}

// With is the mapping with a field that is the same in every row, whatever the table says of it; "" changes nothing.
func (m Mapping) With(f Field, value string) Mapping {
	if value == "" {
		return m
	}
	fields := make(map[Field]Column, len(m.Fields)+1)
	for k, c := range m.Fields {
		fields[k] = c
	}
	fields[f] = Column{Value: value}
	m.Fields = fields
	return m
}

// Constant is the value of a field that no column gives, "" if one does.
func (m Mapping) Constant(f Field) string {
	if c := m.Fields[f]; len(c.Names) == 0 {
		return c.Value
	}
	return ""
}

func join[S ~string](list []S) string {
	var b strings.Builder
	for i, s := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(s))
	}
	return b.String()
}
