package node

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

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

// How long a look at a person's record lasts, and how long his identity stays in full within it.
const (
	LookValid   = 15 * time.Minute
	RevealValid = 5 * time.Minute
)

// Sought is whom staff look for: by document, by the phone of his account, or by a case about him; or whom they have just entered.
// One of them is given.
type Sought struct {
	Whom   Whom
	Phone  string
	Case   id.ID
	Person id.ID
}

// Look is one look at one person's record, by one member of staff, for one purpose (BY-06). Text names it to him alone:
// it is sealed, so nobody learns from an address who was looked at.
type Look struct {
	Text     string
	Until    instant.Instant
	Revealed instant.Instant // until when the identity is in full; zero: not
}

// anyLook stands for the purpose that the look has, while it is only asked whether somebody may look at all.
var anyLook = staff.Purpose{Kind: "service"}

// lookSeal is what a look's text holds.
type lookSeal struct {
	Person   id.ID
	Purpose  staff.Purpose
	Until    instant.Instant
	Revealed instant.Instant
}

func (n *Node) sealLook(c Caller, s lookSeal) (Look, error) {
	plain, err := json.Marshal(s)
	if err != nil {
		return Look{}, err
	}
	return Look{base64.RawURLEncoding.EncodeToString(n.looks.Seal(plain, c.Account[:])), s.Until, s.Revealed}, nil
}

// openLook reads a look of the caller that is not over.
func (n *Node) openLook(c Caller, text string, at instant.Instant) (s lookSeal, err error) {
	over := fault.New(fault.NotFound, "look.over", "this look is over, or is another's; search again and say why")
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(sealed) > 4096 {
		return s, over
	}
	plain, err := n.looks.Open(sealed, c.Account[:])
	if err != nil {
		return s, over
	}
	if err := json.Unmarshal(plain, &s); err != nil {
		return s, err
	}
	if at >= s.Until {
		return s, over
	}
	return s, nil
}

// OpenLook finds a person in the caller's scope and opens his record for a while, with a purpose; the person can read that
// (BY-06, BY-19). Who is unknown, who lives elsewhere, and a case that the caller may not read are one answer; who gets it
// too often in an hour is stopped (PE-13).
func (n *Node) OpenLook(ctx context.Context, c Caller, sought Sought, purpose staff.Purpose) (out Look, err error) {
	if err := n.maySomewhere(ctx, c, staff.PersonLookUp, purpose); err != nil {
		return out, err
	}
	at := n.clock.Now()
	find, err := n.seeker(ctx, c, sought, at)
	if err != nil {
		return out, err
	}
	found := false
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		found = false
		o, err := n.permitSomewhere(ctx, tx, c, staff.PersonLookUp, purpose)
		if err != nil {
			return err
		}
		if err := person.MayMiss(ctx, tx, n.vault, c.Account, at); err != nil {
			return err
		}
		p, known, err := find(tx)
		if err != nil {
			return err
		}
		within := o
		if known {
			within, err = n.permit(ctx, tx, c, staff.Ask{Action: staff.PersonLookUp, Region: n.concerned(p, 0), Person: p.ID, Purpose: purpose})
		}
		if err != nil && fault.CodeOf(err) != fault.Forbidden {
			return err
		}
		if !known || err != nil {
			return n.missed(ctx, tx, c, o, at)
		}
		found = true
		if out, err = n.sealLook(c, lookSeal{Person: p.ID, Purpose: purpose, Until: at.Add(LookValid)}); err != nil {
			return err
		}
		e := within.entry(audit.PersonLookUp, n.concerned(p, 0), at)
		e.Subject = p.ID
		return n.record(ctx, tx, e)
	})
	if err == nil && !found {
		err = noSuchPerson()
	}
	return out, err
}

// missed leaves a trace of a search that found nobody, and counts it.
func (n *Node) missed(ctx context.Context, tx *store.Tx, c Caller, o office, at instant.Instant) error {
	if err := person.CountMiss(ctx, tx, n.vault, c.Account, at); err != nil {
		return err
	}
	return n.record(ctx, tx, o.entry(audit.PersonSearch, o.Region, at))
}

