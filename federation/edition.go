package federation

import (
	"slices"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
)

// Edition is one version of data by which codes and certificates of others are judged: proposed by one, approved by another,
// from when until when (RC-4). The last approved one of its kind to begin counts; all stay. It changes only by acts that are added.
type Edition struct {
	ID     id.ID
	Kind   EditionKind
	Name   string // name@version
	Digest policy.Digest
	Data   []byte          // the file as proposed
	Asked  instant.Instant // from when the proposer wants it; zero: as soon as it is approved
	Until  instant.Instant
	Reason string

	Proposed  policy.Act
	Approved  *policy.Act
	Withdrawn *policy.Act
	From      instant.Instant // of an approved one
	Stops     []Stop
}

// Stop is that one issuer of an edition, or "" for all of it, counts no more, from its instant until the next edition.
type Stop struct {
	Issuer string // region code or country
	policy.Act
}

// EditionKind is what an edition is of.
type EditionKind string

const (
	Recognitions EditionKind = "recognition" // the matrix
	Signers      EditionKind = "signers"     // keys of other states' certificates
	RuleSets     EditionKind = "rules"       // their business rules and value sets
)

// EditionKinds are all of them.
var EditionKinds = []EditionKind{Recognitions, Signers, RuleSets}

// longest is how long an edition may last: then two people have to say again that it is right.
const longest = 2 * 366 * 24 * time.Hour

// Content is what an edition's file says of itself.
type Content struct {
	Name        string // name@version
	From, Until instant.Instant
	Findings    []policy.Finding
}

// Propose makes an edition of a file that was read. One with errors in it is refused.
func Propose(kind EditionKind, c Content, data []byte, asked instant.Instant, reason string, by policy.Hand, at instant.Instant) (Edition, error) {
	for _, f := range c.Findings {
		if f.Severity == policy.LintError {
			return Edition{}, fault.New(fault.Conflict, "edition.not_in_order", "it is not in order: %s", f)
		}
	}
	from := max(asked, at, c.From)
	switch {
	case strings.TrimSpace(reason) == "":
		return Edition{}, fault.Missing("reason")
	case asked != 0 && asked < at:
		return Edition{}, fault.Field("from", asked.In(instant.Beijing), "has passed")
	case c.Until <= from:
		return Edition{}, fault.Field("until", c.Until.In(instant.Beijing), "is not after the beginning %s", from.In(instant.Beijing))
	case c.Until.Sub(from) > longest:
		return Edition{}, fault.Field("until", c.Until.In(instant.Beijing), "is more than two years after the beginning: it is renewed, not kept")
	}
	return Edition{ID: id.New(at), Kind: kind, Name: c.Name, Digest: Digest(data), Data: data, Asked: asked, Until: c.Until, Reason: reason,
		Proposed: policy.Act{At: at, By: by, Reason: reason}}, nil
}

// Approve lets an edition begin, at once or when it was asked for: another human being than who proposed it (RC-4).
func (e *Edition) Approve(begins instant.Instant, by policy.Hand, reason string, at instant.Instant) error {
	if err := e.open(at); err != nil {
		return err
	}
	if e.Approved != nil {
		return fault.New(fault.Conflict, "edition.approved", "it has been approved already")
	}
	if e.Proposed.By.Same(by) {
		return fault.New(fault.Forbidden, "edition.own", "nobody approves his own proposal; another member of staff must")
	}
	from := max(e.Asked, at, begins)
	if from >= e.Until {
		return fault.New(fault.Conflict, "edition.ended", "it would end at %s, before it begins", e.Until.In(instant.Beijing))
	}
	e.From, e.Approved = from, &policy.Act{At: at, By: by, Reason: reason}
	return nil
}

// Withdraw takes an edition back before it begins.
func (e *Edition) Withdraw(by policy.Hand, reason string, at instant.Instant) error {
	if err := e.open(at); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return fault.Missing("reason")
	}
	e.Withdrawn = &policy.Act{At: at, By: by, Reason: reason}
	return nil
}

// Stop has an issuer, or all of an edition, count no more from now on. One alone may: it can make no code count for more (RC-4).
func (e *Edition) Stop(issuer string, by policy.Hand, reason string, at instant.Instant) error {
	switch {
	case strings.TrimSpace(reason) == "":
		return fault.Missing("reason")
	case e.Standing(at) != policy.RulesBegun:
		return fault.New(fault.Conflict, "edition.not_in_force", "it is not in force: %s", e.Standing(at))
	case slices.ContainsFunc(e.Stops, func(s Stop) bool { return s.Issuer == issuer }):
		return fault.New(fault.Conflict, "edition.stopped", "it was stopped before")
	}
	e.Stops = append(e.Stops, Stop{Issuer: issuer, Act: policy.Act{At: at, By: by, Reason: reason}})
	return nil
}

// Stopped are the issuers that count no more at an instant.
func (e *Edition) Stopped(at instant.Instant) []string {
	var list []string
	for _, s := range e.Stops {
		if s.At <= at {
			list = append(list, s.Issuer)
		}
	}
	return list
}

// Standing says how far an edition is.
func (e *Edition) Standing(at instant.Instant) policy.Standing {
	p := policy.Publication{Approved: e.Approved, Withdrawn: e.Withdrawn, From: e.From, Until: e.Until}
	return p.Standing(at)
}

// open refuses what can no longer be approved or withdrawn.
func (e *Edition) open(at instant.Instant) error {
	switch s := e.Standing(at); s {
	case policy.RulesWithdrawn:
		return fault.New(fault.Conflict, "edition.withdrawn", "it was withdrawn at %s", e.Withdrawn.At.In(instant.Beijing))
	case policy.RulesBegun, policy.RulesEnded:
		return fault.New(fault.Conflict, "edition.begun", "it began at %s; it ends by its date or by the next one, and can be stopped", e.From.In(instant.Beijing))
	}
	return nil
}
