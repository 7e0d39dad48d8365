package policy

import (
	"fmt"
	"slices"
	"strings"

	"kangma/evidence"
	"kangma/internal/instant"
)

// Change is one field of a pack, a rule or a state that two versions write otherwise. Of what was added, From is "";
// of what was removed, To is.
type Change struct {
	Of    string `json:"of"`    // pack, rule ID or state NAME
	Field string `json:"field"` // "" for a rule or a state as a whole
	From  string `json:"from"`
	To    string `json:"to"`
}

// Diff says what b writes otherwise than a: the pack, then its rules, then its states.
func Diff(a, b *Pack) []Change {
	changes := differ("pack", packFields(a), packFields(b))
	changes = append(changes, differAll("rule ", a.Rules, b.Rules, func(r *Rule) string { return r.ID }, ruleFields)...)
	return append(changes, differAll("state ", a.States, b.States, func(s *State) string { return s.Name }, stateFields)...)
}

// written is a field as the pack's files write it.
type written struct{ name, value string }

// differAll compares two lists by name: what was removed, added, changed, and whether what stayed changed its order.
func differAll[T any](of string, a, b []T, name func(T) string, fields func(T) []written) (changes []Change) {
	find := func(list []T, n string) (found T, ok bool) {
		i := slices.IndexFunc(list, func(t T) bool { return name(t) == n })
		if i < 0 {
			return found, false
		}
		return list[i], true
	}
	var orderA, orderB []string
	for _, x := range a {
		y, ok := find(b, name(x))
		if !ok {
			changes = append(changes, Change{of + name(x), "", summary(fields(x)), ""})
			continue
		}
		orderA = append(orderA, name(x))
		changes = append(changes, differ(of+name(x), fields(x), fields(y))...)
	}
	for _, y := range b {
		if _, ok := find(a, name(y)); ok {
			orderB = append(orderB, name(y))
		} else {
			changes = append(changes, Change{of + name(y), "", "", summary(fields(y))})
		}
	}
	if !slices.Equal(orderA, orderB) {
		changes = append(changes, Change{"pack", strings.TrimSpace(of) + "s in order", strings.Join(orderA, ", "), strings.Join(orderB, ", ")})
	}
	return changes
}

func differ(of string, a, b []written) (changes []Change) {
	for i := range a {
		if a[i].value != b[i].value {
			changes = append(changes, Change{of, a[i].name, a[i].value, b[i].value})
		}
	}
	return changes
}

// summary is what a rule or state says, but for what it leaves out.
func summary(fields []written) string {
	var said []string
	for _, f := range fields {
		if f.value != "" {
			said = append(said, f.name+": "+f.value)
		}
	}
	return strings.Join(said, "; ")
}

func both(name string, t Text) []written {
	return []written{{name + ".zh", t.Zh}, {name + ".en", t.En}}
}

func list[T any](of []T) string {
	words := make([]string, len(of))
	for i, w := range of {
		words[i] = fmt.Sprint(w)
	}
	return strings.Join(words, ", ")
}

func length(s Span) string {
	if s == 0 {
		return ""
	}
	return s.String()
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func yes(b bool) string {
	if !b {
		return ""
	}
	return "true"
}

func packFields(p *Pack) []written {
	until := "never"
	if p.Until != instant.Never {
		until = p.Until.In(instant.Beijing)
	}
	var always []string
	for _, c := range Colours {
		if g, ok := p.GateAlways[c]; ok {
			always = append(always, fmt.Sprintf("%s: %s", c, g))
		}
	}
	return slices.Concat([]written{{"name", p.Name}, {"version", p.Version}, {"number", number(p.Number)}},
		both("title", p.Title), both("authority", p.Authority),
		[]written{{"source", p.Source}, {"region", p.Region.String()}, {"until", until}, {"replaces", p.Replaces},
			{"colours", list(p.ColourOrder)}, {"marks", list(p.MarkOrder)}, {"labels", list(p.LabelOrder[len(Labels):])},
			{"tiers", list(p.Tiers)}, {"gate_always", strings.Join(always, ", ")},
			{"gates.keys", p.Gates.Keys.String()}, {"gates.recall_list", p.Gates.RecallList.String()}, {"gates.without_node", p.Gates.WithoutNode.String()}})
}

func ruleFields(r *Rule) []written {
	var lifted Lifting
	if r.LiftedBy != nil {
		lifted = *r.LiftedBy
	}
	c, g := r.Counts, r.Gives
	return slices.Concat([]written{{"as", r.As}}, both("title", r.Title), both("text", r.Text),
		[]written{{"source", r.Source}, {"code", r.Code}}, both("lift.who", r.Lift.Who), both("lift.how", r.Lift.How),
		[]written{{"evidence", list(r.Kinds)}, {"when", r.When}, {"counts.for", length(c.For)}, {"counts.whatever_end", yes(c.WhateverEnd)},
			{"counts.after_end", length(c.AfterEnd)}, {"counts.until_after_end", length(c.UntilAfterEnd)}, {"counts.delay", length(c.Delay)},
			{"pick", string(r.Pick)}, {"listed", list(r.Listed)}, {"needs.pieces", number(r.Needs.Pieces)}, {"needs.apart", length(r.Needs.Apart)},
			{"lifted_by.by", lifted.By}, {"lifted_by.since", lifted.Since}, {"mode", r.Mode}, {"if", r.If}, {"also", list(r.Also)},
			{"tier", r.Tier}, {"gives.colour", string(g.Colour)}, {"gives.mark", string(g.Mark)}, {"gives.label", g.Label},
			{"gives.state", g.State}, {"still_explains", yes(r.StillExplains)}})
}

func stateFields(s *State) []written {
	return slices.Concat([]written{{"number", number(s.Number)}, {"if", s.If}, {"gate", string(s.Gate)}, {"waits", yes(s.Waits)}},
		both("title", s.Title), both("holder", s.Holder), both("at_gate", s.AtGate))
}

// Outcome is a step of an example that two packs decide otherwise.
type Outcome struct {
	Example *Example
	Step    int
	Changes []Change // by field of the decision; Of is ""
}

// DiffOutcomes asks both packs every step, and gives those whose colour, mark, labels, state, gate, rules or next
// review differ. Steps that are no cases are left out: lint and test speak of them.
func DiffOutcomes(a, b *Pack, examples []*Example, regions evidence.Regions) []Outcome {
	var all []Outcome
	for _, ex := range examples {
		for n, s := range ex.Steps {
			c, err := ex.Case(s, regions)
			if err != nil {
				continue
			}
			da, db := a.Decide(&c.Facts, c.At, c.KnownAt), b.Decide(&c.Facts, c.At, c.KnownAt)
			x, y := da.compared(c.Zone), db.compared(c.Zone)
			var changes []Change
			for _, field := range []string{"colour", "mark", "labels", "state", "gate", "rules", "next_review"} {
				if x[field] != y[field] {
					changes = append(changes, Change{"", field, x[field], y[field]})
				}
			}
			if changes != nil {
				all = append(all, Outcome{ex, n, changes})
			}
		}
	}
	return all
}
