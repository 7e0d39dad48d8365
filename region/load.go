package region

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"kangma/internal/fault"
)

// LoadReport says what became of the divisions read: Read = Stored + Refused + Duplicate.
type LoadReport struct {
	Read, Stored, Refused, Duplicate int
	Refusals                         []error // the first of them, each a fault
}

const refusalsKept = 20

func (r *LoadReport) refuse(err error) {
	r.Refused++
	if len(r.Refusals) < refusalsKept {
		r.Refusals = append(r.Refusals, err)
	}
}

func (r LoadReport) String() string {
	return fmt.Sprintf("read %d = stored %d + refused %d + duplicate %d", r.Read, r.Stored, r.Refused, r.Duplicate)
}

// With is a new table with more divisions: streets and communities, or an operator's own corrections above them. They
// may come in any order. A code that comes twice, or that t has under the same name, is a duplicate; one that t has
// under another name is stored, and its name prevails. A division whose province, or below it whose county, is in
// neither t nor divs is refused, and so is an element of divs that is a fault; any other error ends the loading and is
// returned. t stays as it is. Two or three seconds for the whole nation.
func (t *Table) With(divs iter.Seq2[Division, error]) (*Table, LoadReport, error) {
	var (
		r     LoadReport
		added = builder{}
	)
	for d, err := range divs {
		if _, refused := fault.As(err); err != nil && !refused {
			return nil, r, err
		}
		r.Read++
		if err != nil {
			r.refuse(err)
			continue
		}
		added.add(d.Code, d.Name)
	}
	slices.SortStableFunc(added.rows, func(a, b row) int { return cmp.Compare(a.digits, b.digits) })
	known := t.roots(added.rows)

	merged := builder{names: make([]byte, 0, len(t.names)+len(added.names))}
	i := 0
	for n, a := range added.rows {
		d := Division{Code: Code(a.digits) | present, Name: added.name(a)}
		switch {
		case n > 0 && added.rows[n-1].digits == a.digits:
			r.Duplicate++
			continue
		case !known(d.Code):
			r.refuse(fault.Field("code", d.Code.String(), "lies in no known county"))
			continue
		}
		for ; i < len(t.codes) && t.codes[i] < a.digits; i++ {
			merged.copy(t, i)
		}
		if i < len(t.codes) && t.codes[i] == a.digits {
			if t.at(i).Name == d.Name {
				r.Duplicate++
				continue
			}
			i++
		}
		r.Stored++
		merged.add(d.Code, d.Name)
	}
	for ; i < len(t.codes); i++ {
		merged.copy(t, i)
	}
	out := merged.table()
	out.retired = t.retired
	return out, r, nil
}

// roots answers whether the county of a code, or of a county its province, is in t or among the rows.
func (t *Table) roots(rows []row) func(Code) bool {
	var last Code // neighbours share their county
	return func(c Code) bool {
		root := c.At(LevelCounty)
		if c.Level() <= LevelCounty {
			root = c.At(LevelProvince)
		}
		if root == last || t.has(root) {
			last = root
			return true
		}
		_, ok := slices.BinarySearchFunc(rows, root.Digits(), func(r row, digits int64) int { return cmp.Compare(r.digits, digits) })
		return ok
	}
}

// builder gathers divisions whose names share one string.
type builder struct {
	rows  []row
	names []byte
}

type row struct {
	digits     int64
	start, end uint32
}

func (b *builder) add(c Code, name string) {
	start := uint32(len(b.names))
	b.names = append(b.names, name...)
	b.rows = append(b.rows, row{c.Digits(), start, uint32(len(b.names))})
}

func (b *builder) copy(t *Table, i int) {
	d := t.at(i)
	b.add(d.Code, d.Name)
}

func (b *builder) name(r row) string { return string(b.names[r.start:r.end]) }

// table is what was added, which must have been in the order of its codes.
func (b *builder) table() *Table {
	t := &Table{codes: make([]int64, len(b.rows)), starts: make([]uint32, len(b.rows)+1), names: string(b.names)}
	for i, r := range b.rows {
		t.codes[i], t.starts[i] = r.digits, r.start
	}
	t.starts[len(b.rows)] = uint32(len(b.names))
	return t
}