// seeker says how whom somebody seeks is found, after what names him was checked.
func (n *Node) seeker(ctx context.Context, c Caller, s Sought, at instant.Instant) (func(*store.Tx) (person.Person, bool, error), error) {
	none := person.Person{}
	switch {
	case !s.Person.IsZero():
		return func(tx *store.Tx) (person.Person, bool, error) {
			p, err := tx.Person(ctx, s.Person)
			return p, err == nil, ignoreNotFound(err)
		}, nil
	case !s.Case.IsZero():
		return func(tx *store.Tx) (person.Person, bool, error) {
			k, err := tx.Case(ctx, s.Case)
			if err != nil || k.Person.IsZero() {
				return none, false, ignoreNotFound(err)
			}
			d, err := review.Of(k.Kind)
			if err != nil {
				return none, false, err
			}
			if _, err := n.reader(ctx, tx, c, d, k, casePurpose(d, k), at); err != nil {
				return none, false, nil
			}
			p, err := tx.Person(ctx, k.Person)
			return p, err == nil, err
		}, nil
	case s.Phone != "":
		phone, err := person.ParsePhone(s.Phone)
		if err != nil {
			return nil, err
		}
		return func(tx *store.Tx) (person.Person, bool, error) {
			a, err := tx.AccountByPhone(ctx, n.vault.IndexPhone(phone))
			if err != nil {
				return none, false, ignoreNotFound(err)
			}
			links, err := tx.LinksOfAccount(ctx, a.ID)
			if err != nil {
				return none, false, err
			}
			who, err := pick(links, id.ID{}, at)
			if err != nil {
				return none, false, nil
			}
			p, err := tx.Person(ctx, who)
			return p, err == nil, err
		}, nil
	}
	who, err := n.parseWhom(s.Whom, at)
	if err != nil {
		return nil, err
	}
	return func(tx *store.Tx) (person.Person, bool, error) { return n.byDocument(ctx, tx, who) }, nil
}

// PersonFile is a person's record as staff see it during a look.
type PersonFile struct {
	Record
	Look
	Purpose   staff.Purpose
	Cases     []review.Case // those that the reader may read, newest first
	Looks     []audit.Look  // who looked lately, newest first
	MayReveal bool
	Phone     person.Phone // of his account; shown only while revealed
	Evidence  []evidence.Fact
	Now       instant.Instant
}

const shownOfPerson = 20

// PersonFile is the record of a look that is not over. What the caller may now counts, not what he might when it began.
func (n *Node) PersonFile(ctx context.Context, c Caller, look string) (out PersonFile, err error) {
	if err := n.maySomewhere(ctx, c, staff.PersonLookUp, anyLook); err != nil {
		return out, err
	}
	at := n.clock.Now()
	s, err := n.openLook(c, look, at)
	if err != nil {
		return out, err
	}
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, s.Person)
		if err != nil {
			return err
		}
		standing, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		ask := staff.Ask{Action: staff.PersonLookUp, Region: n.concerned(p, 0), Person: p.ID, Purpose: s.Purpose}
		if _, err := standing.May(ask, at); err != nil {
			return err
		}
		out = PersonFile{Look: Look{look, s.Until, s.Revealed}, Purpose: s.Purpose, Now: at}
		if out.Record, err = n.recordOf(ctx, tx, p, Moment{At: at, KnownAt: at}, at); err != nil {
			return err
		}
		ask.Action = staff.PersonReveal
		_, err = standing.May(ask, at)
		out.MayReveal = err == nil
		if out.Revealed <= at || !out.MayReveal {
			out.Revealed = 0
		} else if out.Phone, err = n.phoneOf(ctx, tx, p.ID, at); err != nil {
			return err
		}
		cases, err := tx.CasesOf(ctx, p.ID, id.ID{}, shownOfPerson)
		if err != nil {
			return err
		}
		for _, k := range cases {
			d, err := review.Of(k.Kind)
			if err != nil {
				return err
			}
			if _, err := n.reader(ctx, tx, c, d, k, casePurpose(d, k), at); err == nil {
				out.Cases = append(out.Cases, k)
			}
		}
		out.Looks, _, err = audit.LooksAt(ctx, tx, p.ID, id.ID{}, shownOfPerson)
		return err
	})
	return out, err
}

// phoneOf is the phone of a person's own account, none if he has no account.
func (n *Node) phoneOf(ctx context.Context, tx *store.Tx, who id.ID, at instant.Instant) (person.Phone, error) {
	links, err := tx.LinksOfPerson(ctx, who)
	if err != nil {
		return person.Phone{}, err
	}
	for _, l := range links {
		if l.Relation == person.Self && l.Open(at) {
			contact, err := n.contact(ctx, tx, l.Account, at)
			return contact.Phone, err
		}
	}
	return person.Phone{}, nil
}

// Reveal shows the identity of a look's person in full for RevealValid: an act of its own with a permission of its own,
// whose reason the person can read (BY-06, BY-19).
func (n *Node) Reveal(ctx context.Context, c Caller, look, reason string) (out Look, err error) {
	if err := n.maySomewhere(ctx, c, staff.PersonReveal, anyLook); err != nil {
		return out, err
	}
	at := n.clock.Now()
	s, err := n.openLook(c, look, at)
	if err != nil {
		return out, err
	}
	if reason == "" {
		return out, fault.Missing("reason")
	}
	why, err := staff.ParsePurpose(string(s.Purpose.Kind), s.Purpose.Case, reason)
	if err != nil {
		return out, err
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, s.Person)
		if err != nil {
			return err
		}
		where := n.concerned(p, 0)
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PersonReveal, Region: where, Person: p.ID, Purpose: why})
		if err != nil {
			return err
		}
		s.Revealed = min(at.Add(RevealValid), s.Until)
		if out, err = n.sealLook(c, s); err != nil {
			return err
		}
		e := o.entry(audit.PersonReveal, where, at)
		e.Subject = p.ID
		return n.record(ctx, tx, e)
	})
	return out, err
}
