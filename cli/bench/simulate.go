package bench

import (
	"context"
	"time"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/node"
	"kangma/packs"
	"kangma/person"
	"kangma/policy"
)

// simulate measures trying a candidate on the whole population beside a node that goes on showing codes (BY-05), and how
// much longer showing takes meanwhile.
func simulate(ctx context.Context, s *suite) (Figure, error) {
	f := Figure{What: "try a candidate on everybody", Unit: "/s", Beneath: "the same people and evidence read on one snapshot, without deciding"}
	if err := s.ready(ctx); err != nil {
		return f, err
	}
	holders, err := s.loggedIn(ctx, min(s.People, 1000))
	if err != nil {
		return f, err
	}
	a, err := policy.WriteArchive(packs.FS, "hubei/2020-02-24")
	if err != nil {
		return f, err
	}
	k, err := s.node.UploadPack(ctx, node.Itself, a.Data)
	if err != nil {
		return f, err
	}
	var idle, busy []time.Duration
	turns := s.pick(3, 2)
	floors, figures, err := inTurns(ctx, turns, func(ctx context.Context, _ int) (sample, error) {
		begin := start()
		err := s.audit(ctx, func(tx *db.Tx) error { return readEverybody(ctx, tx) })
		return begin.done(s.People), err
	}, func(ctx context.Context, turn int) (sample, error) {
		waits, err := s.showFor(ctx, holders, time.After(time.Duration(s.pick(5000, 500))*time.Millisecond))
		if err != nil {
			return sample{}, err
		}
		idle = append(idle, waits...)
		ended, tried := make(chan error, 1), node.Tried{}
		over := make(chan time.Time)
		begin := start()
		var one sample
		go func() {
			var err error
			tried, err = s.node.Simulate(ctx, node.Candidate{Pack: k.Digest}, 0, func(int64) error { return nil })
			one = begin.done(s.People)
			ended <- err
			close(over)
		}()
		if waits, err = s.showFor(ctx, holders, over); err != nil {
			return sample{}, err
		}
		busy = append(busy, waits...)
		if err := <-ended; err != nil {
			return sample{}, err
		}
		if tried.Decided != int64(s.People) || tried.Changed == 0 {
			return sample{}, wrong("simulate", "%d of %d people were decided, %d changed", tried.Decided, s.People, tried.Changed)
		}
		return one, nil
	})
	if err != nil {
		return f, err
	}
	f.compare(floors, figures, sample.rate)
	before, during := milliseconds(idle), milliseconds(busy)
	f.Goals = []Goal{atMost("for a million people", 1e6/f.Value, 60, "s"),
		atMost("99 of 100 codes shown, of what they take otherwise", quantile(during, 0.99)/quantile(before, 0.99), 2, "×")}
	f.Also = []Note{{"codes shown meanwhile", float64(len(busy)), ""}, {"99 of 100 within", quantile(during, 0.99), "ms"}, {"without it", quantile(before, 0.99), "ms"},
		{"median", quantile(during, 0.5), "ms"}, {"without it", quantile(before, 0.5), "ms"}}
	f.Checked = "every run decided everybody, by both rule books"
	return f, nil
}

// showFor shows codes, a hundred a second, each anew, until over; how long each took.
func (s *suite) showFor(ctx context.Context, holders []node.SampleHolder, over <-chan time.Time) ([]time.Duration, error) {
	var waits []time.Duration
	for i := 0; ; i++ {
		select {
		case <-over:
			return waits, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
		h := holders[i%len(holders)]
		caller, err := s.node.Authenticate(h.Token, person.HolderDoor)
		if err != nil {
			return nil, err
		}
		begin := time.Now()
		shown, err := s.node.Show(ctx, caller, h.Person, true)
		if err != nil {
			return nil, err
		}
		waits = append(waits, time.Since(begin))
		if shown.Person != h.Person {
			return nil, wrong("simulate", "somebody was shown another's code")
		}
	}
}

// readEverybody is the floor of a trial: all that deciding stands on, a page at a time.
func readEverybody(ctx context.Context, tx *db.Tx) error {
	var after id.ID
	for {
		last, n := after, 0
		err := tx.Query(ctx, func(scan db.Scan) error {
			var kind string
			var birth, residence *int64
			n++
			return scan(&last, &kind, &birth, &residence)
		}, `SELECT person_id, document_type, birth, residence FROM people WHERE person_id > $1 ORDER BY person_id LIMIT 500`, after[:])
		if err != nil || n == 0 {
			return err
		}
		err = tx.Query(ctx, func(scan db.Scan) error {
			var fact, person id.ID
			var kind, source, attrs string
			var region, until *int64
			var from, recorded int64
			return scan(&fact, &kind, &source, &region, &from, &until, &recorded, &attrs, &person)
		}, `SELECT id, kind, source, region, valid_from, valid_until, recorded_at, attrs, person_id FROM evidence WHERE person_id > $1 AND person_id <= $2 ORDER BY person_id, id`, after[:], last[:])
		if err != nil {
			return err
		}
		after = last
	}
}
