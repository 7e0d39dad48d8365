package bench

import (
	"context"
	"slices"
	"time"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/node"
	"kangma/person"
	"kangma/policy"
)

// redecide measures re-deciding the whole population under a new regime, every decision of which is another, while
// codes go on being shown.
func redecide(ctx context.Context, s *suite) (Figure, error) {
	f := Figure{What: "re-decide everybody", Unit: "/s", Beneath: "bulk insert and upsert of the same decisions into tables of the same form, as many rows a transaction"}
	if err := s.ready(ctx); err != nil {
		return f, err
	}
	const columns = `person_id BYTEA NOT NULL, id BYTEA NOT NULL, decided_for BIGINT NOT NULL, regime BIGINT NOT NULL, policy TEXT NOT NULL, colour TEXT NOT NULL,
		mark TEXT NOT NULL, labels TEXT NOT NULL, state TEXT NOT NULL, gate TEXT NOT NULL, next_review BIGINT, reasons TEXT NOT NULL`
	floors, err := s.floors(ctx, `DROP TABLE IF EXISTS floor_decisions`, `DROP TABLE IF EXISTS floor_current`,
		`CREATE TABLE floor_decisions (`+columns+`, PRIMARY KEY (person_id, id)) WITHOUT ROWID`,
		`CREATE TABLE floor_current (`+columns+`, PRIMARY KEY (person_id)) WITHOUT ROWID`)
	if err != nil {
		return f, err
	}
	var before int
	if err := s.count(ctx, `SELECT COUNT(*) FROM decisions`, nil, &before); err != nil {
		return f, err
	}
	everybody := make([]id.ID, s.People)
	for i := range everybody {
		everybody[i] = id.New(instant.Of(time.Now()))
	}
	var waits []time.Duration
	on := false
	turns := s.pick(3, 2)
	samples, figures, err := inTurns(ctx, turns, func(ctx context.Context, turn int) (sample, error) {
		return insertDecisions(ctx, floors, everybody, turn)
	}, func(ctx context.Context, turn int) (sample, error) {
		if err := s.rest(ctx); err != nil {
			return sample{}, err
		}
		on = !on
		one, shown, err := s.switchMode(ctx, on)
		if turn > 0 {
			waits = append(waits, shown...)
		}
		return one, err
	})
	if err != nil {
		return f, err
	}
	var after, people, newest int
	if err := s.count(ctx, `SELECT COUNT(*) FROM decisions`, nil, &after); err != nil {
		return f, err
	}
	regime, _ := s.node.Regime()
	if err := s.count(ctx, `SELECT COUNT(*), COUNT(CASE WHEN regime = $1 THEN 1 END) FROM current`, []any{regime.Number}, &people, &newest); err != nil {
		return f, err
	}
	if people != s.People || newest != people || after-before != people*(turns+1) {
		return f, wrong("redecide", "%d people, %d of them decided under the newest regime, %d new decisions in %d runs over %d", people, newest, after-before, turns+1, s.People)
	}
	f.compare(samples, figures, sample.rate)
	f.Goals = []Goal{atMost("for a million people", 1e6/f.Value, 60, "s")}
	latencies := milliseconds(waits)
	f.Also = []Note{{"codes shown meanwhile", float64(len(waits)), ""}, {"median", quantile(latencies, 0.5), "ms"}, {"99 of 100 within", quantile(latencies, 0.99), "ms"}}
	f.Checked = count(people) + " people stand under the newest regime, with " + count(after-before) + " new decisions in " + count(turns+1) + " runs, each once; codes shown meanwhile were of the new regime"
	return f, nil
}

// switchMode switches registration only on or off, waits until everybody has been decided anew, and shows codes
// meanwhile: how long each took.
func (s *suite) switchMode(ctx context.Context, on bool) (sample, []time.Duration, error) {
	holders, err := s.loggedIn(ctx, min(s.People, 1000))
	if err != nil {
		return sample{}, nil, err
	}
	until := s.node.Now() // off
	if on {
		until = instant.Never
	}
	begin := start()
	if _, err := s.node.SwitchMode(ctx, node.Itself, policy.Switch{Mode: "registration_only", Until: until, Reason: "bench"}); err != nil {
		return sample{}, nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- s.untilDone(ctx) }()
	var waits []time.Duration
	for i := 0; ; i++ {
		select {
		case err := <-ended:
			return begin.done(s.People), waits, err
		case <-time.After(10 * time.Millisecond):
		}
		wait, err := s.showOne(ctx, holders[i%len(holders)], on)
		if err != nil {
			return sample{}, nil, err
		}
		waits = append(waits, wait)
	}
}

// statesWhileOn are the states that hubei gives while only registrations are taken and at no other time (HB-11, HB-12).
var statesWhileOn = []string{"gray.registered", "green.return_to_work"}

// showOne shows one code, which must be of the new regime.
func (s *suite) showOne(ctx context.Context, h node.SampleHolder, on bool) (time.Duration, error) {
	caller, err := s.node.Authenticate(h.Token, person.HolderDoor)
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	shown, err := s.node.Show(ctx, caller, h.Person, false)
	if err != nil {
		return 0, err
	}
	if slices.Contains(statesWhileOn, shown.Decision.State) != on {
		return 0, wrong("redecide", "a code of the old regime was shown: %s", shown.Decision.State)
	}
	return time.Since(begin), nil
}

// untilDone waits for the newest run of re-deciding.
func (s *suite) untilDone(ctx context.Context) error {
	for {
		list, err := s.node.Jobs(ctx, node.Itself, "redecide", id.ID{}, 1)
		if err != nil {
			return err
		}
		switch j := list[0]; j.State {
		case jobs.Done:
			return nil
		case jobs.Failed, jobs.Stopped:
			return wrong("redecide", "the run is %s: %s", j.State, j.Error)
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
}

const decisionColumns = `person_id, id, decided_for, regime, policy, colour, mark, labels, state, gate, next_review, reasons`

var (
	intoFloorDecisions = db.IntoTable("floor_decisions", decisionColumns, "")
	intoFloorCurrent   = db.IntoTable("floor_current", decisionColumns, `ON CONFLICT (person_id) DO UPDATE SET id = excluded.id,
		decided_for = excluded.decided_for, regime = excluded.regime, policy = excluded.policy, colour = excluded.colour, mark = excluded.mark,
		labels = excluded.labels, state = excluded.state, gate = excluded.gate, next_review = excluded.next_review, reasons = excluded.reasons`)
)

// insertDecisions is the floor of re-deciding: what it stores, without deciding.
func insertDecisions(ctx context.Context, d *db.DB, everybody []id.ID, turn int) (sample, error) {
	at := instant.Of(time.Now())
	type row struct{ person, decision id.ID }
	all := make([]row, len(everybody))
	for i, p := range everybody {
		all[i] = row{p, id.New(at)}
	}
	values := func(r *row, v []any) []any {
		return append(v, r.person, r.decision, at, int64(turn), "hubei@2020-03-22", "gray", "", "registered", "gray.registered", "ask", nil, `[{"r":"HB-11.registered"}]`)
	}
	begin := start()
	for batch := range slices.Chunk(all, insertBatch) {
		err := d.Write(ctx, func(tx *db.Tx) error {
			if _, err := db.Insert(ctx, tx, intoFloorDecisions, batch, values); err != nil {
				return err
			}
			_, err := db.Insert(ctx, tx, intoFloorCurrent, batch, values)
			return err
		})
		if err != nil {
			return sample{}, err
		}
	}
	return begin.done(len(everybody)), nil
}
