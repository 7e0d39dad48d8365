package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/store"
)

func accounts(t *testing.T, s *store.Store) {
	a := person.Account{ID: ident(1), Phone: person.Index(bytes16(1)), Sealed: person.Sealed{Key: []byte{1}, Box: []byte{2}}, CreatedAt: at}
	second := a
	second.ID = ident(2)
	write(t, s, func(tx *store.Tx) error {
		for _, insert := range []person.Account{a, second} { // one phone, one account
			stands, err := tx.InsertAccount(ctx, insert)
			if err != nil {
				return err
			}
			same(t, a, stands)
		}
		return nil
	})
	reads(t, s, a, func(tx *store.Tx) (person.Account, error) { return tx.Account(ctx, a.ID) })
	reads(t, s, a, func(tx *store.Tx) (person.Account, error) { return tx.AccountByPhone(ctx, a.Phone) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Account(ctx, second.ID); return err })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.AccountByPhone(ctx, person.Index(bytes16(9))); return err })

	self := person.Link{ID: ident(11), Account: a.ID, Person: ident(1), Relation: person.Self, From: at, Until: instant.Never}
	ward := person.Link{ID: ident(10), Account: a.ID, Person: ident(2), Relation: person.Ward, From: at + day, Until: instant.Never}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertLink(ctx, ward))
		return tx.InsertLink(ctx, self)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertLink(ctx, self) })
	reads(t, s, []person.Link{self, ward}, func(tx *store.Tx) ([]person.Link, error) { return tx.LinksOfAccount(ctx, a.ID) })
	write(t, s, func(tx *store.Tx) error { return tx.EndLink(ctx, ward, at+2*day) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.EndLink(ctx, ward, at+3*day) })
	ward.Until = at + 2*day
	reads(t, s, []person.Link{ward}, func(tx *store.Tx) ([]person.Link, error) { return tx.LinksOfPerson(ctx, ward.Person) })

	// BY-07: a forgotten account is nobody's, its phone is free; it can be repeated.
	for range 2 {
		write(t, s, func(tx *store.Tx) error { return tx.ForgetAccount(ctx, a.ID) })
	}
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Account(ctx, a.ID); return err })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.AccountByPhone(ctx, a.Phone); return err })
	write(t, s, func(tx *store.Tx) error {
		stands, err := tx.InsertAccount(ctx, second)
		same(t, second, stands)
		return err
	})
}

func sessions(t *testing.T, s *store.Store) {
	phone := person.Index(bytes16(1))
	reads(t, s, person.Login{Phone: phone}, func(tx *store.Tx) (person.Login, error) { return tx.Login(ctx, phone) })
	l := person.Login{Phone: phone, Hash: []byte{1, 2}, SentAt: at, Tries: 1, HourFrom: at - 1, InHour: 2, Day: 18346, InDay: 3, BlockedUntil: at + 1}
	for range 2 {
		write(t, s, func(tx *store.Tx) error { return tx.PutLogin(ctx, l) })
		reads(t, s, l, func(tx *store.Tx) (person.Login, error) { return tx.Login(ctx, phone) })
		l.Hash, l.Tries, l.BlockedUntil = nil, 5, at+day
	}

	session := func(n int, expires instant.Instant) person.Session {
		return person.Session{ID: ident(n), Account: ident(1), Door: person.StaffDoor, Hash: []byte{byte(n)}, RotatedAt: at, CreatedAt: at,
			ExpiresAt: expires, EndedAt: instant.Never}
	}
	live, expired, ended := session(2, at+day), session(1, at), session(3, at+day)
	ended.EndedAt = at - 1
	write(t, s, func(tx *store.Tx) error {
		for _, x := range []person.Session{live, expired, ended} {
			check(t, tx.InsertSession(ctx, x))
		}
		return nil
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertSession(ctx, live) })
	reads(t, s, []person.Session{live}, func(tx *store.Tx) ([]person.Session, error) { return tx.SessionsOf(ctx, ident(1), at) })
	live.Previous, live.Hash, live.RotatedAt, live.ExpiresAt, live.EndedAt = live.Hash, []byte{7}, at+1, at+2*day, at+5
	write(t, s, func(tx *store.Tx) error { return tx.UpdateSession(ctx, live) })
	reads(t, s, live, func(tx *store.Tx) (person.Session, error) { return tx.Session(ctx, live.ID) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.UpdateSession(ctx, session(9, at)) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Session(ctx, id.ID{1}); return err })
}
