package policy

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"kangma/evidence"
	"kangma/internal/fault"
)

// compile checks the pack as a whole and makes it ready to decide.
func (p *Pack) compile() error {
	if len(p.ColourOrder) == 0 {
		return fault.Missing("colours")
	}
	for i, c := range p.ColourOrder {
		if !slices.Contains(Colours, c) {
			return fault.Field(fmt.Sprintf("colours[%d]", i), string(c), "is not a colour")
		}
	}
	for i, m := range p.MarkOrder {
		if !slices.Contains(Marks, m) {
			return fault.Field(fmt.Sprintf("marks[%d]", i), string(m), "is not a mark")
		}
	}
	if err := cmp.Or(eachOnce("colours", p.ColourOrder), eachOnce("marks", p.MarkOrder), eachOnce("labels", p.LabelOrder), eachOnce("tiers", p.Tiers)); err != nil {
		return err
	}
	if len(p.LabelOrder) > 64 {
		return fault.Field("labels", len(p.LabelOrder), "is more than 64 labels")
	}
	if err := p.compileStates(); err != nil {
		return err
	}
	ids, names := map[string]bool{}, map[string]int{}
	for i, r := range p.Rules {
		r.index = i
		if ids[r.ID] {
			return fault.Field("rules", r.ID, "is listed twice")
		}
		ids[r.ID] = true
		if r.As == "" {
			continue
		}
		if _, taken := instantNames[r.As]; taken || r.As == "within" {
			return located(r.file(), fault.Field("as", r.As, "is a word of the language"))
		}
		if _, twice := names[r.As]; twice {
			return located(r.file(), fault.Field("as", r.As, "is the name of two rules"))
		}
		names[r.As] = i
	}
	for _, r := range p.Rules {
		if err := p.compileRule(r, names); err != nil {
			return located(r.file(), err)
		}
	}
	if err := p.compileConditions(names); err != nil {
		return err
	}
	p.arrange()
	return p.alwaysDecides()
}

func eachOnce[T ~string](field string, list []T) error {
	for i, v := range list {
		if slices.Contains(list[:i], v) {
			return fault.Field(field, string(v), "is listed twice")
		}
	}
	return nil
}

// alwaysDecides refuses a pack that could leave somebody without a colour or a state.
func (p *Pack) alwaysDecides() error {
	last := p.colours[len(p.colours)-1]
	if !slices.ContainsFunc(last, func(i int) bool { return p.Rules[i].always() }) {
		return fault.Field("tiers", p.Tiers, "has a last tier without a rule that always gives a colour")
	}
	if len(p.marks) > 0 && !slices.ContainsFunc(p.marks, func(i int) bool { return p.Rules[i].always() }) {
		return fault.Field("marks", p.MarkOrder, "has no mark that a rule always gives")
	}
	for i, s := range p.States {
		if p.table && (s.If == "") != (i == len(p.States)-1) {
			return fault.Field("states."+s.Name+".if", s.If, "must be left out in the last state, and only there")
		}
	}
	return nil
}

// always says whether the rule holds whatever is known.
func (r *Rule) always() bool { return len(r.Kinds) == 0 && r.Mode == "" && r.If == "" }

func (p *Pack) compileStates() error {
	for i, s := range p.States {
		field := fmt.Sprintf("states[%d]", i)
		switch {
		case s.Name == "":
			return fault.Missing(field + ".state")
		case p.stateIdx[s.Name] != nil:
			return fault.Field(field+".state", s.Name, "is listed twice")
		case s.Gate != Pass && s.Gate != Ask && s.Gate != Stop:
			return fault.Field(field+".gate", string(s.Gate), "is not one of pass, ask, stop")
		}
		p.stateIdx[s.Name] = s
		p.table = p.table || s.If != ""
	}
	for c, g := range p.GateAlways {
		if !slices.Contains(p.ColourOrder, c) || (g != Pass && g != Ask && g != Stop) {
			return fault.Field("gate_always", string(c)+": "+string(g), "is not a colour of this pack with pass, ask or stop")
		}
	}
	return nil
}

func (p *Pack) compileRule(r *Rule, names map[string]int) error {
	r.rank, r.tier, r.label, r.lifter = -1, -1, -1, -1
	g := r.Gives
	if g.Colour != "" {
		if r.rank = slices.Index(p.ColourOrder, g.Colour); r.rank < 0 {
			return fault.Field("gives.colour", string(g.Colour), "is not among the pack's colours")
		}
		if r.tier = slices.Index(p.Tiers, r.Tier); r.tier < 0 && !(len(p.Tiers) == 0 && r.Tier == "") {
			return fault.Field("tier", r.Tier, "is not among the pack's tiers")
		}
		r.tier = max(r.tier, 0)
	} else if r.Tier != "" {
		return fault.Field("tier", r.Tier, "belongs to a rule that gives a colour")
	}
	if g.Mark != "" {
		if g.Colour != "" {
			return fault.Field("gives.mark", string(g.Mark), "cannot be given together with a colour: write two rules")
		}
		if r.rank = slices.Index(p.MarkOrder, g.Mark); r.rank < 0 {
			return fault.Field("gives.mark", string(g.Mark), "is not among the pack's marks")
		}
	}
	if g.Label != "" {
		if r.label = slices.Index(p.LabelOrder, g.Label); r.label < 0 {
			return fault.Field("gives.label", g.Label, "is neither a label of evidence.md nor among the pack's labels")
		}
	}
	switch {
	case r.StillExplains && g.Colour == "":
		return fault.Field("still_explains", r.ID, "belongs to a rule that gives a colour")
	case g.State != "" && g.Colour == "":
		return fault.Field("gives.state", g.State, "belongs to a rule that gives a colour")
	case p.table && g.State != "":
		return fault.Field("gives.state", g.State, "is given by a rule, but the pack's states have conditions of their own")
	case !p.table && g.Colour != "":
		if r.state = p.stateIdx[g.State]; r.state == nil {
			return fault.Field("gives.state", g.State, "is not among the pack's states")
		}
	}
	return p.compilePieces(r, names)
}

