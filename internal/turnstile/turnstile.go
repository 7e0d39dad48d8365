package turnstile

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"sync"
	"time"
)

// grace is for how long a place is kept for who was called and has not come yet: pages come back every ten seconds.
const grace = 30 * time.Second

// Turnstile is one. Safe for concurrent use.
type Turnstile struct {
	most int // within at once
	key  [32]byte

	mu      sync.Mutex
	within  int
	dealt   uint64               // the last ticket
	called  uint64               // tickets up to this one may come
	awaited map[uint64]time.Time // called and not come yet: since when
	missed  map[uint64]time.Time // called, and their grace is over: they still come before tickets not called
	pace    time.Duration        // between two who are let in while others wait, smoothed
	last    time.Time            // when somebody was called last
}

// New makes a turnstile that lets most through at once.
func New(most int) *Turnstile {
	t := &Turnstile{most: max(1, most), awaited: map[uint64]time.Time{}, missed: map[uint64]time.Time{}, pace: time.Second}
	rand.Read(t.key[:])
	return t
}

// Turn is what came of asking: within, or a place in the queue.
type Turn struct {
	Leave  func()        // where one is within: to be called once, at the end; nil where one waits
	Ticket string        // to come back with; "" where one is within
	Place  int           // 1 is next
	Wait   time.Duration // until it is one's turn, as things go now
}

// Enter lets one in, or says where one stands. ticket is the one of before, "" if none; one that is not genuine, or was used, counts as none.
func (t *Turnstile) Enter(ticket string, now time.Time) Turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tidy(now)
	n, ok := t.read(ticket)
	switch {
	case ok && n > t.called:
		return t.wait(n)
	case ok && t.has(t.awaited, n):
		return t.let()
	case ok && t.within < t.most && t.has(t.missed, n):
		return t.let()
	case ok && !t.missed[n].IsZero():
		return Turn{Ticket: ticket, Place: 1, Wait: t.pace} // before all who are not called
	case t.dealt == t.called && t.within+len(t.awaited) < t.most:
		return t.let()
	}
	t.dealt++
	return t.wait(t.dealt)
}

// Waiting is how many tickets are not called yet.
func (t *Turnstile) Waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return int(t.dealt - t.called)
}

func (t *Turnstile) has(of map[uint64]time.Time, n uint64) bool {
	_, ok := of[n]
	delete(of, n)
	return ok
}

func (t *Turnstile) let() Turn {
	t.within++
	var once sync.Once
	return Turn{Leave: func() { once.Do(t.leave) }}
}

func (t *Turnstile) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.within--
}

func (t *Turnstile) wait(n uint64) Turn {
	place := int(n - t.called)
	return Turn{Ticket: t.write(n), Place: place, Wait: time.Duration(place) * t.pace}
}

// tidy gives up on who was called and does not come, and calls whoever has room.
func (t *Turnstile) tidy(now time.Time) {
	for n, since := range t.awaited {
		if now.Sub(since) >= grace {
			delete(t.awaited, n)
			t.missed[n] = now
		}
	}
	for n, since := range t.missed {
		if now.Sub(since) >= 10*grace {
			delete(t.missed, n)
		}
	}
	for t.called < t.dealt && t.within+len(t.awaited) < t.most {
		t.called++
		t.awaited[t.called] = now
		if !t.last.IsZero() {
			t.pace = (7*t.pace + now.Sub(t.last)) / 8
		}
		t.last = now
	}
	if t.called == t.dealt {
		t.last = time.Time{} // nobody waits: the time until the next one says nothing
	}
}

func (t *Turnstile) mac(n uint64) []byte {
	b := binary.BigEndian.AppendUint64(nil, n)
	h := hmac.New(sha256.New, t.key[:])
	h.Write(b)
	return append(b, h.Sum(nil)[:16]...)
}

func (t *Turnstile) write(n uint64) string { return base64.RawURLEncoding.EncodeToString(t.mac(n)) }

func (t *Turnstile) read(ticket string) (uint64, bool) {
	b, err := base64.RawURLEncoding.DecodeString(ticket)
	if err != nil || len(b) != 24 {
		return 0, false
	}
	n := binary.BigEndian.Uint64(b)
	return n, n > 0 && n <= t.dealt && hmac.Equal(b, t.mac(n))
}
