package node

import (
	"context"
	"slices"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/person"
	"kangma/staff"
	"kangma/store"
)

// tells are refusals from which somebody who tries names and numbers could learn who is known here.
var tells = []string{"person.not_found", "person.mismatch", "person.phone_not_bound", "link.not_added", "staff.outside_region"}

// sought runs what finds a person by a document and a name that somebody states. Who is refused too often in an hour for what
// is known of others waits until it is over (PE-13); staff leave a trace of each time, with their
// purpose (BY-19).
func (n *Node) sought(ctx context.Context, c Caller, purpose staff.Purpose, run func() error) error {
	if c.itself {
		return run()
	}
	err := n.store.Read(ctx, func(tx *store.Tx) error { return person.MayMiss(ctx, tx, n.vault, c.Account, n.clock.Now()) })
	if err != nil {
		return err
	}
	err = run()
	if f, ok := fault.As(err); !ok || !slices.Contains(tells, f.Key) {
		return err
	}
	failed := n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		if err := person.CountMiss(ctx, tx, n.vault, c.Account, at); err != nil || c.isHolder() {
			return err
		}
		return n.record(ctx, tx, audit.Entry{At: at, Actor: audit.Actor{Kind: audit.Staff, ID: c.Account.String()}, Purpose: purpose.String(), Action: audit.PersonSearch})
	})
	if failed != nil {
		return failed
	}
	return err
}
