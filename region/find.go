package region

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
)

// Find looks a division up by name within a region, which may be found itself; within Nation everything is. It knows the
// usual variants: without or with another ending of the same meaning (武汉, 恩施州, 劝业场街, 张家口经开区 or just
// 经开区 within 130700), with spaces and bracketed additions, nicknames (巴州), and names no longer in force, for which
// it finds the successor.
//
// It returns the best matches only, the shallower first: several if the name is ambiguous there (吉林 is a province
// and a city; 朝阳 three divisions), none rather than a guess. A name with an ending does not find a county or more
// with another ending: 朝阳县 is not 朝阳区.
func (t *Table) Find(name string, within Code) []Division {
	q := t.query(name, within)
	if q.name == "" || within == 0 {
		return nil
	}
	t.indexOnce.Do(func() { t.index = t.buildIndex() })
	best, found := worst, []Division(nil)
	for _, stem := range q.stems() {
		for i := range t.index.having(stem) {
			d := t.at(int(i))
			if !within.Contains(d.Code) || t.hidden(d.Code) {
				continue
			}
			switch m := t.match(q, d); {
			case m < best:
				best, found = m, append(found[:0], d)
			case m == best && m < worst:
				found = append(found, d)
			}
		}
	}
	if found == nil {
		for _, r := range t.FindRetired(name, within) {
			if d, ok := t.Lookup(r.Successor); ok {
				found = append(found, d)
			}
		}
	}
	slices.SortFunc(found, func(a, b Division) int {
		return cmp.Or(cmp.Compare(a.Code.Level(), b.Code.Level()), cmp.Compare(a.Code, b.Code))
	})
	return slices.Compact(found)
}

// FindRetired looks a division of the past up in the same way, in the order of codes. Find falls back on it.
func (t *Table) FindRetired(name string, within Code) []Retired {
	q := t.query(name, within)
	t.indexOnce.Do(func() { t.index = t.buildIndex() })
	best, found := worst, []Retired(nil)
	for _, stem := range q.stems() {
		for _, c := range t.index.retired[stem] {
			r := t.retired[c]
			if !within.Contains(c) && !within.Contains(r.Successor) {
				continue
			}
			switch m := t.match(q, r.Division); {
			case m < best:
				best, found = m, append(found[:0], r)
			case m == best && m < worst:
				found = append(found, r)
			}
		}
	}
	slices.SortFunc(found, func(a, b Retired) int { return cmp.Compare(a.Code, b.Code) })
	return slices.CompactFunc(found, func(a, b Retired) bool { return a.Code == b.Code })
}

// query is a name asked for: as it is, and taken apart.
type query struct {
	name, stem string
	kind       kind
	nick       Code
}

func (t *Table) query(name string, within Code) query {
	q := query{name: clean(name)}
	q.stem, q.kind = parseName(q.name)
	q.nick = nicknames[q.name]
	if q.kind.zone() {
		q.stem = t.withoutPlaces(q.stem, within)
		if q.nick == 0 {
			short, _ := parseName(clean(t.Name(within)))
			q.nick = nicknames[short+q.name]
		}
	}
	return q
}

// stems under which what is asked for may be indexed: 东大街 may be 东大街街道 or 东大街.
func (q query) stems() []string {
	s := []string{q.stem}
	if q.name != q.stem {
		s = append(s, q.name)
	}
	if q.nick != 0 {
		s = append(s, nickStem)
	}
	return s
}

// How well a division matches, best first.
const (
	sameName = iota
	sameKind // the stem and what the ending means
	sameStem // the stem, asked for without an ending, or a nickname
	looseEnd // a street for a town, 大通湖区 for 大通湖管理区
	worst
)

func (t *Table) match(q query, d Division) int {
	stem, k := t.parse(d)
	name, level := clean(d.Name), d.Code.Level()
	switch {
	case q.name == name:
		return sameName
	case q.nick == d.Code:
		return sameStem
	case q.stem == stem && q.kind == k && (stem != "" || k.zone()):
		return sameKind
	case q.name == stem || q.kind == kindNone && q.stem == stem:
		return sameStem
	case q.stem == stem && stem != "" && (q.kind.sub() && level >= LevelStreet || q.kind == kindDistrict && k.zone()):
		return looseEnd
	}
	return worst
}

// parse takes a division's name apart.
func (t *Table) parse(d Division) (stem string, k kind) {
	stem, k = parseName(clean(d.Name))
	if k.zone() {
		stem = t.withoutPlaces(stem, d.Code.Parent())
	}
	return stem, k
}

// withoutPlaces cuts the names of a zone's province and prefecture off its front: 河北张家口市经济开发区 is the 经济开发区
// of its prefecture.
func (t *Table) withoutPlaces(stem string, in Code) string {
	for l := LevelProvince; l <= LevelPrefecture; l++ {
		c := in.At(l)
		if c.Level() != l {
			continue
		}
		name := clean(t.Name(c))
		short, _ := parseName(name)
		if s, ok := strings.CutPrefix(stem, name); ok {
			stem = s
		} else if s, ok := strings.CutPrefix(stem, short); ok && short != "" {
			stem = strings.TrimPrefix(strings.TrimPrefix(s, "市"), "省")
		}
	}
	return stem
}

// nameIndex finds divisions by their stem: positions sorted by its hash, and the few retired ones by itself.
type nameIndex struct {
	seed    maphash.Seed
	hashes  []uint32
	at      []uint32
	retired map[string][]Code
}

const nickStem = "\x00nickname" // under which all that have one are indexed too

func (t *Table) buildIndex() nameIndex {
	type entry struct{ hash, at uint32 }
	x := nameIndex{seed: maphash.MakeSeed()}
	entries := make([]entry, 0, len(t.codes)+len(nicknames))
	for i := range t.codes {
		stem, _ := t.parse(t.at(i))
		entries = append(entries, entry{x.hash(stem), uint32(i)})
	}
	for _, c := range nicknames {
		if i, ok := t.find(c); ok {
			entries = append(entries, entry{x.hash(nickStem), uint32(i)})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.at, b.at)) })
	x.retired = make(map[string][]Code, len(t.retired))
	for c, r := range t.retired {
		if r.GoneBy != "" {
			stem, _ := t.parse(r.Division)
			x.retired[stem] = append(x.retired[stem], c)
		}
	}
	x.hashes, x.at = make([]uint32, len(entries)), make([]uint32, len(entries))
	for i, e := range entries {
		x.hashes[i], x.at[i] = e.hash, e.at
	}
	return x
}

func (x nameIndex) hash(stem string) uint32 { return uint32(maphash.String(x.seed, stem)) }

// having yields the positions of the divisions whose stem may be stem, in the order of their codes.
func (x nameIndex) having(stem string) func(yield func(uint32) bool) {
	return func(yield func(uint32) bool) {
		h := x.hash(stem)
		i, _ := slices.BinarySearch(x.hashes, h)
		for ; i < len(x.hashes) && x.hashes[i] == h; i++ {
			if !yield(x.at[i]) {
				return
			}
		}
	}
}
