package policy

import (
	"cmp"
	"slices"
	"strings"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/region"
)

// Face is what a decision shows: what two rule books are compared by.
type Face struct {
	Colour Colour `json:"colour"`
	Mark   Mark   `json:"mark,omitempty"`
	Labels string `json:"labels,omitempty"` // with commas
	State  string `json:"state"`
	Gate   Gate   `json:"gate"`
}

// Face of a decision.
func (d *Decision) Face() Face {
	return Face{d.Colour, d.Mark, strings.Join(d.Labels, ","), d.State.Name, d.Gate}
}

// Face of a stored decision.
func (r *Record) Face() Face {
	return Face{r.Colour, r.Mark, strings.Join(r.Labels, ","), r.State, r.Gate}
}

// Turn is from what to what a code goes.
type Turn struct {
	From Face `json:"from"`
	To   Face `json:"to"`
}

func (c Turn) compare(o Turn) int {
	return cmp.Or(c.From.compare(o.From), c.To.compare(o.To))
}

func (f Face) compare(o Face) int {
	return cmp.Or(cmp.Compare(f.Colour, o.Colour), cmp.Compare(f.State, o.State), cmp.Compare(f.Mark, o.Mark), cmp.Compare(f.Labels, o.Labels), cmp.Compare(f.Gate, o.Gate))
}

// Sample is why one of those whose code changes has it and would have the other: rules and kinds of evidence, nothing by
// which anybody could be known.
type Sample struct {
	Before []SampleReason `json:"before"`
	After  []SampleReason `json:"after"`
}

// SampleReason is a rule that gives what is shown, and the kinds of the evidence that it stands on.
type SampleReason struct {
	Rule  string   `json:"rule"`
	Title Text     `json:"title"`
	Kinds []string `json:"kinds,omitempty"`
}

func sampleReasons(d *Decision, facts []evidence.Fact) []SampleReason {
	out := make([]SampleReason, len(d.Reasons))
	for i, r := range d.Reasons {
		out[i] = SampleReason{Rule: r.Rule.ID, Title: r.Rule.Title}
		for f := range facts {
			if slices.Contains(r.Evidence, facts[f].ID) {
				out[i].Kinds = append(out[i].Kinds, facts[f].Kind.String())
			}
		}
		slices.Sort(out[i].Kinds)
	}
	return out
}

// Compare is the sample of a person whose two decisions stand on the same facts.
func Compare(before, after *Decision, facts []evidence.Fact) Sample {
	return Sample{sampleReasons(before, facts), sampleReasons(after, facts)}
}

// AgeBand is how ages are counted.
type AgeBand string

// AgeBands in order.
var AgeBands = []AgeBand{"0-6", "7-17", "18-59", "60-79", "80+", "unknown"}

func bandOf(birth string, at instant.Instant) AgeBand {
	switch years := age(birth, at); {
	case years == unknownAge:
		return "unknown"
	case years < 7:
		return "0-6"
	case years < 18:
		return "7-17"
	case years < 60:
		return "18-59"
	case years < 80:
		return "60-79"
	}
	return "80+"
}

// samplesEach is how many samples are kept of each change, and mostChanges how many changes: states are few, but labels
// make many of them.
const (
	samplesEach = 3
	mostChanges = 2000
)

// Tally is what a candidate changes, counted exactly: for whoever decides within the node. What is told is Told. It is not
// safe for concurrent use.
type Tally struct {
	Decided int64
	Changed int64
	Changes map[Turn]*Counted
}

// Counted is how many people go from one face to another.
type Counted struct {
	People  int64
	Regions map[region.Code]int64
	Ages    map[AgeBand]int64
	Samples []Sample
}

// NewTally counts nobody.
func NewTally() *Tally { return &Tally{Changes: map[Turn]*Counted{}} }

// Add counts a person, within the division of his residence that the reader tells apart.
func (t *Tally) Add(before, after *Decision, f *Facts, within region.Code) {
	t.Decided++
	c := Turn{before.Face(), after.Face()}
	if c.From == c.To {
		return
	}
	t.Changed++
	n := t.Changes[c]
	if n == nil {
		if len(t.Changes) >= mostChanges {
			c = Turn{} // others
		}
		if n = t.Changes[c]; n == nil {
			n = &Counted{Regions: map[region.Code]int64{}, Ages: map[AgeBand]int64{}}
			t.Changes[c] = n
		}
	}
	n.People++
	n.Regions[within]++
	n.Ages[bandOf(f.Person.Birth, before.DecidedFor)]++
	if len(n.Samples) < samplesEach {
		n.Samples = append(n.Samples, Compare(before, after, f.Evidence))
	}
}

