package node

import (
	"context"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// outOfReach says whether a refusal is for the region alone: the action itself is permitted elsewhere.
func outOfReach(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Key == "staff.outside_region"
}

// byDocument is the person of a document, ok if there is one.
func (n *Node) byDocument(ctx context.Context, tx *store.Tx, who person.Identity) (p person.Person, ok bool, err error) {
	index := n.vault.IndexDocument(who.Document)
	ids, err := tx.PeopleByDocument(ctx, []person.Index{index})
	if err != nil || ids[index].IsZero() {
		return p, false, err
	}
	p, err = tx.Person(ctx, ids[index])
	return p, err == nil, err
}

// permitFact checks that the caller may do something with a fact about a person: where the person lives, or where it
// happened. A hospital reports whom it has treated, wherever he lives, and so it cannot tell by being refused who is known
// here (BY-19).
func (n *Node) permitFact(ctx context.Context, tx *store.Tx, c Caller, ask staff.Ask, p person.Person, happened region.Code) (office, error) {
	ask.Region, ask.Person = n.concerned(p, happened), p.ID
	o, err := n.permit(ctx, tx, c, ask)
	if err == nil || !outOfReach(err) || !n.region.Contains(happened) {
		return o, err
	}
	ask.Region = happened
	return n.permit(ctx, tx, c, ask)
}

// reachFact reads a fact about a person, for who may act on it: one of somebody out of reach is as unknown as one that does
// not exist.
func (n *Node) reachFact(ctx context.Context, tx *store.Tx, c Caller, who, fact id.ID, ask staff.Ask) (person.Person, evidence.Record, office, error) {
	var r evidence.Record
	if _, err := n.permitSomewhere(ctx, tx, c, ask.Action, ask.Purpose); err != nil {
		return person.Person{}, r, office{}, err
	}
	p, err := tx.Person(ctx, who)
	if fault.CodeOf(err) == fault.NotFound {
		return p, r, office{}, noSuchPerson()
	}
	if err != nil {
		return p, r, office{}, err
	}
	r, _, missing := tx.EvidenceRecord(ctx, who, fact)
	if missing != nil && fault.CodeOf(missing) != fault.NotFound {
		return p, r, office{}, missing
	}
	o, err := n.permitFact(ctx, tx, c, ask, p, r.Region)
	switch {
	case outOfReach(err):
		return p, r, o, noSuchPerson()
	case err != nil:
		return p, r, o, err
	}
	return p, r, o, missing
}
