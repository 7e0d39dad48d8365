package bench

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"kangma/contact"
	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/person"
)

// The lists of the figure: sealed trains of 16 carriages with 12 stops, each passenger on a leg at random.
const (
	aboard   = 1000
	carriage = 63
	stops    = 12
)

// travels are lists and patients made up, and what matching them must find.
type travels struct {
	services []contact.Service
	lists    []*contact.Block
	matcher  *contact.Matcher
	known    map[contact.Keyed]bool
	close    int
}

// matchLists measures matching all lists with all patients, from the columns in memory to the candidates.
func matchLists(ctx context.Context, s *suite) (Figure, error) {
	f := Figure{What: "match passenger lists", Unit: "/s", Beneath: "one look-up of each passenger's identifier in a Go map of the patients, on as many cores"}
	services := s.pick(10_000, 200)
	t, err := makeTravels(services, services/2)
	if err != nil {
		return f, err
	}
	lines := services * aboard
	floors, figures, err := inTurns(ctx, s.pick(3, 2), func(context.Context, int) (sample, error) {
		begin := start()
		_, err := t.each(func(i int) (n int) {
			for k := range t.lists[i].Len() {
				if t.known[t.lists[i].Who(k)] {
					n++
				}
			}
			return n
		})
		return begin.done(lines), err
	}, func(context.Context, int) (sample, error) {
		begin := start()
		close, err := t.each(func(i int) (n int) {
			for _, one := range t.matcher.Service(&t.services[i], t.lists[i], nil) {
				if one.Class == contact.Close {
					n++
				}
			}
			return n
		})
		if err == nil && close != t.close {
			err = wrong("contacts", "%d close candidates were found, there are %d", close, t.close)
		}
		return begin.done(lines), err
	})
	if err != nil {
		return f, err
	}
	f.compare(floors, figures, sample.rate)
	f.Also = []Note{{"services", float64(services), ""}, {"patients", float64(services / 2), ""}, {"close candidates", float64(t.close), ""}}
	f.Goals = []Goal{atMost("for 10 million passengers", 1e7/f.Value, 30, "s")}
	f.Checked = count(t.close) + " close candidates, as many as compared pair by pair"
	return f, nil
}

// each runs a service at a time on two cores, and adds up.
func (t *travels) each(do func(i int) int) (sum int, err error) {
	const cores = 2
	var g errgroup.Group
	var sums [cores]int
	for c := range cores {
		g.Go(func() error {
			for i := c; i < len(t.lists); i += cores {
				sums[c] += do(i)
			}
			return nil
		})
	}
	err = g.Wait()
	for _, n := range sums {
		sum += n
	}
	return sum, err
}

// makeTravels makes the lists, of which every second one has a patient aboard, and counts by comparing pairs who is close.
func makeTravels(services, patients int) (*travels, error) {
	all, err := contact.Shipped()
	if err != nil {
		return nil, err
	}
	policy, err := all.Find("china@2020-03-07", 0)
	if err != nil {
		return nil, err
	}
	day, err := passage.ParseDay("2020-03-20")
	if err != nil {
		return nil, err
	}
	t := &travels{known: map[contact.Keyed]bool{}}
	var line []contact.Stop
	for i := range stops {
		line = append(line, contact.Stop{Name: fmt.Sprintf("站%d", i), Arrives: 480 + 40*i, Departs: 482 + 40*i})
	}
	var ill []contact.Patient
	for i := range services {
		t.services = append(t.services, contact.Service{ID: id.ID{1, byte(i >> 16), byte(i >> 8), byte(i)}, Mode: contact.Train, Day: day, Numbers: []string{fmt.Sprintf("G%d", i+1)}, Stops: line})
		b := &contact.Block{}
		for k := range aboard {
			var who contact.Keyed
			binary.BigEndian.PutUint64(who[:], rand.Uint64())
			binary.BigEndian.PutUint64(who[8:], rand.Uint64())
			from := rand.IntN(stops - 1)
			b.Add(contact.Passenger{Who: who, Leg: contact.Leg{From: uint8(from), To: uint8(from + 1 + rand.IntN(stops-1-from))},
				Seat: contact.Seat{Kind: contact.SeatChair, Coach: uint16(1 + k/carriage), Row: uint16(1 + k%carriage/5), Letter: "ABCDF"[k%5]}})
		}
		t.lists = append(t.lists, b)
		if i%2 == 0 && len(ill) < patients {
			at := b.At(rand.IntN(aboard))
			t.known[at.Who] = true
			ill = append(ill, contact.Patient{ID: id.ID{2, byte(i >> 16), byte(i >> 8), byte(i)}, Who: at.Who, Status: contact.Confirmed, Onset: day.Start().Add(24 * time.Hour), EndedAt: instant.Never})
			for k := range aboard {
				p := b.At(k)
				if p.Who != at.Who && p.Seat.Coach == at.Seat.Coach && p.Leg.From < at.Leg.To && at.Leg.From < p.Leg.To {
					t.close++
				}
			}
		}
	}
	t.matcher = contact.NewMatcher(policy, ill)
	return t, nil
}

