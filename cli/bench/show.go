package bench

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	rnd "math/rand/v2"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"kangma/api"
	"kangma/node"
	"kangma/pass"
)

// connections is how many clients load a server at once.
const connections = 64

// show measures showing codes over HTTP: one request in three is somebody's first, two are of people who showed theirs
// before and whose token is still valid. Every answer is compared with the person's earlier ones, and tokens are
// verified as a gate would, without a network.
func show(ctx context.Context, s *suite) (Figure, error) {
	f := Figure{What: "show a code over HTTP", Unit: "/s", Beneath: "a bare net/http handler that signs one ES256 for every request"}
	if err := s.ready(ctx); err != nil {
		return f, err
	}
	turns := s.pick(7, 3)
	n := min(s.pick(15_000, 1500), s.People*3/(turns+1)/3*3)
	holders, err := s.loggedIn(ctx, (turns+1)*n/3)
	if err != nil {
		return f, err
	}
	floor, err := newLoaded(http.HandlerFunc(signing(newES256())), connections)
	if err != nil {
		return f, err
	}
	defer floor.close()
	figure, err := newLoaded(s.handler(), connections)
	if err != nil {
		return f, err
	}
	defer figure.close()
	shows := newShowing(holders)
	if _, _, err := figure.load(ctx, 1, shows.first(0), shows.take); err != nil {
		return f, err
	}
	var waits []time.Duration
	floors, figures, err := inTurns(ctx, turns, func(ctx context.Context, _ int) (sample, error) {
		one, _, err := floor.load(ctx, n, func(int) request { return request{path: "/", body: emptyObject} }, func(int, []byte) error { return nil })
		return one, err
	}, func(ctx context.Context, turn int) (sample, error) {
		one, w, err := figure.load(ctx, n, shows.turn(turn*n/3, n), shows.take)
		if turn > 0 {
			waits = append(waits, w...)
		}
		return one, err
	})
	if err != nil {
		return f, err
	}
	shown, verified, err := s.verifyShown(ctx, shows)
	if err != nil {
		return f, err
	}
	f.compare(floors, figures, sample.rate)
	f.Goals = []Goal{atLeast("the floor", f.Ratio, 0.5, "×"), aim(atLeast("on 2 cores", f.Value, 23_300, "/s"))}
	f.Also = latencies(waits)
	f.Checked = count(shown) + " people were shown one green code each, the same whenever they asked again; " + count(verified) + " tokens verify offline"
	return f, nil
}

// handler is the node's API without limits for single clients, since few clients make the whole load here.
func (s *suite) handler() http.Handler {
	var h http.Handler = api.New(s.node, api.Options{Limits: api.Limits{Holder: api.NoLimit, Staff: api.NoLimit, Open: api.NoLimit}})
	if s.tamper.api != nil {
		h = s.tamper.api(h)
	}
	return h
}

func emptyObject(b []byte) []byte { return append(b, "{}"...) }

// signing is the floor's handler.
func signing(s es256) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		message, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		digest := sha256.Sum256(message)
		signature, err := ecdsa.SignASN1(rand.Reader, s.key, digest[:])
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(signature)))
		w.Write(signature)
	}
}

// loaded is a server with its clients.
type loaded struct {
	*serving
	*client
}

func newLoaded(h http.Handler, conns int) (*loaded, error) {
	s, err := serve(h)
	if err != nil {
		return nil, err
	}
	c, err := connect(s.address, conns)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return &loaded{s, c}, nil
}

func (l *loaded) close() error { return errors.Join(l.client.close(), l.serving.close()) }

// showing is who has shown his code, and the token that he got.
type showing struct {
	holders []node.SampleHolder
	tokens  []atomic.Pointer[string]
	asked   []int // by request of the turn: the holder
}

func newShowing(holders []node.SampleHolder) *showing {
	return &showing{holders: holders, tokens: make([]atomic.Pointer[string], len(holders))}
}

// turn makes the requests of a turn: every third is by the next holder from on, the others by anyone who was shown his
// code before, in this turn or an earlier one.
func (s *showing) turn(from, n int) func(i int) request {
	s.asked = make([]int, n)
	for i := range s.asked {
		if s.asked[i] = from + i/3; i%3 != 0 {
			s.asked[i] = rnd.IntN(from + i/3 + 1)
		}
	}
	return func(i int) request {
		if i%3 != 0 {
			for s.asked[i] > 0 && s.tokens[s.asked[i]].Load() == nil { // his first request is on its way
				s.asked[i]--
			}
		}
		return s.request(i)
	}
}

// first makes one request, of one holder.
func (s *showing) first(holder int) func(i int) request {
	s.asked = []int{holder}
	return s.request
}

func (s *showing) request(i int) request {
	return request{path: "/v1/codes/show", token: s.holders[s.asked[i]].Token, body: emptyObject}
}

// take checks an answer: the person's own code, green, and the same token as before.
func (s *showing) take(i int, body []byte) error {
	who := s.asked[i]
	token := field(body, "token")
	if person := field(body, "person"); token == "" || person != s.holders[who].Person.String() || field(body, "colour") != "green" {
		return wrong("show", "the answer is not this person's green code: %s", body)
	}
	if !s.tokens[who].CompareAndSwap(nil, &token) && *s.tokens[who].Load() != token {
		return wrong("show", "a second token within the validity of the first")
	}
	return nil
}

// verifyShown verifies a sample of the tokens as a gate would, and that no two are of one number.
func (s *suite) verifyShown(ctx context.Context, shows *showing) (shown, verified int, err error) {
	trust, _, err := s.node.Trust(ctx)
	if err != nil {
		return 0, 0, err
	}
	seen := map[string]bool{}
	for i := range shows.tokens {
		token := shows.tokens[i].Load()
		if token == nil {
			return 0, 0, wrong("show", "somebody was never shown his code")
		}
		if seen[*token] {
			return 0, 0, wrong("show", "two people have one token")
		}
		seen[*token] = true
		if i%s.pick(20, 5) == 0 {
			if a := pass.Verify(*token, trust, nil, s.node.Now(), pass.DefaultLimits); a.Outcome != pass.Pass || a.Claims.Colour != pass.Green {
				return 0, 0, wrong("show", "a shown token is answered %s, %s", a.Outcome, a.Reason)
			}
			verified++
		}
	}
	return len(seen), verified, nil
}

// latencies are the times that answers took, under the load.
func latencies(waits []time.Duration) []Note {
	ms := milliseconds(waits)
	return []Note{{"clients", connections, ""}, {"median answer", quantile(ms, 0.5), "ms"}, {"99 of 100 within", quantile(ms, 0.99), "ms"}, {"slowest", quantile(ms, 1), "ms"}}
}
