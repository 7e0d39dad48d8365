package contact

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"kangma/evidence"
	"kangma/internal/fault"
)

// Field names what a row of a file says.
type Field string

// Kind is what a file is: passengers, patients, or published trips.
type Kind string

const (
	Passengers Kind = "passengers"
	Patients   Kind = "patients"
	Trips      Kind = "trips"
)

// column is a field of a kind of file, with the names under which columns are known without a mapping.
type column struct {
	field Field
	names []string
	must  bool
}

var who = []column{
	{"id_type", []string{"证件类型", "证件种类", "id_type"}, false},
	{"id_number", []string{"证件号码", "身份证号", "身份证号码", "公民身份号码", "证件号", "id_number"}, false},
	{"keyed", []string{"匿名标识", "keyed"}, false},
}

var trip = []column{
	{"mode", []string{"交通方式", "交通工具", "类型", "type", "mode", "t_type"}, false},
	{"number", []string{"车次", "航班号", "航班", "班次", "车次航班", "车牌号", "船名", "number", "t_no"}, true},
	{"date", []string{"始发日期", "开行日期", "运行日期", "航班日期", "日期", "date", "t_date"}, false},
	{"from", []string{"上车站", "出发站", "乘车站", "登机站", "始发", "出发地", "from", "t_pos_start"}, false},
	{"to", []string{"下车站", "到达站", "到站", "目的地", "to", "t_pos_end"}, false},
	{"coach", []string{"车厢", "车厢号", "coach", "carriage", "t_no_sub"}, false},
}

var catalogue = map[Kind][]column{
	Passengers: slices.Concat(who, trip, []column{
		{"boarded", []string{"乘车日期", "上车日期", "boarded"}, false},
		{"seat", []string{"席位", "席位号", "座位", "座位号", "铺位", "舱位号", "舱室", "seat"}, false},
		{"class", []string{"席别", "座席类型", "舱等", "class"}, false},
		{"crew", []string{"是否乘务", "乘务人员", "crew"}, false},
		{"zone", []string{"服务区域", "服务车厢", "zone"}, false},
	}),
	Patients: slices.Concat(who, []column{
		{"status", []string{"类型", "病例类型", "诊断", "status"}, true},
		{"onset", []string{"发病时间", "发病日期", "onset"}, false},
		{"sampled", []string{"采样时间", "采样日期", "首次阳性采样时间", "sampled"}, false},
		{"negative", []string{"末次阴性采样时间", "末次阴性时间", "negative"}, false},
		{"isolated", []string{"隔离时间", "管控时间", "isolated"}, false},
		{"intense", []string{"途中剧烈症状", "剧烈症状", "intense"}, false},
		{"region", []string{"区划", "行政区划", "region"}, false},
	}),
	Trips: slices.Concat(trip, []column{
		{"start", []string{"开始时间", "出发时间", "start", "t_start"}, false},
		{"end", []string{"结束时间", "到达时间", "end", "t_end"}, false},
		{"note", []string{"备注", "note", "t_memo"}, false},
		{"source", []string{"来源", "信息来源", "source"}, true},
	}),
}

// Secret says whether what a file has there must not be repeated.
func (f Field) Secret() bool { return f == "id_number" }

// Mapping says what the columns of somebody's table mean, in the manner of those for evidence: which column gives which field, and
// what stands where there is no column.
type Mapping struct {
	Name   string                    `json:"name,omitempty" yaml:"name,omitempty"`
	Kind   Kind                      `json:"kind" yaml:"kind"`
	Fields map[Field]evidence.Column `json:"fields" yaml:"fields"`
}

// ParseMapping reads a mapping as YAML, of which JSON is a part.
func ParseMapping(text []byte) (m Mapping, err error) {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&m); err != nil && !errors.Is(err, io.EOF) {
		if f, ok := fault.As(err); ok {
			return m, f
		}
		return m, fault.New(fault.Invalid, "mapping.invalid", "the mapping cannot be read: %v", err)
	}
	return m, m.Check()
}

// Check refuses a mapping of a field that its kind of file does not have.
func (m Mapping) Check() error {
	known, ok := catalogue[m.Kind]
	if !ok {
		return fault.Field("kind", string(m.Kind), "is not one of passengers, patients, trips")
	}
	for f, c := range m.Fields {
		if !slices.ContainsFunc(known, func(k column) bool { return k.field == f }) {
			return fault.Field("fields", string(f), "is no field of %s", m.Kind)
		}
		if len(c.Names) == 0 && c.Value == "" {
			return fault.Field("fields", string(f), "has neither a column nor a value")
		}
	}
	return nil
}

// Binding is a mapping laid over the columns of one table: where each field is found.
type Binding struct {
	column map[Field]int
	values map[Field]map[string]string
	fixed  map[Field]string
}

// Bind lays a mapping over a table, by the names of its columns where the mapping is silent. fixed are fields that are the same
// in each row whatever the table says. A table without a column that its kind needs is refused.
func Bind(kind Kind, header []string, m Mapping, fixed map[Field]string) (*Binding, error) {
	b := &Binding{column: map[Field]int{}, values: map[Field]map[string]string{}, fixed: map[Field]string{}}
	for _, c := range catalogue[kind] {
		names := c.names
		if own, ok := m.Fields[c.field]; ok {
			names, b.values[c.field], b.fixed[c.field] = own.Names, own.Values, own.Value
		}
		for _, name := range names {
			i := slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(strings.Trim(h, " *"), name) })
			if i >= 0 && !b.taken(i) {
				b.column[c.field] = i
				break
			}
		}
		if v := fixed[c.field]; v != "" {
			delete(b.column, c.field)
			b.fixed[c.field] = v
		}
		if c.must && !b.Has(c.field) {
			return nil, lacks(c, header)
		}
	}
	if kind != Trips && !b.Has("id_number") && !b.Has("keyed") {
		return nil, lacks(who[1], header)
	}
	return b, nil
}

func (b *Binding) taken(i int) bool {
	for _, at := range b.column {
		if at == i {
			return true
		}
	}
	return false
}

func lacks(c column, header []string) error {
	return fault.New(fault.Invalid, "contact.column", "the table has no column for %s (%s); its columns are: %s", c.field, strings.Join(c.names, ", "),
		strings.Join(header[:min(len(header), 40)], ", "))
}

// Has says whether the table gives a field.
func (b *Binding) Has(f Field) bool {
	_, ok := b.column[f]
	return ok || b.fixed[f] != ""
}

// Cell is what a row says of a field, "" if nothing.
func (b *Binding) Cell(cells []string, f Field) string {
	i, ok := b.column[f]
	if !ok || i >= len(cells) {
		return b.fixed[f]
	}
	text := strings.TrimSpace(cells[i])
	if v, ok := b.values[f][text]; ok {
		return v
	}
	if text == "" {
		return b.fixed[f]
	}
	return text
}

// JSON is the mapping as it is stored.
func (m Mapping) JSON() []byte {
	b, err := json.Marshal(m)
	if err != nil {
		panic("contact: " + err.Error()) // texts always encode
	}
	return b
}