// asksEach is how often each holder asks in the figure: less than an account may in a day.
const asksEach = 5

// selfCheck measures one self-check, from the use case to the answer that is durable, of somebody who travelled with a patient.
func selfCheck(ctx context.Context, s *suite) (Figure, error) {
	f := Figure{What: "one self-check", Unit: "ns", Beneath: "one transaction of a bare upsert and a bare insert of the same form"}
	if err := s.ready(ctx); err != nil {
		return f, err
	}
	turns := s.pick(3, 2)
	holders, err := s.loggedIn(ctx, 40)
	if err != nil {
		return f, err
	}
	callers := make([]node.Caller, len(holders))
	for i, h := range holders {
		if callers[i], err = s.node.Authenticate(h.Token, person.HolderDoor); err != nil {
			return f, err
		}
		if _, err := s.node.VerifyFace(ctx, callers[i]); err != nil {
			return f, err
		}
	}
	if err := s.travelTogether(ctx, len(holders)); err != nil {
		return f, err
	}
	floors, err := s.floors(ctx, `DROP TABLE IF EXISTS floor_uses`, `DROP TABLE IF EXISTS floor_asked`,
		`CREATE TABLE floor_uses (account_id BYTEA NOT NULL, day BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (account_id, day)) WITHOUT ROWID`,
		`CREATE TABLE floor_asked (id BYTEA NOT NULL PRIMARY KEY, at BIGINT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID`)
	if err != nil {
		return f, err
	}
	beneath, above, err := inTurns(ctx, turns, func(ctx context.Context, _ int) (sample, error) {
		begin := start()
		for range asksEach {
			for _, h := range holders {
				err := floors.Write(ctx, func(tx *db.Tx) error {
					at := instant.Of(time.Now())
					if _, err := tx.Exec(ctx, `INSERT INTO floor_uses (account_id, day, n) VALUES ($1, 1, 1) ON CONFLICT (account_id, day) DO UPDATE SET n = floor_uses.n + 1`, h.Person); err != nil {
						return err
					}
					_, err := tx.Exec(ctx, `INSERT INTO floor_asked (id, at, document) VALUES ($1, $2, '{"asked":"selfcheck"}')`, id.New(at), at)
					return err
				})
				if err != nil {
					return sample{}, err
				}
			}
		}
		return begin.done(asksEach * len(holders)), nil
	}, func(ctx context.Context, turn int) (sample, error) {
		begin := start()
		for range asksEach {
			for i := range callers {
				got, err := s.node.SelfCheck(ctx, callers[i], id.ID{}, false)
				if err != nil {
					return sample{}, err
				}
				if len(got.Trips) != 1 || got.Trips[0].Class != contact.Close {
					return sample{}, wrong("self-check", "holder %d was told of %d trips", i, len(got.Trips))
				}
			}
		}
		return begin.done(asksEach * len(callers)), nil
	})
	if err != nil {
		return f, err
	}
	f.compare(beneath, above, sample.nanoseconds)
	f.Goals = []Goal{atMost("a self-check", f.Value/1e6, 20, "ms")}
	f.Checked = count(asksEach*len(callers)*(turns+1)) + " answers name the trip, one each"
	return f, nil
}

// travelTogether lets so many of the holders sit in one carriage with a patient, the day before, and waits until they are found.
func (s *suite) travelTogether(ctx context.Context, holders int) error {
	day := time.Now().In(time.FixedZone("", 8*3600)).AddDate(0, 0, -1).Format(time.DateOnly)
	var list strings.Builder
	fmt.Fprintln(&list, "车次,始发日期,证件号码,上车站,下车站,车厢")
	for i := range holders + 1 {
		fmt.Fprintf(&list, "G1,%s,%s,甲,乙,5\n", day, node.Sample(i).Number)
	}
	patients := fmt.Sprintf("类型,证件号码,采样时间\n确诊病例,%s,%s\n", node.Sample(holders).Number, day)
	for _, f := range []struct {
		kind contact.Kind
		text string
	}{{contact.Passengers, list.String()}, {contact.Patients, patients}} {
		out, err := s.node.ImportContacts(ctx, node.Itself, []byte(f.text), node.ContactFile{Kind: f.kind, Fixed: map[contact.Field]string{"mode": "train"}})
		if err != nil {
			return err
		}
		if len(out.Refused) > 0 {
			return out.Refused[0].Fault
		}
	}
	return s.rest(ctx)
}
