package person

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// OpenAccount gives the account of a phone, made at the first login or appointment (WH-08).
func OpenAccount(ctx context.Context, tx AccountTx, v *Vault, c Contact, at instant.Instant) (Account, error) {
	account := id.New(at)
	return tx.InsertAccount(ctx, Account{ID: account, Phone: v.IndexPhone(c.Phone), Sealed: v.SealContact(account, c), CreatedAt: at})
}

// LinkSelf makes a person an account's own, after his real name was verified. Who was somebody's ward until now is so
// no longer. Repeated, it gives the link that stands. It refuses a second person of one's own, and a person whose own
// account is that of another phone (PE-5, PE-6).
func LinkSelf(ctx context.Context, tx AccountTx, account, person id.ID, at instant.Instant) (Link, error) {
	mine, theirs, err := bothLinks(ctx, tx, account, person)
	if err != nil {
		return Link{}, err
	}
	if self, ok := selfOf(mine, at); ok {
		if self.Person == person {
			return self, nil
		}
		return Link{}, fault.New(fault.Conflict, "link.has_self", "this account already has a person of its own; unlink him first if he is the wrong one")
	}
	if _, ok := selfOf(theirs, at); ok {
		return Link{}, phoneNotBound()
	}
	lately := 0
	for _, l := range mine {
		if l.Relation == Self && l.Until > at.Add(-instant.Day) {
			lately++
		}
	}
	if lately >= MaxSelves {
		return Link{}, fault.New(fault.Conflict, "link.too_many_selves", "this account was verified as %d people within a day; wait a day, or go to a service desk", MaxSelves)
	}
	if err := endAll(ctx, tx, theirs, at); err != nil {
		return Link{}, err
	}
	return insert(ctx, tx, Link{Account: account, Person: person, Relation: Self}, at)
}

// LinkWard lets an account show the code of somebody who has no account (WH-06, NA-12). Repeated, it gives the link
// that stands. It needs a verified person of one's own, and keeps the limits of PE-6.
func LinkWard(ctx context.Context, tx AccountTx, account, person id.ID, at instant.Instant) (Link, error) {
	mine, theirs, err := bothLinks(ctx, tx, account, person)
	if err != nil {
		return Link{}, err
	}
	if l, ok := Linked(mine, person, at); ok {
		return l, nil
	}
	if err := mayAddWard(mine, at); err != nil {
		return Link{}, err
	}
	guardians := 0
	for _, l := range theirs {
		switch {
		case !l.Open(at):
		case l.Relation == Self:
			return Link{}, NotAdded()
		default:
			guardians++
		}
	}
	if guardians >= MaxGuardians {
		return Link{}, NotAdded()
	}
	return insert(ctx, tx, Link{Account: account, Person: person, Relation: Ward}, at)
}

// MayAddWard refuses an account that can take nobody on, before anything is looked up of whom it names: so nothing of that shows in which
// refusal it gets (PE-14).
func MayAddWard(ctx context.Context, tx AccountTx, account id.ID, at instant.Instant) error {
	mine, err := tx.LinksOfAccount(ctx, account)
	if err != nil {
		return err
	}
	return mayAddWard(mine, at)
}

func mayAddWard(mine []Link, at instant.Instant) error {
	if _, ok := selfOf(mine, at); !ok {
		return fault.New(fault.Conflict, "person.no_real_name", "this account has no verified name of its own yet; verify yourself first, then add relatives")
	}
	wards := 0
	for _, l := range mine {
		if l.Relation == Ward && l.Until > at.Add(-instant.Day) {
			wards++ // given up a moment ago still counts: else a phone could look through a town one by one (BY-19)
		}
	}
	if wards >= MaxWards {
		return fault.New(fault.Conflict, "link.too_many_wards", "one account manages at most %d other people; whom it gave up counts for a day", MaxWards)
	}
	return nil
}

// NotAdded is the one answer to who names somebody who cannot become his ward, whatever the reason is: it is nobody's business who is known here by
// which name, and who shows whose code (PE-14, BY-19).
func NotAdded() error {
	return fault.New(fault.Conflict, "link.not_added",
		"this person was not added: name and number do not belong together, or he shows his code himself, or others look after him already; have him log in himself, or bring his document to a service desk")
}

// Unlink ends an account's link to a person, whatever the relation (WZ-06, PE-7).
func Unlink(ctx context.Context, tx AccountTx, account, person id.ID, at instant.Instant) error {
	links, err := tx.LinksOfAccount(ctx, account)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Person == person && l.Open(at) {
			return tx.EndLink(ctx, l, at)
		}
	}
	return fault.New(fault.NotFound, "link.not_found", "this person is not linked to the account")
}

// Linked gives an account's link to a person if it stands: the only thing that lets an account see him (BY-19).
func Linked(links []Link, person id.ID, at instant.Instant) (Link, bool) {
	for _, l := range links {
		if l.Person == person && l.Open(at) {
			return l, true
		}
	}
	return Link{}, false
}

// bothLinks reads under the account's and then the person's lock, always in this order.
func bothLinks(ctx context.Context, tx AccountTx, account, person id.ID) (mine, theirs []Link, err error) {
	if _, err = tx.Account(ctx, account); err != nil {
		return nil, nil, err
	}
	if theirs, err = tx.LinksOfPerson(ctx, person); err != nil {
		return nil, nil, err
	}
	mine, err = tx.LinksOfAccount(ctx, account)
	return mine, theirs, err
}

func selfOf(links []Link, at instant.Instant) (Link, bool) {
	for _, l := range links {
		if l.Relation == Self && l.Open(at) {
			return l, true
		}
	}
	return Link{}, false
}

func insert(ctx context.Context, tx AccountTx, l Link, at instant.Instant) (Link, error) {
	l.ID, l.From, l.Until = id.New(at), at, instant.Never
	return l, tx.InsertLink(ctx, l)
}
