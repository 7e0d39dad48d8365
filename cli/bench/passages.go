package bench

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	rnd "math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

// groupSize is how many passages a node stores in one transaction at most (node.Open).
const groupSize = 500

// passages measures verifying and recording passages over HTTP. Every passage that was acknowledged must be stored, each
// once, and none else.
func passages(ctx context.Context, s *suite) (Figure, error) {
	f := Figure{What: "verify and record a passage over HTTP", Unit: "/s",
		Beneath: "a net/http handler that verifies one ES256 signature and inserts a row of the same form, durable, in groups as large, into a database of the same kind"}
	if err := s.ready(ctx); err != nil {
		return f, err
	}
	gates, err := s.collectors(ctx, 8)
	if err != nil {
		return f, err
	}
	tokens, err := s.shownTokens(ctx, min(s.People, s.pick(5000, 500)))
	if err != nil {
		return f, err
	}
	beneath, err := s.passageFloor(ctx)
	if err != nil {
		return f, err
	}
	floor, err := newLoaded(beneath, connections)
	if err != nil {
		return f, err
	}
	defer floor.close()
	figure, err := newLoaded(s.handler(), connections)
	if err != nil {
		return f, err
	}
	defer figure.close()

	turns, n := s.pick(7, 3), s.pick(10_000, 1000)
	sent := &scans{gates: gates, tokens: tokens, acknowledged: map[id.ID]int{}}
	var waits, floorWaits []time.Duration
	groups, scanned := 0, 0
	floors, figures, err := inTurns(ctx, turns, func(ctx context.Context, turn int) (sample, error) {
		one, w, err := floor.load(ctx, n, func(int) request { return request{path: "/", body: emptyObject} }, func(int, []byte) error { return nil })
		if turn > 0 {
			floorWaits = append(floorWaits, w...)
		}
		return one, err
	}, func(ctx context.Context, turn int) (sample, error) {
		before, err := s.groups(ctx)
		if err != nil {
			return sample{}, err
		}
		one, w, err := figure.load(ctx, n, sent.next(n, s.node.Now()), sent.take)
		if err != nil {
			return one, err
		}
		sent.acknowledge()
		after, err := s.groups(ctx)
		if turn > 0 {
			waits, groups, scanned = append(waits, w...), groups+after-before, scanned+n
		}
		return one, err
	})
	if err != nil {
		return f, err
	}
	again := min(n, 200) // as a gate does whose answer was lost on the way
	if _, _, err := figure.load(ctx, again, sent.request, sent.takeRepeated); err != nil {
		return f, err
	}
	stored, err := s.stored(ctx)
	if err != nil {
		return f, err
	}
	if err := settle("passages", sent.acknowledged, stored); err != nil {
		return f, err
	}
	f.compare(floors, figures, sample.rate)
	f.Also = append(latencies(waits), Note{"passages a transaction", float64(scanned) / float64(max(groups, 1)), ""},
		Note{"the floor's", beneath.grouped(), ""}, Note{"99 of 100 of the floor's answers within", quantile(milliseconds(floorWaits), 0.99), "ms"})
	f.Goals = []Goal{atLeast("the floor", f.Ratio, 0.6, "×"), atMost("for 99 of 100 answers", f.Also[2].Value, 100, "ms")}
	f.Checked = count(len(stored)) + " passages acknowledged and found in the database, each once; " + count(again) + " sent again were known"
	return f, nil
}

// settle compares what was acknowledged with what is stored: each once (BN-2).
func settle(figure string, acknowledged, stored map[id.ID]int) error {
	lost, doubled, strange := 0, 0, 0
	for v := range acknowledged {
		switch {
		case stored[v] == 0:
			lost++
		case stored[v] > 1:
			doubled++
		}
	}
	for v := range stored {
		if acknowledged[v] == 0 {
			strange++
		}
	}
	if lost+doubled+strange > 0 {
		return wrong(figure, "of %d that were acknowledged %d are lost and %d are stored twice; %d are stored that nobody sent", len(acknowledged), lost, doubled, strange)
	}
	return nil
}

// gate is a collector at a point.
type gate struct {
	token string
	point id.ID
}

// collectors are so many points with a collector each, logged in by one-time codes.
func (s *suite) collectors(ctx context.Context, n int) ([]gate, error) {
	gates := make([]gate, n)
	district := region.MustParseCode("420102")
	for i := range gates {
		point, err := s.node.AddPoint(ctx, node.Itself, passage.Point{Name: fmt.Sprintf("%d号门", i+1), Region: district})
		if err != nil {
			return nil, err
		}
		phone := fmt.Sprintf("1370013%04d", i)
		_, err = s.node.Appoint(ctx, node.Itself, node.NewAppointment{Phone: phone, Name: "李四", Role: staff.Collector, Region: district, Point: point.ID})
		if err != nil {
			return nil, err
		}
		if err := s.node.RequestCode(ctx, phone); err != nil {
			return nil, err
		}
		inbox, err := s.node.Inbox(ctx, phone)
		if err != nil {
			return nil, err
		}
		_, code, _ := strings.Cut(inbox[0].Body, "验证码 ")
		signed, err := s.node.Login(ctx, phone, code[:person.CodeDigits], person.StaffDoor, false)
		if err != nil {
			return nil, err
		}
		gates[i] = gate{signed.Token, point.ID}
	}
	return gates, nil
}

