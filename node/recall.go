package node

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/policy"
	"kangma/store"
)

// issued are the tokens that this process has signed and that have not expired, by their person, in memory alone: what
// a process forgets when it dies is bounded by 15 minutes. Safe for concurrent use.
type issued struct {
	shards [64]struct {
		mu sync.Mutex
		of map[id.ID][]live
	}
}

// live is one token: its place in the status list, and what it says.
type live struct {
	place    uint32
	state    uint16
	signs    signs
	decision id.ID
	expires  instant.Instant
}

func newIssued() *issued {
	s := new(issued)
	for i := range s.shards {
		s.shards[i].of = make(map[id.ID][]live)
	}
	return s
}

// shard is chosen by the last byte of an id, which is random.
func (s *issued) shard(person id.ID) (mu *sync.Mutex, of map[id.ID][]live) {
	h := &s.shards[person[15]%64]
	return &h.mu, h.of
}

func (s *issued) add(person id.ID, tokens ...live) {
	mu, of := s.shard(person)
	mu.Lock()
	of[person] = append(of[person], tokens...)
	mu.Unlock()
}

// before says whether a token of the person stands on an earlier decision than this one.
func (s *issued) before(person, decision id.ID) bool {
	mu, of := s.shard(person)
	mu.Lock()
	defer mu.Unlock()
	for _, l := range of[person] {
		if bytes.Compare(l.decision[:], decision[:]) < 0 {
			return true
		}
	}
	return false
}

// take gives the tokens of a person that say something else than his new decision, and forgets them; the others stand
// on it from now on.
func (s *issued) take(person, decision id.ID, state uint16, says signs) []live {
	mu, of := s.shard(person)
	mu.Lock()
	defer mu.Unlock()
	var other, same []live
	for _, l := range of[person] {
		if l.state != state || l.signs != says {
			other = append(other, l)
			continue
		}
		l.decision = decision
		same = append(same, l)
	}
	of[person] = same
	return other
}

// expire forgets what has expired by an instant, and says how many tokens are left.
func (s *issued) expire(at instant.Instant) (left int) {
	for i := range s.shards {
		h := &s.shards[i]
		h.mu.Lock()
		for person, tokens := range h.of {
			n := 0
			for _, l := range tokens {
				if l.expires > at {
					tokens[n] = l
					n++
				}
			}
			if h.of[person] = tokens[:n]; n == 0 {
				delete(h.of, person)
			}
			left += n
		}
		h.mu.Unlock()
	}
	return left
}

// A change of colour is in the status list after at most recallEvery and listFresh, and a gate asks every 10 to 30
// seconds (BY-14). Whatever is committed later than recallLate after its instant is not seen.
const (
	recallEvery = 5 * time.Second
	recallLate  = 5 * time.Second
)

// followDecisions recalls the tokens of this process whose holder was decided otherwise since, by whichever process.
func (n *Node) followDecisions(ctx context.Context) error {
	from := n.clock.Now()
	for sleep(ctx, recallEvery, nil) {
		at := n.clock.Now()
		if err := n.recall(ctx, from, at); err != nil {
			if ctx.Err() == nil {
				slog.ErrorContext(ctx, "codes could not be recalled; it is tried again", "error", err)
			}
			continue
		}
		from = at
	}
	return ctx.Err()
}

// recall recalls by the decisions that were made since an instant.
func (n *Node) recall(ctx context.Context, since, at instant.Instant) error {
	if n.issued.expire(at) == 0 {
		return nil
	}
	var changed []id.ID
	seen := map[id.ID]bool{}
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Decided(ctx, id.First(since.Add(-recallLate)), func(person, decision id.ID) {
			if !seen[person] && n.issued.before(person, decision) {
				seen[person], changed = true, append(changed, person)
			}
		})
	})
	if err != nil || len(changed) == 0 {
		return err
	}
	var now map[id.ID]policy.Record
	if err := n.store.Read(ctx, func(tx *store.Tx) error { now, err = tx.Current(ctx, changed); return err }); err != nil {
		return err
	}
	return n.recallOf(ctx, now, at)
}

// recallOf recalls the tokens of persons that say something else than what has been decided now.
func (n *Node) recallOf(ctx context.Context, now map[id.ID]policy.Record, at instant.Instant) error {
	places, taken := map[uint32]store.Recall{}, map[id.ID][]live{}
	for person, d := range now {
		signs, err := signsOf(&d)
		if err != nil {
			return err
		}
		var number uint16 // of a state that this process does not know yet: 0, which no token has
		if s := n.regime.Load().pack.State(d.State); s != nil {
			number = uint16(s.Number)
		}
		as := pass.Recalled
		if signs.gate == pass.Stop {
			as = pass.Stopped
		}
		taken[person] = n.issued.take(person, d.ID, number, signs)
		for _, l := range taken[person] {
			places[l.place] = store.Recall{Place: l.place, Status: as, Expires: l.expires}
		}
	}
	recalls := make([]store.Recall, 0, len(places))
	for _, r := range places {
		recalls = append(recalls, r)
	}
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.ForgetRecalls(ctx, at); err != nil {
			return err
		}
		return tx.InsertRecalls(ctx, recalls)
	})
	if err != nil { // they are still to be recalled
		for person, tokens := range taken {
			n.issued.add(person, tokens...)
		}
		return err
	}
	n.recalled.Store(nil)
	return nil
}
