package node

import (
	"context"
	"encoding/json"
	"errors"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// effects are what follows in the node from the moves of one kind of case, in the transaction of the move.
type effects struct {
	// seat is where a new case belongs; nil: the person's residence.
	seat func(open *opening) region.Code
	// opened checks a new case before it is stored: what it cites, whether there is one already.
	opened func(ctx context.Context, n *Node, tx *store.Tx, open *opening) error
	// moved does what a move asks for: evidence, decisions, notices. It may refuse, and then nothing was moved.
	moved func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error
}

// kindEffects are the effects of each kind; a kind without a row has none.
var kindEffects = map[review.Kind]effects{
	review.Conversion: conversionEffects,
	review.Correction: correctionEffects,
	review.Refusal:    refusalEffects,
	review.Overdue:    overdueEffects,
	review.Upward:     upwardEffects,

	review.Check:                checkEffects,
	review.Arrival:              arrivalEffects,
	review.TemporaryPass:        passEffects,
	review.Whitelist:            whitelistEffects,
	review.IsolationCertificate: isolationEffects,
	review.HospitalCertificate:  hospitalEffects,
	review.ModeSwitch:           modeEffects,
	review.MassList:             massEffects,
	review.Cotraveller:          cotravellerEffects,
	review.ForeignCertificate:   foreignCertificateEffects,
}

// opening is a case about to be opened.
type opening struct {
	Case   review.Case
	Form   review.Form // nil without one
	Person person.Person
	Facts  []evidence.Fact // what is known of the person
	At     instant.Instant
}

// caseMove is one move of a case, made but not yet committed.
type caseMove struct {
	Case   review.Case // after it
	Event  review.Event
	Form   review.Form
	Person person.Person
	By     string          // the actor, as rows that outlive him name him
	Then   review.Move     // that the system makes at once, "" for none
	With   json.RawMessage // the form that it brings, where it takes one
	At     instant.Instant
}

// lost is the form or the words of a person who was forgotten: there is nothing to read any more.
func lost(err error) bool { return errors.Is(err, person.ErrKey) }

// safe is where what is said in a case is sealed.
func (n *Node) safe(c review.Case, p person.Person) person.Safe {
	if c.Person.IsZero() {
		return n.vault.SafeWith(c.ID, c.Form.Key)
	}
	return n.vault.SafeOf(p)
}

const formName, wordsName = "case form ", "case words "

// sealForm seals a form into the case.
func (n *Node) sealForm(c *review.Case, p person.Person, f review.Form) error {
	if c.Person.IsZero() && c.Form.Key == nil {
		c.Form.Key = n.vault.NewSafe(c.ID).Wrapped
	}
	if f == nil {
		return nil
	}
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	c.Form.Box, err = n.safe(*c, p).Seal(formName+c.ID.String(), text)
	return err
}

// openForm reads the form of a case, nil if it has none or its person was forgotten.
func (n *Node) openForm(d *review.Definition, c review.Case, p person.Person) (review.Form, error) {
	if c.Form.Box == nil {
		return nil, nil
	}
	text, err := n.safe(c, p).Open(formName+c.ID.String(), c.Form.Box)
	if lost(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return d.ParseForm(text, n.Regions())
}

// sealWords seals what was said with a move.
func (n *Node) sealWords(c review.Case, p person.Person, e *review.Event) error {
	if e.Words == (review.Words{}) {
		return nil
	}
	text, err := json.Marshal(e.Words)
	if err != nil {
		return err
	}
	e.Sealed, err = n.safe(c, p).Seal(wordsName+c.ID.String(), text)
	return err
}

// history reads what was done to a case, oldest first, words included.
func (n *Node) history(ctx context.Context, tx *store.Tx, c review.Case, p person.Person) ([]review.Event, error) {
	all, err := tx.CaseEvents(ctx, c)
	if err != nil {
		return nil, err
	}
	for i := range all {
		e := &all[i]
		if e.Sealed == nil {
			continue
		}
		text, err := n.safe(c, p).Open(wordsName+c.ID.String(), e.Sealed)
		if lost(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &e.Words); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// subject is the person that a case is about, the zero Person if it is about nobody.
func subject(ctx context.Context, tx *store.Tx, c review.Case) (person.Person, error) {
	if c.Person.IsZero() {
		return person.Person{}, nil
	}
	return tx.Person(ctx, c.Person)
}

// kin says whether a case is about the account's own person or about who is in it (RE-4).
func kin(ctx context.Context, tx *store.Tx, account, who id.ID, at instant.Instant) (bool, error) {
	if account.IsZero() || who.IsZero() {
		return false, nil
	}
	links, err := tx.LinksOfAccount(ctx, account)
	for _, l := range links {
		if l.Person == who && l.Open(at) {
			return true, nil
		}
	}
	return false, err
}

// isHolder says whether the caller comes as a holder.
func (c Caller) isHolder() bool { return !c.itself && c.Door != person.StaffDoor }

// holderOf makes sure that the caller may speak for whom a case is about (NO-5); a case of others is not there for him.
func holderOf(ctx context.Context, tx *store.Tx, c Caller, k review.Case, at instant.Instant) (review.Actor, error) {
	ok, err := kin(ctx, tx, c.Account, k.Person, at)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "case.not_found", "there is no such case")
	}
	return review.Actor{Side: review.Holder, Account: c.Account}, err
}

// deskOf makes sure that the caller is permitted an action where a case is, and says who he is to it.
func (n *Node) deskOf(ctx context.Context, tx *store.Tx, c Caller, k review.Case, may staff.Action, purpose staff.Purpose, at instant.Instant) (office, review.Actor, error) {
	o, err := n.permit(ctx, tx, c, staff.Ask{Action: may, Region: k.Region, Person: k.Person, Purpose: purpose})
	if err != nil {
		return o, review.Actor{}, err
	}
	own, err := kin(ctx, tx, c.Account, k.Person, at)
	return o, review.Actor{Side: review.Desk, Account: c.Account, Role: o.Role, Office: o.Region, Kin: own}, err
}
