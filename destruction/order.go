package destruction

import (
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
)

// Grace is how long after the end of the rules nothing is destroyed, where the operator has said nothing else: time to
// renew them, to hand over, to appeal.
const Grace = 30 * instant.Day

// Waits is how long an order waits for its second hand: then what the first saw holds no more.
const Waits = 7 * instant.Day

// Order is the wish of one human being that the node be destroyed, and of another.
type Order struct {
	ID       id.ID
	Policy   string // name@version of the last rules
	Ended    instant.Instant
	Proposed policy.Act
	Approved *policy.Act
}

// Due is from when on what rules left may be destroyed: a grace after their end.
func Due(ended instant.Instant, grace time.Duration) instant.Instant { return ended.Add(grace) }

// Ripe refuses while rules are in force or within the grace after them (DE-1).
func Ripe(policy string, ended instant.Instant, grace time.Duration, at instant.Instant) error {
	switch {
	case at < ended:
		return fault.New(fault.Conflict, "destruction.in_force", "the rules %s are in force: nothing is destroyed before they have ended", policy)
	case at < Due(ended, grace):
		return fault.New(fault.Conflict, "destruction.grace", "the rules %s ended at %s; nothing is destroyed before %s", policy,
			ended.In(instant.Beijing), Due(ended, grace).In(instant.Beijing))
	}
	return nil
}

// Propose begins an order. That it is time is for Ripe to say.
func Propose(rules string, ended instant.Instant, by policy.Hand, reason string, at instant.Instant) (Order, error) {
	if strings.TrimSpace(reason) == "" {
		return Order{}, fault.Missing("reason")
	}
	return Order{ID: id.New(at), Policy: rules, Ended: ended, Proposed: policy.Act{At: at, By: by, Reason: reason}}, nil
}

// Approve completes an order by another human being than the proposal's (DE-2). It cannot be undone.
func (o *Order) Approve(by policy.Hand, reason string, at instant.Instant) error {
	switch {
	case o.Approved != nil:
		return fault.New(fault.Conflict, "destruction.approved", "it has been approved already")
	case o.Proposed.By.Same(by):
		return fault.New(fault.Forbidden, "destruction.own", "nobody approves his own proposal; another member of staff must")
	case at >= o.Proposed.At.Add(Waits):
		return fault.New(fault.Conflict, "destruction.lapsed", "the proposal of %s has lapsed; it must be made again", o.Proposed.At.In(instant.Beijing))
	}
	o.Approved = &policy.Act{At: at, By: by, Reason: reason}
	return nil
}
