package storetest

import (
	"sync"
	"sync/atomic"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/person"
	"kangma/store"
)

// concurrency: what several do at the same moment comes out as if one had done it after the other.
func concurrency(t *testing.T, s *store.Store) {
	const many = 8
	together := func(f func(n int)) {
		var all sync.WaitGroup
		for n := range many {
			all.Go(func() { f(n) })
		}
		all.Wait()
	}
	// A transaction that lost too often says so; its caller tries again.
	insist := func(f func(*store.Tx) error) {
		for {
			err := s.Write(ctx, f)
			if err == nil {
				return
			}
			if fault.CodeOf(err) != fault.Busy {
				t.Error(err)
				return
			}
		}
	}

	// Two applications of one person at the same moment: one document, one person (MS-04).
	var stand [many]id.ID
	together(func(n int) {
		p := human(1)
		p.ID, p.Handle = ident(100+n), person.Handle{byte(n), 1}
		insist(func(tx *store.Tx) error {
			ids, err := tx.InsertPeople(ctx, []person.Person{p})
			if err == nil {
				stand[n] = ids[0]
			}
			return err
		})
	})
	for _, got := range stand {
		same(t, stand[0], got)
	}
	reads(t, s, 1, func(tx *store.Tx) (int, error) { b, err := tx.Briefs(ctx, nil, id.ID{}, 100); return len(b), err })

	// A limit that is checked by counting holds: at most two guardians (PE-6).
	var guardians atomic.Int64
	together(func(n int) {
		insist(func(tx *store.Tx) error {
			links, err := tx.LinksOfPerson(ctx, ident(1))
			if err != nil || len(links) >= 2 {
				return err
			}
			tx.OnCommit(func() { guardians.Add(1) })
			return tx.InsertLink(ctx, person.Link{ID: ident(200 + n), Account: ident(n), Person: ident(1), Relation: person.Ward, From: at, Until: instant.Never})
		})
	})
	same(t, int64(2), guardians.Load())

	// A counter that is read and written loses nothing: wrong tries of a code.
	phone := person.Index(bytes16(1))
	together(func(int) {
		insist(func(tx *store.Tx) error {
			l, err := tx.Login(ctx, phone)
			if err != nil {
				return err
			}
			l.Tries++
			return tx.PutLogin(ctx, l)
		})
	})
	reads(t, s, many, func(tx *store.Tx) (int, error) { l, err := tx.Login(ctx, phone); return l.Tries, err })

	// A day begins once: all get the same key.
	var keys [many]byte
	together(func(n int) {
		insist(func(tx *store.Tx) error {
			w, err := tx.InsertDay(ctx, passage.WrappedDay{Day: 5, Key: []byte{byte(n + 1)}, CreatedAt: at})
			if err == nil {
				keys[n] = w.Key[0]
			}
			return err
		})
	})
	for _, k := range keys {
		same(t, keys[0], k)
	}

	// The same passages sent by several at once are stored once (PS-4).
	var isNew atomic.Int64
	together(func(int) {
		batch := make([]passage.Passage, 50)
		for i := range batch {
			batch[i] = scan(i, street)
		}
		insist(func(tx *store.Tx) error {
			stored, err := tx.InsertPassages(ctx, batch)
			n := 0
			for _, yes := range stored {
				if yes {
					n++
				}
			}
			tx.OnCommit(func() { isNew.Add(int64(n)) })
			return err
		})
	})
	same(t, int64(50), isNew.Load())
}
