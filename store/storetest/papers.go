package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/store"
)

// BY-09: papers of a person, newest first; a place belongs to one until it expires; ends are kept, and known by token.
func papers(t *testing.T, s *store.Store) {
	who := settle(t, s, 1, 2)
	paper := func(n int, person id.ID, place uint32) pass.Paper {
		return pass.Paper{Person: person, ID: ident(n), CTI: pass.CTI(bytes16(n)), Place: place, IssuedAt: at, Expires: at + 10*day, By: pass.ByHolder, EndedAt: instant.Never}
	}
	taken := func(want bool, p pass.Paper) {
		t.Helper()
		write(t, s, func(tx *store.Tx) error {
			ok, err := tx.InsertPaper(ctx, p)
			same(t, want, ok)
			return err
		})
	}
	a, b, c := paper(1, who[0], pass.PaperPlace(0)), paper(2, who[0], pass.PaperPlace(1<<22-1)), paper(3, who[1], pass.PaperPlace(1))
	c.By = pass.ByStaff
	taken(true, a)
	taken(true, b)
	taken(false, paper(4, who[1], a.Place))
	taken(true, c)
	refused(t, s, fault.Conflict, func(tx *store.Tx) error {
		_, err := tx.InsertPaper(ctx, func() pass.Paper { a.Place += 9; return a }())
		return err
	})
	a.Place -= 9
	of := func(person id.ID) func(*store.Tx) ([]pass.Paper, error) {
		return func(tx *store.Tx) ([]pass.Paper, error) { return tx.Papers(ctx, person) }
	}
	reads(t, s, []pass.Paper{b, a}, of(who[0]))
	reads(t, s, a, func(tx *store.Tx) (pass.Paper, error) { return tx.Paper(ctx, who[0], a.ID) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Paper(ctx, who[1], a.ID); return err })

	ended := func(tx *store.Tx) (map[pass.CTI]instant.Instant, error) { return tx.EndedPapers(ctx, who[:]) }
	reads(t, s, map[pass.CTI]instant.Instant{}, ended)
	a.EndedAt, a.Ended = at+5, pass.PaperLost
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.EndPaper(ctx, a))
		return tx.CancelPlace(ctx, a.Place, a.Expires)
	})
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.EndPaper(ctx, paper(9, who[0], 1)) })
	reads(t, s, map[pass.CTI]instant.Instant{a.CTI: at + 5}, ended)
	reads(t, s, []pass.Paper{b, a}, of(who[0]))
	reads(t, s, []store.Recall{{Place: a.Place, Status: pass.Recalled, Expires: a.Expires}}, func(tx *store.Tx) ([]store.Recall, error) { return tx.Recalls(ctx, at) })

	later := paper(5, who[1], a.Place) // its time is over: the place is free
	later.IssuedAt, later.Expires = a.Expires, a.Expires+day
	taken(true, later)
	write(t, s, func(tx *store.Tx) error { return tx.ForgetPapers(ctx, a.Expires+1) })
	reads(t, s, nil, of(who[0]))
	reads(t, s, []pass.Paper{later}, of(who[1]))
	taken(false, paper(6, who[1], a.Place))
}