// shownTokens are the codes of so many people.
func (s *suite) shownTokens(ctx context.Context, n int) ([]string, error) {
	holders, err := s.loggedIn(ctx, n)
	if err != nil {
		return nil, err
	}
	tokens := make([]string, n)
	for i, h := range holders {
		caller, err := s.node.Authenticate(h.Token, person.HolderDoor)
		if err != nil {
			return nil, err
		}
		shown, err := s.node.Show(ctx, caller, h.Person, false)
		if err != nil {
			return nil, err
		}
		tokens[i] = shown.Token
	}
	return tokens, nil
}

// scans are the passages that gates have sent.
type scans struct {
	gates        []gate
	tokens       []string
	ids          []id.ID // of the turn
	shown        []int   // of the turn: which token
	acknowledged map[id.ID]int
}

// next makes the requests of a turn.
func (s *scans) next(n int, at instant.Instant) func(i int) request {
	s.ids, s.shown = make([]id.ID, n), make([]int, n)
	for i := range s.ids {
		s.ids[i], s.shown[i] = id.New(at), rnd.IntN(len(s.tokens))
	}
	return s.request
}

func (s *scans) request(i int) request {
	g := s.gates[i%len(s.gates)]
	return request{path: "/v1/passages", token: g.token, body: func(b []byte) []byte {
		return fmt.Appendf(b, `{"id":"%s","point":"%s","text":"%s"}`, s.ids[i], g.point, s.tokens[s.shown[i]])
	}}
}

func (s *scans) take(_ int, body []byte) error {
	if field(body, "answer") != "pass" || !strings.Contains(string(body), `"stored":true`) {
		return wrong("passages", "a green code is answered %s", body)
	}
	return nil
}

// acknowledge notes the passages of a turn, all of which were answered.
func (s *scans) acknowledge() {
	for _, v := range s.ids {
		s.acknowledged[v]++
	}
}

func (s *scans) takeRepeated(_ int, body []byte) error {
	if !strings.Contains(string(body), `"repeated":true`) {
		return wrong("passages", "a passage sent again is answered %s", body)
	}
	return nil
}

// stored counts the passages in the database by id.
func (s *suite) stored(ctx context.Context) (map[id.ID]int, error) {
	found := map[id.ID]int{}
	err := s.audit(ctx, func(tx *db.Tx) error {
		return tx.Query(ctx, func(scan db.Scan) error {
			var v id.ID
			err := scan(&v)
			found[v]++
			return err
		}, `SELECT id FROM passages`)
	})
	return found, err
}

// groups is how many transactions with passages there were.
func (s *suite) groups(ctx context.Context) (n int, err error) {
	err = s.count(ctx, `SELECT COUNT(*) FROM audit_entries WHERE action = 'passage.store'`, nil, &n)
	return n, err
}

// passageFloor is the floor's handler.
type passageFloor struct {
	signer    es256
	digest    [32]byte
	signature []byte
	group     *db.Group[id.ID]
	rows      atomic.Int64
	commits   atomic.Int64
}

func (s *suite) passageFloor(ctx context.Context) (*passageFloor, error) {
	d, err := s.floors(ctx, `DROP TABLE IF EXISTS floor_passages`, `CREATE TABLE floor_passages (pseudonym BYTEA NOT NULL, day BIGINT NOT NULL, id BYTEA NOT NULL,
		region BIGINT NOT NULL, place_id BYTEA, point_id BYTEA NOT NULL, collector_id BYTEA NOT NULL, at BIGINT NOT NULL, temperature BIGINT, gate BIGINT NOT NULL,
		colour BIGINT NOT NULL, state BIGINT NOT NULL, token BYTEA, offline BOOLEAN NOT NULL, recorded_at BIGINT NOT NULL, PRIMARY KEY (pseudonym, day, id))`,
		`CREATE INDEX floor_passages_region ON floor_passages (day, region, at, id)`)
	if err != nil {
		return nil, err
	}
	into := db.IntoTable("floor_passages", `pseudonym, day, id, region, place_id, point_id, collector_id, at, temperature, gate, colour, state, token, offline, recorded_at`, "")
	f := &passageFloor{signer: newES256(), digest: sha256.Sum256(make([]byte, signedSize))}
	if f.signature, err = ecdsa.SignASN1(rand.Reader, f.signer.key, f.digest[:]); err != nil {
		return nil, err
	}
	point, district := shuffled(), region.MustParseCode("420102")
	f.group = db.NewGroup(groupSize, 0, func(ctx context.Context, rows []id.ID) error {
		at := instant.Of(time.Now())
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Insert(ctx, tx, into, rows, func(v *id.ID, row []any) []any {
				return append(row, shuffled(), int64(18_500), *v, district, nil, point, point, at, nil, int64(1), int64(1), int64(10), shuffled(), false, at)
			})
			return err
		})
		f.commits.Add(1)
		f.rows.Add(int64(len(rows)))
		return err
	})
	return f, nil
}

func (f *passageFloor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !ecdsa.VerifyASN1(&f.signer.key.PublicKey, f.digest[:], f.signature) {
		http.Error(w, "forged", http.StatusForbidden)
		return
	}
	if err := f.group.Do(r.Context(), id.New(instant.Of(time.Now()))); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Length", "2")
	w.Write([]byte("{}"))
}

func (f *passageFloor) grouped() float64 {
	return float64(f.rows.Load()) / float64(max(f.commits.Load(), 1))
}
