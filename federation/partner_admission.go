package federation

import (
	"bytes"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/policy"
)

// Candidate is a submission under an anchor that the hub has not admitted for its region: two people look at it (FE-3).
type Candidate struct {
	ID         id.ID
	Submission Submission
	Envelope   Envelope

	Vouched  *policy.Act // the first of the two
	Admitted *policy.Act // the second
	Refused  *policy.Act
}

// Standing says how far a candidate is.
type Standing string

const (
	Waiting  Standing = "waiting"
	Vouched  Standing = "vouched"
	Admitted Standing = "admitted"
	Refused  Standing = "refused"
)

// Standing is how far it is.
func (c *Candidate) Standing() Standing {
	switch {
	case c.Refused != nil:
		return Refused
	case c.Admitted != nil:
		return Admitted
	case c.Vouched != nil:
		return Vouched
	}
	return Waiting
}

// Open says whether it waits for somebody.
func (c *Candidate) Open() bool { return c.Admitted == nil && c.Refused == nil }

// Admit is the word of one who compared the anchor's fingerprint with what the authority told him: the first one's vouches, another human
// being's admits.
func (c *Candidate) Admit(by policy.Hand, reason string, at instant.Instant) error {
	if err := c.closed(); err != nil {
		return err
	}
	act := &policy.Act{At: at, By: by, Reason: reason}
	switch {
	case c.Vouched == nil:
		c.Vouched = act
	case c.Vouched.By.Same(by):
		return fault.New(fault.Forbidden, "hub.own", "nobody admits whom he vouched for himself; another member of staff must")
	default:
		c.Admitted = act
	}
	return nil
}

// Refuse ends a candidacy, with a reason.
func (c *Candidate) Refuse(by policy.Hand, reason string, at instant.Instant) error {
	if err := c.closed(); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return fault.Missing("reason")
	}
	c.Refused = &policy.Act{At: at, By: by, Reason: reason}
	return nil
}

func (c *Candidate) closed() error {
	if c.Open() {
		return nil
	}
	return fault.New(fault.Conflict, "hub.closed", "this candidate was admitted or refused already")
}

// Admission is a node that the hub admitted.
type Admission struct {
	Submission Submission // the latest that was taken
	Envelope   Envelope
	Since      instant.Instant
	Removed    *policy.Act
}

// Take says whether a submission is taken without people (FE-3): it is, under the anchor that they admitted, if it is newer than the one
// taken. changed is false if it says nothing new.
func (a *Admission) Take(s Submission, e Envelope) (changed bool, err error) {
	switch {
	case a.Removed != nil:
		return false, fault.New(fault.Forbidden, "hub.removed", "this node was removed from the hub")
	case !sameKey(a.Submission.Anchor, s.Anchor) || a.Submission.Region != s.Region:
		return false, fault.New(fault.Forbidden, "hub.anchor", "the anchor is not the one that was admitted")
	case s.At < a.Submission.At:
		return false, fault.New(fault.Conflict, "hub.older", "a later submission was taken already")
	case bytes.Equal(a.Envelope.Payload, e.Payload):
		return false, nil
	}
	a.Submission, a.Envelope = s, e
	return true, nil
}

// Under says whether a submission is under the anchor that was admitted.
func (a *Admission) Under(s Submission) bool {
	return a.Removed == nil && sameKey(a.Submission.Anchor, s.Anchor)
}

func sameKey(a, b *pass.Key) bool {
	return a.Algorithm == b.Algorithm && bytes.Equal(a.Public, b.Public)
}