// compilePieces checks how the rule looks at evidence.
func (p *Pack) compilePieces(r *Rule, names map[string]int) error {
	if len(r.Kinds) == 0 && (r.When != "" || r.Pick != Each || len(r.Listed) > 0 || r.Counts != (Counts{}) || r.Needs != (Needs{}) || r.LiftedBy != nil) {
		return fault.Missing("evidence")
	}
	if r.Pick != Each && r.Pick != Latest && r.Pick != LatestPerIssuer {
		return fault.Field("pick", string(r.Pick), "is not latest or latest_per_issuer")
	}
	if r.Pick != Each && len(r.Kinds) > 1 {
		return fault.Field("pick", string(r.Pick), "needs a single kind of evidence")
	}
	for i, k := range r.Kinds {
		if slices.Contains(r.Kinds[:i], k) {
			return fault.Field("evidence", k.String(), "is listed twice")
		}
	}
	if r.Mode != "" && !slices.Contains(Modes, r.Mode) {
		return fault.Field("mode", r.Mode, "is not a mode")
	}
	if r.Mode != "" && len(r.Kinds) > 0 {
		return fault.Field("mode", r.Mode, "cannot stand beside evidence: write two rules")
	}
	for _, l := range r.Listed {
		if l != "high" && l != "medium" {
			return fault.Field("listed", l, "is not high or medium")
		}
	}
	c := r.Counts
	if c.AfterEnd != 0 && (c.For != 0 || c.UntilAfterEnd != 0 || c.WhateverEnd || c.Delay != 0) || c.UntilAfterEnd != 0 && (c.For != 0 || c.WhateverEnd) {
		return fault.Field("counts", r.ID, "mixes lengths that exclude each other")
	}
	if c.For != 0 && c.For <= c.Delay {
		return fault.Field("counts.for", c.For.String(), "is not longer than the delay %s, so nothing ever counts", c.Delay)
	}
	if r.Needs.Apart != 0 && r.Needs.Pieces < 2 {
		return fault.Field("needs.pieces", r.Needs.Pieces, "is less than 2, so nothing can lie apart")
	}
	if r.LiftedBy != nil {
		i, ok := names[r.LiftedBy.By]
		if !ok || !p.Rules[i].canLift() {
			return fault.Field("lifted_by.by", r.LiftedBy.By, "is not the name of a rule on single pieces of evidence, without if or needs, that nothing lifts")
		}
		if r.LiftedBy.Since != "start" && r.LiftedBy.Since != "end" {
			return fault.Field("lifted_by.since", r.LiftedBy.Since, "is not start or end")
		}
		r.lifter = i
	}
	for _, n := range r.Also {
		i, ok := names[n]
		if !ok || i == r.index {
			return fault.Field("also", n, "is not the name of another rule")
		}
		r.also = append(r.also, i)
	}
	return nil
}

// canLift says whether each span of the rule can lift by itself, whatever else holds.
func (r *Rule) canLift() bool {
	return len(r.Kinds) > 0 && r.Pick == Each && r.LiftedBy == nil && r.If == "" && r.Needs == Needs{}
}

// arrange sorts the rules into the lists by which decide walks.
func (p *Pack) arrange() {
	p.byKind = make([][]int, len(evidence.Kinds())+1)
	p.colours = make([][]int, max(len(p.Tiers), 1))
	for i, r := range p.Rules {
		for _, k := range r.Kinds {
			if r.Pick == Each {
				p.byKind[k] = append(p.byKind[k], i)
			}
			if len(r.Listed) > 0 && !slices.Contains(p.listed, k) {
				p.listed = append(p.listed, k)
			}
		}
		switch {
		case r.Pick != Each:
			p.latest = append(p.latest, i)
		case r.Mode != "":
			p.modal = append(p.modal, i)
		}
		if r.LiftedBy != nil {
			p.lifted = append(p.lifted, i)
		}
		switch g := r.Gives; {
		case g.Colour != "":
			p.colours[r.tier] = append(p.colours[r.tier], i)
		case g.Mark != "":
			p.marks = append(p.marks, i)
		case g.Label != "":
			p.labels = append(p.labels, i)
		}
	}
	strongest := func(list []int) {
		sort.SliceStable(list, func(a, b int) bool { return p.Rules[list[a]].rank < p.Rules[list[b]].rank })
	}
	for _, tier := range p.colours {
		strongest(tier)
	}
	strongest(p.marks)
}
