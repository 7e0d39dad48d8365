package policy

import (
	"io/fs"
	"strings"
	"testing"

	"cel.dev/cel-go/common/types"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/packs"
)

// A condition written out in Go says what CEL says, in the cases that lint looks through: all conditions of the shipped
// packs. PO-5
func TestDirectSaysWhatCELSays(t *testing.T) {
	dirs, err := fs.Glob(packs.FS, "*/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range dirs {
		p, err := Load(packs.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range p.conditions() {
			if c.direct == nil {
				t.Errorf("%s: a condition on %s is left to CEL", name, strings.Join(c.names, ", "))
			}
		}
		asked, held := 0, 0
		compare := func(c *condition, v view) {
			if c == nil {
				return
			}
			want, _, err := c.program.Eval(v)
			if got := c.direct(v.run()); err != nil || got != (want == types.True) {
				t.Fatalf("%s: a condition on %s is %v, CEL says %v, %v", name, strings.Join(c.names, ", "), got, want, err)
			}
			asked++
			if want == types.True {
				held++
			}
		}
		s := newSearch(p)
		for range 1000 {
			f := s.world()
			r := p.newRun(f, instant.Never-1)
			r.outcome(searchAt)
			for _, rule := range p.Rules {
				for i := range r.pieces {
					r.piece = &r.pieces[i]
					compare(rule.when, (*pieceView)(r))
				}
				compare(rule.cond, (*instantView)(r))
			}
			for _, state := range p.States {
				compare(state.cond, (*instantView)(r))
			}
			r.release()
		}
		if asked < 1000 || held == 0 || held == asked {
			t.Errorf("%s: %d of %d conditions held: too little was tried", name, held, asked)
		}
	}
}

// Every form that is written out, each true and false, and forms that are not.
func TestDirectForms(t *testing.T) {
	env, err := pieceEnv()
	if err != nil {
		t.Fatal(err)
	}
	at := instant.Instant(1_600_000_000_000_000)
	fact := evidence.Fact{ID: "e", Kind: evidence.Declaration, Source: "holder", ValidFrom: at, ValidUntil: instant.Never, RetractedAt: instant.Never,
		Attrs: evidence.Attrs{evidence.TextAttr(evidence.Status, "fever"), evidence.BoolAttr(evidence.Stayed, true), evidence.NumberAttr(evidence.Temperature, 37.3),
			evidence.TextAttr(evidence.Symptoms, "dyspnea,other"), evidence.WholeAttr(evidence.Days, 14)}}
	piece, _ := fact.Known(at)
	r := &run{facts: &Facts{Person: Person{IDType: "passport"}}, piece: &piece}
	for expr, want := range map[string]string{
		`status == "fever"`: "true", `status == "none"`: "false", `status != "fever"`: "false", `outcome == ""`: "true",
		`stayed`: "true", `!stayed`: "false", `left`: "false", `stayed && status == "fever"`: "true", `left || stayed`: "true", `left && stayed`: "false",
		`status in ["none", "fever"]`: "true", `status in ["none"]`: "false", `days >= 14`: "true", `days >= 15`: "false",
		`within(region, "420000")`: "false", `!within(residence, "000000")`: "true", `kind == "declaration"`: "true", `source == "holder"`: "true",
		`id_type == "passport"`: "true", `temperature >= 37.3`: "true", `temperature > 37.3`: "false", `temperature > 0.0`: "true",
		`"other" in symptoms`: "true", `"none" in symptoms`: "false", `symptoms != []`: "true",
		// by CEL
		`"fever" == status`: "cel", `days < 15`: "cel", `temperature < 37.4`: "cel", `size(symptoms) > 0`: "cel", `days > 13`: "cel", `source in symptoms`: "cel", `symptoms != ["none"]`: "cel", `status.startsWith("f")`: "cel", `stayed ? left : stayed`: "cel",
		`status in []`: "cel", `stayed && days < 15`: "cel", `region == ""`: "cel", `within(region, "no code")`: "cel",
	} {
		c, err := compileCEL(env, &ofPiece, "when", expr)
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		if got := c.direct != nil; got != (want != "cel") {
			t.Errorf("%s: written out: %v", expr, got)
		}
		if by, _, err := c.program.Eval((*pieceView)(r)); err != nil || c.holds((*pieceView)(r)) != (by == types.True) || want != "cel" && (want == "true") != (by == types.True) {
			t.Errorf("%s is %v, CEL says %v, %v", expr, c.holds((*pieceView)(r)), by, err)
		}
	}
}
