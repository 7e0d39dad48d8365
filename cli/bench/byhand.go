package bench

import (
	"fmt"
	"slices"
	"time"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
)

// The grounds of hubei@2020-03-22, in the order in which the rule book gives its reasons.
const (
	unregistered = iota
	coloursOff
	returnToWork
	registered
	caseKnown
	feverInWuhan
	closeContact
	declaredSick
	declaredFever
	feverElsewhere
	green
	grounds

	application      // no reason by itself: whoever has none is unregistered
	registrationOnly // nor this: whoever it meets is registered or returns to work
)

var groundRules = [grounds]string{"HB-01.unregistered", "WH-07.colours-off", "HB-12.return-to-work", "HB-11.registered", "HB-01.case", "HB-01.fever-wuhan",
	"HB-01.contact", "HB-01.declared-sick", "HB-01.declared-fever", "HB-01.fever-elsewhere", "HB-01.green"}

var (
	hubeiCode = region.MustParseCode("420000")
	wuhanCode = region.MustParseCode("420100")
)

// hubei is the rule book hubei@2020-03-22 as somebody writes it who needs this one and no other (evidence.md section 4):
// what an evaluator of rule books may be compared with. It gives the same Decision, and so refers to the pack's rules
// and states, but asks the pack nothing.
type hubei struct {
	id     string
	rules  [grounds]*policy.Rule
	states [grounds]*policy.State
}

func hubeiByHand(p *policy.Pack) (*hubei, error) {
	h := &hubei{id: p.ID()}
	for g, name := range groundRules {
		if h.rules[g] = p.Rule(name); h.rules[g] == nil {
			return nil, fmt.Errorf("bench: the rule book has no rule %s", name)
		}
		h.states[g] = p.State(h.rules[g].Gives.State)
	}
	return h, nil
}

// interval is a time during which a piece of evidence, or a mode, is a ground.
type interval struct {
	ground      int
	piece       string // "" for a mode
	from, until instant.Instant
}

func (i interval) covers(t instant.Instant) bool { return i.from <= t && t < i.until }

func (h *hubei) decide(f *policy.Facts, at, knownAt instant.Instant) policy.Decision {
	var space [8]interval
	held := hubeiIntervals(space[:0], f, knownAt)
	now := deciding(held, at)
	d := policy.Decision{Jurisdiction: hubeiCode, Policy: h.id, Colour: h.rules[now].Gives.Colour, State: h.states[now], Gate: h.states[now].Gate,
		DecidedFor: at, NextReview: h.nextChange(held, at, now), Reasons: h.reasons(held, at, now)}
	if label := h.rules[now].Gives.Label; label != "" {
		d.Labels = []string{label}
	}
	return d
}

func hubeiIntervals(held []interval, f *policy.Facts, knownAt instant.Instant) []interval {
	add := func(ground int, piece string, from, until instant.Instant) {
		if from < until {
			held = append(held, interval{ground, piece, from, until})
		}
	}
	for i := range f.Evidence {
		p, ok := f.Evidence[i].Known(knownAt)
		if !ok {
			continue
		}
		week := min(p.Until, p.From.Add(7*24*time.Hour))
		switch p.Kind {
		case evidence.Registration:
			add(application, p.ID, p.From, p.Until)
		case evidence.CaseConfirmed, evidence.CaseSuspected, evidence.CaseAsymptomatic:
			add(caseKnown, p.ID, p.From, p.Until)
		case evidence.ContactClose:
			add(closeContact, p.ID, p.From, p.Until)
		case evidence.FeverClinic:
			if wuhanCode.Contains(p.Region) {
				add(feverInWuhan, p.ID, p.From, week)
			} else {
				add(feverElsewhere, p.ID, p.From, week)
			}
		case evidence.Declaration:
			switch p.Attrs.Text(evidence.Status) {
			case "suspected", "confirmed":
				add(declaredSick, p.ID, p.From, p.Until)
			case "fever":
				add(declaredFever, p.ID, p.From, week)
			}
		case evidence.CertificateIsolation:
			if p.Attrs.Whole(evidence.Days) >= 14 {
				add(returnToWork, p.ID, p.From, p.Until)
			}
		}
	}
	for _, m := range f.Modes {
		switch m.Mode {
		case "colours_off":
			add(coloursOff, "", m.From, m.Until)
		case "registration_only":
			add(registrationOnly, "", m.From, m.Until)
		}
	}
	return held
}

// deciding is the ground that decides at an instant.
func deciding(held []interval, t instant.Instant) int {
	on := covering(held, t)
	switch {
	case !on[application]:
		return unregistered
	case on[coloursOff]:
		return coloursOff
	}
	return beneath(&on)
}

// beneath is the ground that decides, or that would if colours were not switched off.
func beneath(on *[registrationOnly + 1]bool) int {
	strongest := green
	for g := caseKnown; g < green; g++ {
		if on[g] {
			strongest = g
			break
		}
	}
	switch {
	case !on[registrationOnly]:
		return strongest
	case on[returnToWork] && strongest == green:
		return returnToWork
	}
	return registered
}

func covering(held []interval, t instant.Instant) (on [registrationOnly + 1]bool) {
	for _, i := range held {
		if i.covers(t) {
			on[i.ground] = true
		}
	}
	return on
}

// nextChange is when something else will be shown, if nothing is learned.
func (h *hubei) nextChange(held []interval, at instant.Instant, now int) instant.Instant {
	var space [16]instant.Instant
	ends := space[:0]
	for _, i := range held {
		for _, end := range [...]instant.Instant{i.from, i.until} {
			if end > at && end != instant.Never {
				ends = append(ends, end)
			}
		}
	}
	slices.Sort(ends)
	for _, t := range ends {
		if h.states[deciding(held, t)] != h.states[now] {
			return t
		}
	}
	return instant.Never
}

// reasons are every ground of the colour shown, and where colours are switched off also those of the colour beneath.
func (h *hubei) reasons(held []interval, at instant.Instant, now int) []policy.Reason {
	reasons := make([]policy.Reason, 0, 2)
	switch now {
	case coloursOff:
		on := covering(held, at)
		reasons = append(reasons, policy.Reason{Rule: h.rules[coloursOff], Until: instant.Never})
		return h.because(reasons, held, at, beneath(&on))
	case unregistered:
		return append(reasons, policy.Reason{Rule: h.rules[unregistered], Until: instant.Never})
	}
	return h.because(reasons, held, at, now)
}

// because adds the deciding ground and the others of the same colour that hold at once.
func (h *hubei) because(reasons []policy.Reason, held []interval, at instant.Instant, now int) []policy.Reason {
	if now == green || now == registered || now == returnToWork {
		return append(reasons, h.reason(held, at, now))
	}
	on := covering(held, at)
	for g := now; g < green; g++ {
		if on[g] && h.rules[g].Gives.Colour == h.rules[now].Gives.Colour {
			reasons = append(reasons, h.reason(held, at, g))
		}
	}
	return reasons
}

func (h *hubei) reason(held []interval, at instant.Instant, ground int) policy.Reason {
	r := policy.Reason{Rule: h.rules[ground], Until: instant.Never}
	var last instant.Instant
	for _, i := range held {
		if i.ground == ground && i.covers(at) {
			r.Evidence = append(r.Evidence, i.piece)
			last = max(last, i.until)
		}
	}
	if len(r.Evidence) > 0 {
		r.Until = last
		slices.Sort(r.Evidence)
	}
	return r
}
