package storetest

import (
	"slices"
	"testing"

	"kangma/contact"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/store"
)

// contacts: timetables are replaced by source; a service is found by each of its numbers; a day's lists go with its key, for good (CT-2, CT-8, CT-9);
// candidates are a person's by one look, and pages of a run leave out and double nobody (BY-20).
func contacts(t *testing.T, s *store.Store) {
	today := passage.DayOf(at)
	line := []contact.Stop{{Name: "甲", Arrives: contact.Unknown, Departs: 600}, {Name: "乙", Arrives: 1500, Departs: contact.Unknown}}
	table := contact.Timetable{ID: ident(1), Mode: contact.Train, Numbers: []string{"G1", "G4"}, Stops: line, Days: []passage.Day{today}, Source: "a"}
	replace := func(all ...contact.Timetable) {
		write(t, s, func(tx *store.Tx) error { return tx.ReplaceTimetables(ctx, "a", all) })
	}
	numbered := func(m contact.Mode, n string) func(*store.Tx) ([]contact.Timetable, error) {
		return func(tx *store.Tx) ([]contact.Timetable, error) { return tx.TimetablesNumbered(ctx, m, n) }
	}
	replace(table)
	replace(table)
	reads(t, s, []contact.Timetable{table}, numbered(contact.Train, "G4"))
	reads(t, s, nil, numbered(contact.Flight, "G4"))

	var key contact.WrappedDay
	write(t, s, func(tx *store.Tx) (err error) {
		key, err = tx.InsertContactDay(ctx, contact.WrappedDay{Day: today, Key: []byte{1, 2}, CreatedAt: at})
		return err
	})
	write(t, s, func(tx *store.Tx) error {
		again, err := tx.InsertContactDay(ctx, contact.WrappedDay{Day: today, Key: []byte{9}, CreatedAt: at + 1})
		if !slices.Equal(again.Key, key.Key) {
			t.Error("a second key of a day")
		}
		return err
	})
	service := contact.Service{ID: ident(2), Mode: contact.Train, Day: today, Numbers: []string{"G1", "G4"}, Stops: line, Traits: contact.Traits{Inbound: true}}
	listed := contact.Listed{Service: service, Rows: 3, ListedAt: at, Sealed: []byte{5}}
	write(t, s, func(tx *store.Tx) error { return tx.InsertContactService(ctx, service, at) })
	write(t, s, func(tx *store.Tx) error { return tx.PutContactList(ctx, listed) })
	for _, n := range service.Numbers {
		reads(t, s, []contact.Listed{listed}, func(tx *store.Tx) ([]contact.Listed, error) {
			return tx.ContactServicesNumbered(ctx, today, contact.Train, n)
		})
	}
	reads(t, s, []contact.Listed{listed}, func(tx *store.Tx) ([]contact.Listed, error) { return tx.ContactServices(ctx, today, id.ID{}, 10) })
	reads(t, s, nil, func(tx *store.Tx) ([]contact.Listed, error) { return tx.ContactServices(ctx, today, service.ID, 10) })
	trip := contact.Trip{ID: ident(3), Day: today, Mode: contact.Train, Number: "G1", Service: service.ID, Coaches: []uint16{5}, Source: "x"}
	for i, want := range []bool{true, false} {
		write(t, s, func(tx *store.Tx) error {
			one := trip
			one.ID = ident(3 + i)
			added, err := tx.InsertContactTrip(ctx, one, []byte{7}, at)
			if added != want {
				t.Errorf("trip %d added: %v", i, added)
			}
			return err
		})
	}
	reads(t, s, []contact.Trip{trip}, func(tx *store.Tx) ([]contact.Trip, error) { return tx.ContactTrips(ctx, today) })

	ill := contact.Patient{ID: ident(5), Who: contact.Keyed{1}, Status: contact.Confirmed, Region: jiangan, Source: "x", Onset: at, At: at, EndedAt: instant.Never}
	write(t, s, func(tx *store.Tx) error { return tx.InsertPatient(ctx, ill) })
	lo, hi := wuhan.Range()
	standing := func(tx *store.Tx) ([]contact.Patient, error) { return tx.Patients(ctx, lo, hi, id.ID{}, 10) }
	reads(t, s, []contact.Patient{ill}, standing)
	reads(t, s, []contact.Patient{ill}, func(tx *store.Tx) ([]contact.Patient, error) { return tx.PatientsOf(ctx, ill.Who) })
	reads(t, s, contact.Freshness{ListedAt: at, Until: today, StatedAt: at, Services: 1}, func(tx *store.Tx) (contact.Freshness, error) { return tx.ContactFreshness(ctx) })
	write(t, s, func(tx *store.Tx) error { return tx.EndPatient(ctx, ill, at+1) })
	reads(t, s, nil, standing)

	run := contact.Run{ID: ident(6), At: at, Policy: "china@x", By: "x", EndedAt: instant.Never}
	write(t, s, func(tx *store.Tx) error { return tx.InsertContactRun(ctx, run) })
	current := func(tx *store.Tx) (bool, error) { _, ok, err := tx.CurrentContactRun(ctx); return ok, err }
	reads(t, s, false, current)
	run.EndedAt, run.Counts = at+2, contact.Counts{Close: 7}
	write(t, s, func(tx *store.Tx) error { return tx.UpdateContactRun(ctx, run) })
	reads(t, s, true, current)
	var all []contact.Candidate
	for i := range 9 {
		all = append(all, contact.Candidate{Run: run.ID, Day: today, Found: contact.Found{Who: contact.Keyed{byte(i/2 + 1)}, Service: service.ID, Patient: ident(20 + i), Region: jiangan, Class: contact.Close, Rule: "R",
			Apart: contact.Unknown, Stops: 1, Minutes: 9, Score: 50 + i/4, Leg: contact.Leg{From: 0, To: 1}, Seat: contact.Seat{Kind: contact.SeatChair, Coach: 5}, Last: at}})
	}
	write(t, s, func(tx *store.Tx) error { return tx.InsertCandidates(ctx, all) })
	reads(t, s, all[2:4], func(tx *store.Tx) ([]contact.Candidate, error) { return tx.CandidatesOf(ctx, contact.Keyed{2}, run.ID) })
	var paged []id.ID
	read(t, s, func(tx *store.Tx) error {
		for q := (contact.CandidateQuery{Run: run.ID, Lo: lo, Hi: hi, Class: contact.Close, Limit: 2}); ; {
			page, err := tx.ContactCandidates(ctx, q)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, c := range page {
				paged = append(paged, c.Patient)
			}
			q.After = &page[len(page)-1]
		}
	})
	slices.SortFunc(paged, func(a, b id.ID) int { return slices.Compare(a[:], b[:]) })
	if len(slices.Compact(paged)) != len(all) {
		t.Errorf("pages gave %d of %d candidates", len(paged), len(all))
	}
	read(t, s, func(tx *store.Tx) error {
		changed, same, err := tx.CompareContactRuns(ctx, run.ID, ident(99))
		if same != 0 || changed["close → none"] != len(all) {
			t.Error(changed, same)
		}
		return err
	})
	write(t, s, func(tx *store.Tx) error {
		return tx.PutContactPeople(ctx, map[contact.Keyed]id.ID{{1}: ident(1), {2}: ident(2)})
	})
	reads(t, s, map[contact.Keyed]id.ID{{2}: ident(2)}, func(tx *store.Tx) (map[contact.Keyed]id.ID, error) {
		return tx.ContactPeople(ctx, []contact.Keyed{{2}, {3}})
	})
	for i, want := range []int64{2, 5} {
		write(t, s, func(tx *store.Tx) error {
			n, err := tx.CountContactUse(ctx, ident(1), today, "x", int64(2+i))
			if n != want {
				t.Errorf("used %d, want %d", n, want)
			}
			return err
		})
	}
	write(t, s, func(tx *store.Tx) error { return tx.PutFace(ctx, ident(1), ident(2), at) })
	reads(t, s, at, func(tx *store.Tx) (instant.Instant, error) { _, seen, err := tx.Face(ctx, ident(1)); return seen, err })
	write(t, s, func(tx *store.Tx) error { return tx.PutContactMapping(ctx, "m", "{}", at) })
	reads(t, s, "{}", func(tx *store.Tx) (string, error) { return tx.ContactMapping(ctx, "m") })

	write(t, s, func(tx *store.Tx) error {
		gone, err := tx.DestroyContactDay(ctx, today, at)
		if gone != 3 {
			t.Errorf("%d passengers were destroyed, want 3", gone)
		}
		return err
	})
	reads(t, s, nil, func(tx *store.Tx) ([]contact.Candidate, error) { return tx.CandidatesOf(ctx, contact.Keyed{2}, run.ID) })
	reads(t, s, nil, func(tx *store.Tx) ([]contact.Listed, error) { return tx.ContactServices(ctx, today, id.ID{}, 10) })
	read(t, s, func(tx *store.Tx) error {
		if _, err := tx.ContactDay(ctx, today); fault.CodeOf(err) != fault.NotFound {
			t.Error("the key of a destroyed day:", err)
		}
		return nil
	})
}
