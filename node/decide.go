package node

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/store"
)

// decide decides persons anew, now, in the transaction that changed what is known of them (NO-2), and stores what
// changed. It gives the number of those whose decision did. Once the rules have ended nobody is decided (BY-16).
func (n *Node) decide(ctx context.Context, tx *store.Tx, persons []id.ID, at instant.Instant) (int, error) {
	if len(persons) == 0 {
		return 0, nil
	}
	r, err := n.current(ctx, tx)
	if err != nil || r.ended(at) != nil {
		return 0, err
	}
	briefs, err := tx.Briefs(ctx, persons, id.ID{}, len(persons))
	if err != nil {
		return 0, err
	}
	before, err := tx.Current(ctx, persons)
	if err != nil {
		return 0, err
	}
	decided, err := n.decideAll(ctx, tx, r, briefs, at)
	if err != nil {
		return 0, err
	}
	if err := n.textChanges(ctx, tx, decided, before, at); err != nil {
		return 0, err
	}
	return n.keep(ctx, tx, r, decided, before)
}

// decideAll decides for persons, in order, and stores nothing.
func (n *Node) decideAll(ctx context.Context, tx *store.Tx, r *regime, briefs []policy.Brief, at instant.Instant) ([]policy.Record, error) {
	persons := make([]id.ID, len(briefs))
	for i, b := range briefs {
		persons[i] = b.ID
	}
	known, err := tx.EvidenceOf(ctx, persons)
	if err != nil {
		return nil, err
	}
	decided := make([]policy.Record, len(briefs))
	shadow := n.shadow.Load()
	var all []made
	for i, b := range briefs {
		f := r.facts(b)
		f.Evidence = known[b.ID]
		d := r.decide(&f, at)
		decided[i] = d.Record(b.ID, r.Number)
		if shadow != nil {
			all = append(all, made{d, f})
		}
	}
	if shadow != nil {
		tx.OnCommit(func() { shadow.offer(all) })
	}
	return decided, nil
}

// keep stores the decisions that differ from those before, and notes of the others that they stand under this regime, and
// of applications that waited that they are answered.
func (n *Node) keep(ctx context.Context, tx *store.Tx, r *regime, decided []policy.Record, before map[id.ID]policy.Record) (int, error) {
	var changed []policy.Record
	var still, touched, answered []id.ID
	for i := range decided {
		d := &decided[i]
		old, known := before[d.Person]
		switch {
		case !known || !old.Same(d):
			changed = append(changed, *d)
			touched = append(touched, d.Person)
			if known && !r.pack.Answers(old.State) && r.pack.Answers(d.State) {
				answered = append(answered, d.Person)
			}
		case old.Regime < r.Stands:
			still = append(still, d.Person)
			touched = append(touched, d.Person)
		}
	}
	if err := tx.InsertDecisions(ctx, changed); err != nil {
		return 0, err
	}
	if err := n.tellPartners(ctx, tx, changed, before); err != nil {
		return 0, err
	}
	if err := tx.StillDecided(ctx, still, r.Number); err != nil {
		return 0, err
	}
	if len(answered) > 0 {
		if err := tx.AssignApplications(ctx, answered, decided[0].At); err != nil {
			return 0, err
		}
		tx.OnCommit(func() { wake(n.caseWake) })
	}
	tx.OnCommit(func() {
		n.decided.Add(int64(len(changed)))
		n.codes.forget(touched)
		wake(n.dueWake)
	})
	return len(changed), nil
}
