package policy

import (
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Publication is a pack on its way into force, and in force: proposed by one, approved by another, from when until when
// (BY-05, BY-16). It never changes but by the acts that are added to it.
type Publication struct {
	ID        id.ID
	Policy    string // name@version
	Digest    Digest
	Asked     instant.Instant // from when the proposer wants it; zero: as soon as may be
	Until     instant.Instant // its end, unless it is renewed; never after the pack's own
	Reason    string
	Emergency string // why there is no time for notice; "" if there is

	Proposed  Act
	Approved  *Act
	Withdrawn *Act
	From      instant.Instant // of an approved one
}

// Act is what somebody did to a publication.
type Act struct {
	At     instant.Instant
	By     Hand
	Reason string
}

// Hand is who acts. One human being may have several accounts and roles: he is one hand all the same.
type Hand struct {
	Account id.ID // zero: who has the machine
	Person  id.ID // zero if the account has shown no identity
	Role    string
}

// Same says whether two hands are of one human being, as far as is known.
func (h Hand) Same(o Hand) bool {
	return h.Account == o.Account || !h.Person.IsZero() && h.Person == o.Person
}

// Longest is how many months a publication may last: then somebody has to say again that the rules are still needed.
const Longest = 24

// Standing says how far a publication is.
type Standing string

const (
	RulesProposed  Standing = "proposed"
	RulesWithdrawn Standing = "withdrawn"
	RulesApproved  Standing = "approved" // and has not begun
	RulesBegun     Standing = "begun"    // in force, unless a later one took its place
	RulesEnded     Standing = "ended"    // and was not renewed, unless a later one took its place before
)

// Standing at an instant.
func (p *Publication) Standing(at instant.Instant) Standing {
	switch {
	case p.Withdrawn != nil:
		return RulesWithdrawn
	case p.Approved == nil:
		return RulesProposed
	case at < p.From:
		return RulesApproved
	case at < p.Until:
		return RulesBegun
	}
	return RulesEnded
}

// Propose makes a publication of a pack. Nobody may propose a pack that is not in order (PB-2), or one without end (PB-3).
func Propose(p *Pack, findings []Finding, asked, until instant.Instant, reason, emergency string, by Hand, at instant.Instant) (Publication, error) {
	for _, f := range findings {
		if f.Severity == LintError {
			return Publication{}, fault.New(fault.Conflict, "pack.not_in_order", "the pack is not in order: %s", f)
		}
	}
	if strings.TrimSpace(reason) == "" {
		return Publication{}, fault.Missing("reason")
	}
	if asked != 0 && asked < at {
		return Publication{}, fault.Field("from", asked.In(instant.Beijing), "has passed")
	}
	if until == 0 {
		until = p.Until
	}
	out := Publication{ID: id.New(at), Policy: p.ID(), Digest: p.Digest, Asked: asked, Until: until, Reason: reason,
		Emergency: strings.TrimSpace(emergency), Proposed: Act{At: at, By: by, Reason: reason}}
	return out, out.checkEnd(p, max(asked, at, p.From))
}

// checkEnd holds the end to PB-3, were the rules to begin at an instant.
func (p *Publication) checkEnd(pack *Pack, from instant.Instant) error {
	latest := from.Time().AddDate(0, Longest, 0)
	switch {
	case p.Until == instant.Never:
		return fault.Missing("until")
	case p.Until <= from:
		return fault.Field("until", p.Until.In(instant.Beijing), "is not after the beginning %s", from.In(instant.Beijing))
	case p.Until > pack.Until:
		return fault.Field("until", p.Until.In(instant.Beijing), "is after the end that the pack itself names, %s", pack.Until.In(instant.Beijing))
	case p.Until > instant.Of(latest):
		return fault.Field("until", p.Until.In(instant.Beijing), "is more than %d months after the beginning %s: rules are renewed, not kept", Longest, from.In(instant.Beijing))
	}
	return nil
}

// Approve lets a publication come into force, at the earliest after the notice, which an emergency does without. It needs
// another human being than the proposal (PB-4).
func (p *Publication) Approve(pack *Pack, notice time.Duration, by Hand, reason string, at instant.Instant) error {
	if err := p.open(at); err != nil {
		return err
	}
	if p.Approved != nil {
		return fault.New(fault.Conflict, "publication.approved", "it has been approved already")
	}
	if p.Proposed.By.Same(by) {
		return fault.New(fault.Forbidden, "publication.own", "nobody approves his own proposal; another member of staff must")
	}
	if p.Emergency != "" {
		notice = 0
	}
	from := max(p.Asked, at.Add(notice), pack.From)
	if err := p.checkEnd(pack, from); err != nil {
		return err
	}
	p.From, p.Approved = from, &Act{At: at, By: by, Reason: reason}
	return nil
}

// Withdraw takes a publication back before it begins.
func (p *Publication) Withdraw(by Hand, reason string, at instant.Instant) error {
	if err := p.open(at); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return fault.Missing("reason")
	}
	p.Withdrawn = &Act{At: at, By: by, Reason: reason}
	return nil
}

// open refuses what can no longer be approved or withdrawn.
func (p *Publication) open(at instant.Instant) error {
	switch s := p.Standing(at); s {
	case RulesWithdrawn:
		return fault.New(fault.Conflict, "publication.withdrawn", "it was withdrawn at %s", p.Withdrawn.At.In(instant.Beijing))
	case RulesBegun, RulesEnded:
		return fault.New(fault.Conflict, "publication.begun", "its rules began at %s; they end only by their date or by other rules", p.From.In(instant.Beijing))
	}
	return nil
}
