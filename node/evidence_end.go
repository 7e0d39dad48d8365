package node

import (
	"context"
	"encoding/json"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// Changed is what became of a fact that was to be ended or retracted: a change, or the case in which another decides it.
type Changed struct {
	evidence.Change             // as made; without id if it was only proposed
	Case            review.Case // zero if it was made at once
}

// ending is what is asked to be done with a fact.
type ending struct {
	evidence.Change
	kind   evidence.ChangeKind
	action audit.Action
	verb   evidenceVerb
	move   review.Move // by which it is proposed
	number string      // by which a source shows that the record is its own
}

// EndEvidence proposes to end a fact: a correction that another person must confirm (BY-03). The node itself ends it at
// once. Until zero is now, or, of a proposal, when it is confirmed.
func (n *Node) EndEvidence(ctx context.Context, c Caller, ch evidence.Change, purpose staff.Purpose) (Changed, error) {
	return n.changeEvidence(ctx, c, ending{ch, evidence.Ends, audit.EvidenceEnd, evidence.End, review.End, ""}, purpose)
}

// EndOwnEvidence is a source ending its own record at once, as a hospital does when its patient has recovered: staff who
// bring in its records, and know the number that it gave this one. From who does not it is a proposal, as in EndEvidence.
func (n *Node) EndOwnEvidence(ctx context.Context, c Caller, ch evidence.Change, number string, purpose staff.Purpose) (Changed, error) {
	if number == "" {
		return Changed{}, fault.Missing("number")
	}
	return n.changeEvidence(ctx, c, ending{ch, evidence.Ends, audit.EvidenceEnd, evidence.End, review.End, number}, purpose)
}

// RetractEvidence proposes to say that a fact never was true, whoever stated it (BY-03).
func (n *Node) RetractEvidence(ctx context.Context, c Caller, ch evidence.Change, purpose staff.Purpose) (Changed, error) {
	return n.changeEvidence(ctx, c, ending{ch, evidence.Retracts, audit.EvidenceRetract, evidence.Retract, review.Retract, ""}, purpose)
}

func (n *Node) changeEvidence(ctx context.Context, c Caller, in ending, purpose staff.Purpose) (Changed, error) {
	var out Changed
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		at := n.clock.Now()
		out = Changed{}
		p, r, o, err := n.reachFact(ctx, tx, c, in.Person, in.Evidence, staff.Ask{Action: staff.EvidenceRecord, Purpose: purpose})
		if err != nil {
			return err
		}
		switch {
		case in.Reason == "":
			return fault.Missing("reason")
		case in.Ground == "":
			return fault.Missing("ground")
		}
		where := r.Region // where it was stated: there a correction is decided (NA-05)
		if !n.region.Contains(where) {
			where = n.concerned(p, where)
		}
		own, err := n.endsItsOwn(ctx, tx, c, in, p, r, purpose)
		if err != nil {
			return err
		}
		if !own {
			out.Case, err = n.proposeChange(ctx, tx, c, in, at)
			return err
		}
		if out.Change, err = n.changeNow(ctx, tx, o, p.ID, in, at); err != nil {
			return err
		}
		e := o.entry(in.action, where, at)
		e.Subject, e.Object = p.ID, audit.Object{Kind: "evidence", ID: in.Evidence.String()}
		e.Detail = e.Detail.With("kind", r.Kind)
		return n.record(ctx, tx, e)
	})
	return out, n.alarmed(ctx, c, n.region, err)
}

// changeNow makes a change, and decides the person anew.
func (n *Node) changeNow(ctx context.Context, tx *store.Tx, o office, who id.ID, in ending, at instant.Instant) (evidence.Change, error) {
	ch := in.Change
	if ch.Until == 0 {
		ch.Until = at
	}
	ch.By, ch.Kind, ch.RecordedAt = o.by(), in.kind, at
	if err := n.restrain(ctx, tx, o, who, changing(ch), nil, at, ch.Until); err != nil {
		return ch, err
	}
	ch, err := in.verb(ctx, tx, ch, at)
	if err != nil {
		return ch, err
	}
	_, err = n.decide(ctx, tx, []id.ID{who}, at)
	return ch, err
}

// endsItsOwn says whether it is the record's source that ends it: the caller brings in its records, and knows its number.
// The node itself is what sources' feeds and decided cases act through.
func (n *Node) endsItsOwn(ctx context.Context, tx *store.Tx, c Caller, in ending, p person.Person, r evidence.Record, purpose staff.Purpose) (bool, error) {
	switch {
	case c.itself:
		return true, nil
	case in.number == "":
		return false, nil
	case r.Key.IsZero() || evidence.RecordKey(r.Source, in.number) != r.Key:
		return false, fault.Field("number", in.number, "is not the number that the source gave this record")
	}
	_, err := n.permitFact(ctx, tx, c, staff.Ask{Action: staff.EvidenceImport, Purpose: purpose}, p, r.Region)
	return err == nil, err
}

// proposeChange opens the correction in which another person decides the change.
func (n *Node) proposeChange(ctx context.Context, tx *store.Tx, c Caller, in ending, at instant.Instant) (review.Case, error) {
	form := review.CorrectionForm{Text: in.Reason, Ground: in.Ground}
	if in.move == review.End {
		form.Until = in.Until
	}
	text, err := json.Marshal(form)
	if err != nil {
		return review.Case{}, err
	}
	return n.openIn(ctx, tx, c, NewCase{Kind: review.Correction, Move: in.move, Person: in.Person, Evidence: []id.ID{in.Evidence}, Form: text,
		Words: review.Words{Reason: in.Reason}}, at)
}
