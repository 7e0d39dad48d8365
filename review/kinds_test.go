package review

import (
	"regexp"
	"slices"
	"testing"

	"kangma/region"
	"kangma/staff"
)

var word = regexp.MustCompile(`^[a-z][a-z_]*$`)

// The table of kinds holds together: every state is reached and left, every clock has its move, everything has a name
// in both languages, and who works somewhere may be permitted to.
func TestTable(t *testing.T) {
	seen := map[Kind]bool{}
	for i := range Kinds {
		d := &Kinds[i]
		t.Run(string(d.Kind), func(t *testing.T) {
			if seen[d.Kind] || !word.MatchString(string(d.Kind)) || d.Zh == "" || d.En == "" || len(d.Rules) == 0 || d.Cites && !d.Personal {
				t.Errorf("%+v", d)
			}
			seen[d.Kind] = true
			checkStages(t, d)
			checkSteps(t, d)
		})
	}
}

// PE-4: every open stage of a kind that is about a person has an end for when he is forgotten, which the node makes.
func TestForgottenEndsEveryStage(t *testing.T) {
	for _, d := range Kinds {
		for _, g := range d.Stages {
			s, ok := d.Step(Forget, g.State)
			if ok != (d.Personal && !g.Closed) || ok && (s.By != System || s.To != Forgotten) {
				t.Errorf("%s in %s: %+v", d.Kind, g.State, s)
			}
		}
	}
}

func checkStages(t *testing.T, d *Definition) {
	var names []State
	for _, g := range d.Stages {
		if slices.Contains(names, g.State) || !word.MatchString(string(g.State)) || g.Zh == "" || g.En == "" {
			t.Errorf("%+v", g)
		}
		names = append(names, g.State)
		reached := slices.ContainsFunc(d.Steps, func(s Step) bool { return s.To == g.State })
		left := slices.ContainsFunc(d.Steps, func(s Step) bool { return slices.Contains(s.From, g.State) && s.To != Stay })
		switch {
		case !reached:
			t.Errorf("nothing leads to %s", g.State)
		case left == g.Closed:
			t.Errorf("%s is closed and can be left, or open and cannot", g.State)
		case g.Closed && (g.May != "" || g.Clock != 0):
			t.Errorf("%s is closed and worked on", g.State)
		case !g.Closed && g.May == "":
			t.Errorf("nobody works on %s", g.State)
		case (g.Clock > 0) != (g.Overdue != ""):
			t.Errorf("%s has a clock without a move, or a move without a clock", g.State)
		case g.Above && g.Level <= region.LevelNation:
			t.Errorf("%s is above, and its level is not said", g.State)
		}
		if g.Clock > 0 {
			if s, ok := d.Step(g.Overdue, g.State); !ok || s.By != System {
				t.Errorf("%s: nothing happens when its clock has run out", g.State)
			}
		}
		if g.May != "" && !staff.Headquarters.Permits(g.May) {
			t.Errorf("%s: the headquarters may not %s", g.State, g.May)
		}
	}
}

func checkSteps(t *testing.T, d *Definition) {
	type key struct {
		m Move
		s State
	}
	once := map[key]bool{}
	for _, s := range d.Steps {
		if !word.MatchString(string(s.Move)) || s.Zh == "" || s.En == "" || len(s.From) == 0 || s.Move == Note || s.Move == Give {
			t.Errorf("%+v", s)
		}
		for _, from := range s.From {
			if once[key{s.Move, from}] {
				t.Errorf("%s from %s stands twice", s.Move, from)
			}
			once[key{s.Move, from}] = true
			if g, ok := d.Stage(from); from != Unopened && (!ok || g.Closed) {
				t.Errorf("%s leaves %q, which is closed or unknown", s.Move, from)
			}
			if opens := from == Unopened; opens && s.By == Desk && s.May == "" || !opens && s.May != "" {
				t.Errorf("%s: who may open is said of openings, and of nothing else", s.Move)
			}
		}
		if _, ok := d.Stage(s.To); !ok && s.To != Stay {
			t.Errorf("%s leads to %q, which is no state", s.Move, s.To)
		}
		for _, m := range s.Apart {
			if !slices.ContainsFunc(d.Steps, func(o Step) bool { return o.Move == m }) {
				t.Errorf("%s is apart from %s, which is no move", s.Move, m)
			}
		}
	}
}
