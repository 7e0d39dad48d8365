package policy

import (
	"slices"

	"kangma/evidence"
)

// isGround says whether the rule speaks against somebody: who has it in his reasons must learn who can lift it (BY-22).
func (r *Rule) isGround() bool {
	return r.Gives.Colour != "" && r.Gives.Colour != Green || slices.Contains([]Mark{"cross", "question", "restricted"}, r.Gives.Mark)
}

// ground holds a ground to what is owed to those whom it concerns: who lifts it and how, a code where the rule book has
// codes, an end, and evidence that may colour.
func (l *linter) ground(file string, r *Rule) {
	l.text(file, r.ID, "lift.who", "lift.who", r.Lift.Who)
	l.text(file, r.ID, "lift.how", "lift.how", r.Lift.How)
	for _, q := range l.pack.Rules {
		switch {
		case r.Code == "" && q.Code != "" && r.Gives.Colour != "":
			l.add(LintError, file, r.ID, "has no reason code, while "+q.ID+" has one", "give it its code under code (BY-22)")
			return
		case r.Code != "" && q.Code == r.Code && q.index < r.index && q.Lift != r.Lift:
			l.add(LintError, file, r.ID, "has the reason code "+r.Code+" of "+q.ID+", but says another lift", "who knows the code must know who lifts it: write one lift, or another code (BY-22)")
		}
	}
	if r.neverEnds() {
		l.add(LintError, file, r.ID, "never ends: counts.whatever_end, and no limit", "say how long it counts under counts.for, what lifts it under lifted_by, or take whatever_end out so that the record's end ends it")
	}
	if slices.Contains(r.Kinds, evidence.ContactSpacetime) {
		l.add(LintError, file, r.ID, "gives a colour or mark on contact.spacetime, which never does", "take it out of evidence; a rule on what people found may name it under if")
	}
}

// neverEnds says whether a piece that counts once counts for ever, whatever anybody records.
func (r *Rule) neverEnds() bool {
	return r.Counts.WhateverEnd && r.Counts.For == 0 && r.Pick == Each && r.LiftedBy == nil && len(r.Listed) == 0 && r.If == ""
}
