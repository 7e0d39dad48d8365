package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/packs"
	"kangma/policy"
)

// tiny is a run over the smallest population.
func tiny(only ...string) Options { return Options{People: leastPeople, Brief: true, Only: only} }

// Every figure has a floor of the same run, is checked, and says what of its targets it reached. BN-1, BN-3
func TestAllFigures(t *testing.T) {
	r, err := Run(t.Context(), tiny())
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Figures) != len(figures) {
		t.Fatalf("%d figures of %d", len(r.Figures), len(figures))
	}
	for i, f := range r.Figures {
		if f.Name != figures[i].name || f.Value <= 0 || f.Floor <= 0 || f.Ratio <= 0 || f.Turns < 2 || f.What == "" || f.Beneath == "" || f.Checked == "" {
			t.Errorf("%+v", f)
		}
		var goals []string
		for _, g := range f.Goals {
			goals = append(goals, g.String())
			if (g.Least == 0) == (g.Most == 0) || g.Met != (g.Least != 0 && g.Value >= g.Least || g.Most != 0 && g.Value <= g.Most) {
				t.Errorf("%s: %+v", f.Name, g)
			}
		}
		if want, known := targets[f.Name]; !known || !slices.Equal(goals, want) {
			t.Errorf("%s: targets %q, want %q", f.Name, goals, want)
		}
	}
	var table bytes.Buffer
	if err := r.Write(&table); err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Figures {
		if strings.Count(table.String(), f.What) != 2 {
			t.Errorf("the table says %q not once above and once below:\n%s", f.What, table.String())
		}
	}
	text, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(text, &back); err != nil || len(back.Figures) != len(r.Figures) || back.Figures[0].Ratio != r.Figures[0].Ratio || back.Machine != r.Machine {
		t.Errorf("%v\n%s", err, text)
	}
}

// targets are those of the issue.
var targets = map[string][]string{
	"verify":         {"≤ 1.25 the floor's time"},
	"evaluate":       {"≤ 5.00 the floor's time", "≥ 300 000/s on one core"},
	"contacts":       {"≤ 30 s for 10 million passengers"},
	"self-check":     {"≤ 20 ms a self-check"},
	"show":           {"≥ 0.50 the floor", "aim ≥ 23 300/s on 2 cores"},
	"passages":       {"≥ 0.60 the floor", "≤ 100 ms for 99 of 100 answers"},
	"import":         {"≥ 10 000/s of rows", "aim ≥ 20 000/s of rows"},
	"import-decided": {"≥ 10 000/s of rows", "aim ≥ 20 000/s of rows"},
	"import-colours": nil,
	"redecide":       {"≤ 60 s for a million people"},
	"simulate":       {"≤ 60 s for a million people", "≤ 2.00 99 of 100 codes shown, of what they take otherwise"},
}

func TestOptionsAreRefused(t *testing.T) {
	for _, o := range []Options{{Only: []string{"speed"}}, {People: 10}} {
		if _, err := Run(t.Context(), o); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// The sides take turns in changing order, the first turn does not count, and the ratio is of the pairs. BN-1
func TestInTurns(t *testing.T) {
	var order []string
	turn := func(name string, rates ...int) side {
		return func(_ context.Context, i int) (sample, error) {
			order = append(order, name)
			return sample{n: rates[i], took: time.Second}, nil
		}
	}
	floors, values, err := inTurns(t.Context(), 3, turn("floor", 1, 100, 200, 400), turn("value", 1, 50, 150, 100))
	if err != nil || len(floors) != 3 || len(values) != 3 {
		t.Fatal(floors, values, err)
	}
	if want := "floor value value floor floor value value floor"; strings.Join(order, " ") != want {
		t.Errorf("order %v", order)
	}
	var f Figure
	f.compare(floors, values, sample.rate)
	if f.Value != 100 || f.Floor != 200 || f.Ratio != 0.5 || f.Turns != 3 {
		t.Errorf("%+v", f)
	}
	failed := errors.New("no")
	if _, _, err := inTurns(t.Context(), 3, turn("floor", 1, 1, 1, 1), func(context.Context, int) (sample, error) { return sample{}, failed }); err != failed {
		t.Error(err)
	}
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		q, want float64
		of      []float64
	}{{0.5, 2, []float64{3, 1, 2}}, {0.5, 2.5, []float64{4, 1, 3, 2}}, {0.99, 5, []float64{5}}, {1, 9, []float64{9, 1}}, {0, 1, []float64{9, 1}}, {0.5, 0, nil}} {
		if got := quantile(c.of, c.q); got != c.want {
			t.Errorf("%v of %v is %v, want %v", c.q, c.of, got, c.want)
		}
	}
}

func TestQuantity(t *testing.T) {
	for _, c := range []struct {
		v          float64
		unit, want string
	}{{23300, "/s", "23 300/s"}, {1234567, "/s", "1 234 567/s"}, {0.5, "×", "0.50"}, {812.4, "ns", "812 ns"}, {81234, "ns", "81.2 µs"}, {5.5e6, "ns", "5.50 ms"}, {60, "s", "60 s"}, {64, "", "64"}} {
		if got := quantity(c.v, c.unit); got != c.want {
			t.Errorf("%v %s is written %q, want %q", c.v, c.unit, got, c.want)
		}
	}
}

// The rules by hand and the rule book must agree, and it is noticed where they do not. BN-2
func TestRulesByHand(t *testing.T) {
	pack, err := policy.Library{FS: packs.FS}.Find("hubei@2020-03-22", 0)
	if err != nil {
		t.Fatal(err)
	}
	h, err := hubeiByHand(pack)
	if err != nil {
		t.Fatal(err)
	}
	at := instant.Instant(1_600_000_000_000_000)
	p, states, reasons := newPeople(7, at), map[string]int{}, map[int]int{}
	for range 20_000 {
		f := p.any()
		if err := agree(pack, h, &f, at); err != nil {
			t.Fatal(err)
		}
		d := h.decide(&f, at, at)
		states[d.State.Name]++
		reasons[len(d.Reasons)]++
	}
	if len(states) != len(pack.States) || reasons[2] == 0 || reasons[3] == 0 {
		t.Errorf("too little was tried: states %v, numbers of reasons %v", states, reasons)
	}
	h.rules[feverInWuhan], h.rules[caseKnown] = h.rules[caseKnown], h.rules[feverInWuhan]
	err = nil
	for range 2000 {
		f := p.any()
		err = errors.Join(err, agree(pack, h, &f, at))
	}
	var w *Wrong
	if !errors.As(err, &w) || w.Figure != "evaluate" {
		t.Errorf("other reasons were not noticed: %v", err)
	}
}
