package node

import (
	"context"
	"slices"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/person"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// NoteCase adds a note among staff to a case; its holder never sees it.
func (n *Node) NoteCase(ctx context.Context, c Caller, v id.ID, note string) (review.Case, error) {
	return n.atDesk(ctx, c, v, audit.ReviewNote, func(tx *store.Tx, d *review.Definition, k *review.Case, by review.Actor) (review.Event, error) {
		return review.Remark(*k, by, note, n.clock.Now())
	})
}

// AssignCase gives a case to somebody by hand, with a reason (RE-8).
func (n *Node) AssignCase(ctx context.Context, c Caller, v, to id.ID, reason string) (review.Case, error) {
	return n.atDesk(ctx, c, v, audit.ReviewAssign, func(tx *store.Tx, d *review.Definition, k *review.Case, by review.Actor) (review.Event, error) {
		at := n.clock.Now()
		candidates, err := n.candidates(ctx, tx, *k, at)
		if err != nil {
			return review.Event{}, err
		}
		i := slices.IndexFunc(candidates, func(f review.Candidate) bool { return f.Staff == to })
		if i < 0 && k.IsOpen() {
			return review.Event{}, fault.New(fault.Conflict, "case.not_his", "he may not work on this case where it lies, or is not there")
		}
		var best review.Candidate
		if i >= 0 {
			best = candidates[i]
		}
		events, err := tx.CaseEvents(ctx, *k)
		if err != nil {
			return review.Event{}, err
		}
		var e review.Event
		*k, e, err = review.Given(d, *k, events, best, by, reason, at)
		return e, err
	})
}

// atDesk does to a case what moves nothing: by staff who may work on it where it stands.
func (n *Node) atDesk(ctx context.Context, c Caller, v id.ID, action audit.Action,
	do func(*store.Tx, *review.Definition, *review.Case, review.Actor) (review.Event, error)) (review.Case, error) {
	var out review.Case
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		at := n.clock.Now()
		k, err := tx.Case(ctx, v)
		if err != nil {
			return err
		}
		d, err := review.Of(k.Kind)
		if err != nil {
			return err
		}
		may := k.Desk()
		if may == "" {
			may = staff.CaseRead
		}
		o, by, err := n.deskOf(ctx, tx, c, k, may, casePurpose(d, k), at)
		if err != nil {
			return err
		}
		if by.Kin {
			return review.OwnCase()
		}
		e, err := do(tx, d, &k, by)
		if err != nil {
			return err
		}
		p, err := subject(ctx, tx, k)
		if err != nil {
			return err
		}
		if err := n.sealWords(k, p, &e); err != nil {
			return err
		}
		if err := tx.InsertCaseEvents(ctx, []review.Event{e}); err != nil {
			return err
		}
		if err := tx.UpdateCase(ctx, k, k.Version); err != nil {
			return err
		}
		entry := o.entry(action, k.Region, at)
		entry.Subject, entry.Object = k.Person, audit.Object{Kind: "case", ID: k.ID.String()}
		entry.Detail = entry.Detail.With("kind", k.Kind)
		if action == audit.ReviewAssign {
			entry.Detail = entry.Detail.With("to", k.Assigned.To)
			if err := n.tellGiven(ctx, tx, d, k, at); err != nil {
				return err
			}
		}
		out = k
		return n.record(ctx, tx, entry)
	})
	return out, err
}

// Colleague is somebody to whom a case can be given.
type Colleague struct {
	review.Candidate
	Who person.Contact // prints masked
}

// Colleagues are those who may work on a case where it lies and are there, but who has it, nearest office first; for who may work
// on it himself. Who is barred from its next move, or whom it is about, is not among them (RE-8).
func (n *Node) Colleagues(ctx context.Context, c Caller, v id.ID) (list []Colleague, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		at := n.clock.Now()
		k, err := tx.Case(ctx, v)
		if err != nil {
			return err
		}
		d, err := review.Of(k.Kind)
		if err != nil || !k.IsOpen() {
			return err
		}
		if _, _, err := n.deskOf(ctx, tx, c, k, k.Desk(), casePurpose(d, k), at); err != nil {
			return err
		}
		candidates, err := n.candidates(ctx, tx, k, at)
		if err != nil {
			return err
		}
		history, err := tx.CaseEvents(ctx, k)
		if err != nil {
			return err
		}
		for _, f := range candidates {
			if f.Kin || f.Staff == k.Assigned.To || review.Barred(d, k, history, f.Staff, f.Region) {
				continue
			}
			who, err := n.contact(ctx, tx, f.Staff, at)
			if err != nil {
				return err
			}
			list = append(list, Colleague{f, who})
		}
		return nil
	})
	return list, err
}
