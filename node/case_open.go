package node

import (
	"context"
	"encoding/json"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
	"kangma/review"
	"kangma/store"
)

// NewCase is what somebody asks to be decided.
type NewCase struct {
	Kind     review.Kind
	Move     review.Move // that opens it; open if none is named
	Person   id.ID       // holders: the account's own if zero
	Whom     Whom        // staff: by document, if Person is zero
	Evidence []id.ID     // what it is about
	Form     json.RawMessage
	Words    review.Words
}

// OpenCase opens a case, by a holder or by staff: what the kind's table says of its first move. It is given to
// somebody at once.
func (n *Node) OpenCase(ctx context.Context, c Caller, in NewCase) (review.Case, error) {
	var out review.Case
	d, err := review.Of(in.Kind)
	if err != nil {
		return out, err
	}
	err = n.sought(ctx, c, casePurpose(d, review.Case{}), func() error {
		return n.write(ctx, c, &out, func(tx *store.Tx) (err error) {
			out, err = n.openIn(ctx, tx, c, in, n.clock.Now())
			return err
		})
	})
	return out, err
}

// openIn is OpenCase in a transaction that somebody began.
func (n *Node) openIn(ctx context.Context, tx *store.Tx, c Caller, in NewCase, at instant.Instant) (review.Case, error) {
	d, err := review.Of(in.Kind)
	if err != nil {
		return review.Case{}, err
	}
	if in.Move == "" {
		in.Move = review.Open
	}
	open := &opening{Case: review.Case{ID: id.New(at), Kind: d.Kind, Evidence: in.Evidence}, At: at}
	var step review.Step
	if !c.isHolder() { // before anything is read, or anybody looked for
		if step, err = deskStep(d, in.Move); err != nil {
			return review.Case{}, err
		}
		if _, err := n.permitSomewhere(ctx, tx, c, step.May, casePurpose(d, open.Case)); err != nil {
			return review.Case{}, err
		}
	}
	form, err := d.ParseForm(in.Form, n.Regions())
	if err != nil {
		return review.Case{}, err
	}
	open.Form = form
	if open.Person, err = n.about(ctx, tx, c, d, in, at); err != nil {
		return review.Case{}, err
	}
	if err := n.prepareCase(ctx, tx, d, open); err != nil {
		return review.Case{}, err
	}
	by, entry, err := n.opener(ctx, tx, c, d, step, open)
	if outOfReach(err) && d.Personal {
		err = noSuchPerson() // who tries numbers does not learn who lives elsewhere
	}
	if err != nil {
		return review.Case{}, err
	}
	moved, err := n.openCase(ctx, tx, d, open, review.Attempt{Move: in.Move, By: by, Words: in.Words, Form: form != nil}, actorName(by))
	if err != nil {
		return review.Case{}, err
	}
	entry.Subject, entry.Object = moved.Case.Person, audit.Object{Kind: "case", ID: moved.Case.ID.String()}
	entry.Detail = entry.Detail.With("kind", d.Kind).With("move", in.Move)
	return moved.Case, n.record(ctx, tx, entry)
}

// about is the person that a new case is about.
func (n *Node) about(ctx context.Context, tx *store.Tx, c Caller, d *review.Definition, in NewCase, at instant.Instant) (person.Person, error) {
	switch {
	case !d.Personal:
		return person.Person{}, nil
	case c.isHolder():
		who, err := linked(ctx, tx, c, in.Person, at)
		if err != nil {
			return person.Person{}, err
		}
		return tx.Person(ctx, who)
	case !in.Person.IsZero():
		p, err := tx.Person(ctx, in.Person)
		if fault.CodeOf(err) == fault.NotFound {
			err = noSuchPerson()
		}
		return p, err
	}
	who, err := n.parseWhom(in.Whom, at)
	if err != nil {
		return person.Person{}, err
	}
	p, known, err := n.byDocument(ctx, tx, who)
	if err == nil && !known {
		err = noSuchPerson()
	}
	return p, err
}

// prepareCase reads what a new case is about, and has its kind check it.
func (n *Node) prepareCase(ctx context.Context, tx *store.Tx, d *review.Definition, open *opening) error {
	open.Case.Person = open.Person.ID
	if d.Cites {
		facts, err := factsAbout(ctx, tx, open.Person.ID)
		if err != nil {
			return err
		}
		open.Facts = facts
	}
	seat := n.concerned(open.Person, 0)
	if f := kindEffects[d.Kind].seat; f != nil {
		if r := f(open); n.region.Contains(r) {
			seat = r
		}
	}
	open.Case.Seat = seat
	return nil
}

// deskStep is the move by which staff open a case of a kind.
func deskStep(d *review.Definition, move review.Move) (review.Step, error) {
	step, ok := d.Step(move, review.Unopened)
	if !ok || step.By != review.Desk {
		return step, fault.Field("move", string(move), "is no move by which staff open a case of kind %s", d.Kind)
	}
	return step, nil
}

// opener is who opens a case: a holder for whom he may speak, or staff with the permission that the step names.
func (n *Node) opener(ctx context.Context, tx *store.Tx, c Caller, d *review.Definition, step review.Step, open *opening) (review.Actor, audit.Entry, error) {
	if c.isHolder() {
		return review.Actor{Side: review.Holder, Account: c.Account}, holderEntry(c, audit.ReviewOpen, open.Person.ID, open.At), nil
	}
	at := open.Case
	at.Region = at.Seat
	o, by, err := n.deskOf(ctx, tx, c, at, step.May, casePurpose(d, at), open.At)
	return by, o.entry(audit.ReviewOpen, at.Seat, open.At), err
}

// openCase makes the first move, stores the case and gives it to somebody.
func (n *Node) openCase(ctx context.Context, tx *store.Tx, d *review.Definition, open *opening, a review.Attempt, by string) (*caseMove, error) {
	if f := kindEffects[d.Kind].opened; f != nil {
		if err := f(ctx, n, tx, open); err != nil {
			return nil, err
		}
	}
	if err := n.sealForm(&open.Case, open.Person, open.Form); err != nil {
		return nil, err
	}
	c, e, err := review.Opened(d, open.Case, a, n.region, open.At)
	if err != nil {
		return nil, err
	}
	if err := n.assign(ctx, tx, d, &c, []review.Event{e}, open.At); err != nil {
		return nil, err
	}
	if err := tx.InsertCase(ctx, c); err != nil {
		return nil, err
	}
	m := &caseMove{Case: c, Event: e, Form: open.Form, Person: open.Person, By: by, At: open.At}
	return m, n.follow(ctx, tx, d, m, instant.Never)
}

// seatOfEvidence is the region where the first piece that a case cites happened, none if it names none.
func seatOfEvidence(open *opening) region.Code {
	for _, f := range open.Facts {
		if len(open.Case.Evidence) > 0 && f.ID == open.Case.Evidence[0].String() {
			return f.Region
		}
	}
	return 0
}