// Turning is how many people would get one of these colours who do not have it: what a threshold is set on (BY-18).
func (t *Tally) Turning(to ...Colour) (people int64) {
	for c, n := range t.Changes {
		if slices.Contains(to, c.To.Colour) && c.From.Colour != c.To.Colour {
			people += n.People
		}
	}
	return people
}

// Told is a tally as it is told to readers: no count of fewer than ten people, nor one from which it would follow (PB-5).
// A hidden count is -1.
type Told struct {
	Decided int64        `json:"decided"` // -1: all but fewer than ten change
	Changed int64        `json:"changed"` // -1: fewer than ten
	Changes []ToldChange `json:"changes"` // the most frequent first
	Regions Table        `json:"regions"` // of the changes, in their order, by division
	Ages    Table        `json:"ages"`
}

// ToldChange is a change with its count; several rare ones are told as one.
type ToldChange struct {
	Turn
	Others  bool     `json:"others,omitempty"` // several changes, each of few people
	People  int64    `json:"people"`
	Samples []Sample `json:"samples"`
}

// Table has a row for each change and a column for each division or age band, with the sum of each column.
type Table struct {
	Columns []string  `json:"columns"`
	Cells   [][]int64 `json:"cells"`
	Sums    []int64   `json:"sums"`
}

// Told makes the tally fit to be told.
func (t *Tally) Told() Told {
	out := Told{Decided: t.Decided, Changed: t.Changed, Changes: []ToldChange{}}
	if t.Changed > 0 && t.Changed < fewest {
		out.Changed = hidden
		return out
	}
	if same := t.Decided - t.Changed; same > 0 && same < fewest {
		out.Decided = hidden
	}
	rows, of := t.pooled()
	out.Changes = append(out.Changes, rows...)
	codes := map[region.Code]bool{}
	for _, n := range of {
		for r := range n.Regions {
			codes[r] = true
		}
	}
	order := make([]region.Code, 0, len(codes))
	for r := range codes {
		order = append(order, r)
	}
	slices.Sort(order)
	for _, r := range order {
		name := r.String()
		if r.IsZero() {
			name = "unknown"
		}
		out.Regions.Columns = append(out.Regions.Columns, name)
	}
	for _, n := range of {
		regions, ages := make([]int64, len(order)), make([]int64, len(AgeBands))
		for i, r := range order {
			regions[i] = n.Regions[r]
		}
		for i, a := range AgeBands {
			ages[i] = n.Ages[a]
		}
		out.Regions.Cells, out.Ages.Cells = append(out.Regions.Cells, regions), append(out.Ages.Cells, ages)
	}
	for _, a := range AgeBands {
		out.Ages.Columns = append(out.Ages.Columns, string(a))
	}
	out.Regions.hide()
	out.Ages.hide()
	return out
}

// pooled are the changes with their counts, the most frequent first, those of fewer than ten people told as one. So every
// row's sum is told, and neither table says more of it than the other.
func (t *Tally) pooled() ([]ToldChange, []*Counted) {
	changes := make([]Turn, 0, len(t.Changes))
	for c := range t.Changes {
		changes = append(changes, c)
	}
	slices.SortFunc(changes, func(a, b Turn) int {
		return cmp.Or(cmp.Compare(t.Changes[b].People, t.Changes[a].People), a.compare(b))
	})
	others := &Counted{Regions: map[region.Code]int64{}, Ages: map[AgeBand]int64{}}
	n := len(changes)
	for n > 0 && (t.Changes[changes[n-1]].People < fewest || others.People > 0 && others.People < fewest) {
		n--
		others.add(t.Changes[changes[n]])
	}
	var rows []ToldChange
	var of []*Counted
	for _, c := range changes[:n] {
		k := t.Changes[c]
		rows, of = append(rows, ToldChange{Turn: c, Others: c == Turn{}, People: k.People, Samples: k.Samples}), append(of, k)
	}
	if others.People > 0 {
		rows, of = append(rows, ToldChange{Others: true, People: others.People, Samples: []Sample{}}), append(of, others)
	}
	return rows, of
}

func (n *Counted) add(o *Counted) {
	n.People += o.People
	for r, k := range o.Regions {
		n.Regions[r] += k
	}
	for a, k := range o.Ages {
		n.Ages[a] += k
	}
}
