package policy

import (
	"fmt"
	"slices"

	"kangma/evidence"
	"kangma/internal/fault"
)

// Stages of a decision: a condition may use only what an earlier stage has settled.
const (
	stageFact = iota
	stageColour
	stageMark
	stageState
)

// compileConditions compiles all CEL of the pack, and sees that nothing looks ahead or at itself.
func (p *Pack) compileConditions(names map[string]int) error {
	piece, err := pieceEnv()
	if err != nil {
		return err
	}
	var now lazyEnv
	for _, r := range p.Rules {
		if r.When != "" {
			if r.when, err = compileCEL(piece, &ofPiece, "when", r.When); err == nil {
				err = r.knowsNames()
			}
			if err != nil {
				return located(r.file(), err)
			}
		}
		if r.If != "" {
			if r.cond, err = now.compile(p.Rules, "if", r.If); err != nil {
				return located(r.file(), err)
			}
		}
	}
	for _, s := range p.States {
		if s.If == "" {
			continue
		}
		field := "states." + s.Name + ".if"
		if s.cond, err = now.compile(p.Rules, field, s.If); err != nil {
			return err
		}
		if stage, err := p.stageOf(s.cond, names, nil); err != nil || stage > stageMark {
			return fault.Field(field, s.If, "looks at what is decided after it")
		}
		p.usesAge = p.usesAge || slices.Contains(s.cond.names, "age")
	}
	for _, r := range p.Rules {
		if r.cond == nil {
			continue
		}
		if err := p.checkStage(r, names); err != nil {
			return located(r.file(), err)
		}
		p.usesAge = p.usesAge || slices.Contains(r.cond.names, "age")
	}
	return nil
}

// checkStage refuses a rule whose condition looks at itself, or at what is decided after the rule.
func (p *Pack) checkStage(r *Rule, names map[string]int) error {
	stage, err := p.stageOf(r.cond, names, []int{r.index})
	if err != nil {
		return fault.Field("if", r.If, "%s", err)
	}
	limit := stageState
	switch {
	case r.Gives.Colour != "":
		limit = stageFact
	case r.Gives.Mark != "":
		limit = stageColour
	}
	if stage > limit {
		return fault.Field("if", r.If, "looks at what is decided after it")
	}
	return nil
}

// knowsNames refuses an attribute in `when` that none of the rule's kinds has.
func (r *Rule) knowsNames() error {
	for _, n := range r.when.names {
		if _, ok := pieceNames[n]; ok {
			continue
		}
		attr, ok := evidence.NameOf(n)
		for _, k := range r.Kinds {
			if _, has := k.Attribute(attr); ok && !has {
				return fault.Field("when", r.When, "uses %s, which %s does not have", n, k)
			}
		}
	}
	return nil
}

// stageOf says which stage of the decision a condition needs, through all rules that it names.
func (p *Pack) stageOf(c *condition, names map[string]int, path []int) (int, error) {
	stage := stageFact
	for _, n := range c.names {
		switch n {
		case "colour":
			stage = max(stage, stageColour)
		case "mark":
			stage = max(stage, stageMark)
		case "state":
			stage = max(stage, stageState)
		}
		i, ok := names[n]
		if !ok {
			continue
		}
		if slices.Contains(path, i) {
			return 0, fmt.Errorf("depends on itself through %s", n)
		}
		if cond := p.Rules[i].cond; cond != nil {
			s, err := p.stageOf(cond, names, append(path, i))
			if err != nil {
				return 0, err
			}
			stage = max(stage, s)
		}
	}
	return stage, nil
}
