package region

import (
	"slices"
	"sort"
	"strings"
	"sync"

	"kangma/internal/fault"
)

// Table knows which divisions exist and what they are called. It is made by Embedded and With and never changes;
// it is safe for concurrent use. A nation of 665 000 divisions takes about 20 MB, and 10 MB more once Find was used.
type Table struct {
	codes   []int64  // digits, ascending; the nation first
	starts  []uint32 // codes[i] is called names[starts[i]:starts[i+1]]
	names   string
	retired map[Code]Retired

	indexOnce sync.Once
	index     nameIndex
}

// Check refuses a region that does not exist, with a fault that the caller gives a field and value: `"999999" is not
// a known region` (rule RG-1). Retired codes exist: evidence of 2020 names them.
func (t *Table) Check(c Code) error {
	if c != 0 && (t.has(c) || t.known(c.At(LevelCounty)) && (c.Level() <= LevelCounty || !t.hasCommunities(c.At(LevelCounty)))) {
		return nil
	}
	return fault.New(fault.Invalid, "region.unknown", "is not a known region")
}

// Lookup is the division of a code, a retired one included.
func (t *Table) Lookup(c Code) (Division, bool) {
	if i, ok := t.find(c); ok {
		return t.at(i), true
	}
	r, ok := t.retired[c]
	return r.Division, ok
}

// Name is what a division is called, "" if it is not known.
func (t *Table) Name(c Code) string {
	d, _ := t.Lookup(c)
	return d.Name
}

// FullName names a division from its province down, 湖北省武汉市江岸区. Of a code that is not loaded it names what is
// known above it.
func (t *Table) FullName(c Code) string {
	if c == Nation {
		return t.Name(c)
	}
	var b strings.Builder
	for l := LevelProvince; l <= LevelCommunity; l++ {
		a := c.At(l)
		if a.Level() != l || t.hidden(a) {
			continue
		}
		b.WriteString(t.Name(a))
	}
	return b.String()
}

// Parent is the nearest division above that is one of its own: the province of a county that it governs directly or
// of a municipality's district, the county of a community whose street is not loaded. The nation has none.
func (t *Table) Parent(c Code) Code {
	for c = c.Parent(); c != 0; c = c.Parent() {
		if t.known(c) && !t.hidden(c) {
			return c
		}
	}
	return 0
}

// Children are the divisions right below c in the order of their codes: provinces of the nation, districts of a
// municipality, and among a province's prefectures the counties that it governs directly.
func (t *Table) Children(c Code) []Division {
	lo, hi := c.Range()
	var found []Division
	for i := t.search(lo); i < len(t.codes) && t.codes[i] < hi; {
		d := t.at(i)
		if d.Code == c || t.hidden(d.Code) {
			i++
			continue
		}
		found = append(found, d)
		_, end := d.Code.Range()
		i += sort.Search(len(t.codes)-i, func(n int) bool { return t.codes[i+n] >= end })
	}
	return found
}

// Len is how many divisions of a level the table has.
func (t *Table) Len(l Level) int {
	n := 0
	for i := range t.codes {
		if t.at(i).Code.Level() == l {
			n++
		}
	}
	return n
}

func (t *Table) at(i int) Division {
	return Division{Code: Code(t.codes[i]) | present, Name: t.names[t.starts[i]:t.starts[i+1]]}
}

func (t *Table) search(digits int64) int {
	i, _ := slices.BinarySearch(t.codes, digits)
	return i
}

func (t *Table) find(c Code) (int, bool) {
	if c == 0 {
		return 0, false
	}
	return slices.BinarySearch(t.codes, c.Digits())
}

func (t *Table) has(c Code) bool { _, ok := t.find(c); return ok }

func (t *Table) known(c Code) bool {
	if t.has(c) {
		return true
	}
	_, ok := t.retired[c]
	return ok
}

// hidden says whether a division only stands in for a level.
func (t *Table) hidden(c Code) bool {
	if l := c.Level(); l < LevelPrefecture || l > LevelStreet {
		return false
	}
	d, ok := t.Lookup(c)
	return ok && standsIn(d.Name, t.Name(c.Parent()))
}

// hasCommunities says whether a community of the county is loaded; streets alone do not count.
func (t *Table) hasCommunities(county Code) bool {
	lo, hi := county.Range()
	for i := t.search(lo); i < len(t.codes) && t.codes[i] < hi; i++ {
		if t.codes[i]%1000 != 0 {
			return true
		}
	}
	return false
}
