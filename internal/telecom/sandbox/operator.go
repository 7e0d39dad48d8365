package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"
	"time"

	"kangma/internal/telecom"
)

// Limits of the operator.
const (
	codeValid   = 3 * time.Minute
	ticketValid = 10 * time.Minute // after the code was asked for
	maxTries    = 5
	codesAnHour = 20 // to one phone
	listsADay   = 24 // of one party
	clockApart  = 5 * time.Minute
)

// Config is whom the operator answers.
type Config struct {
	Parties map[string][]byte // secrets by name
	Home    string            // the city of phones that nothing was told of: they have been there for years
	Now     func() time.Time
	Text    func(ctx context.Context, phone, body string) error // carries a text to a phone; nil: they are only kept
}

// Operator is a running sandbox. Safe for concurrent use.
type Operator struct {
	Config
	mu      sync.Mutex
	phones  map[string]Phone
	tickets map[string]*ticket
	lists   map[string][]string    // by digest
	sent    map[string][]time.Time // lists and codes, by whom or to what
	nonces  map[string]time.Time
	texts   map[string]string // the last to each phone
}

type ticket struct {
	phone, party, code string
	asked              time.Time
	tries              int
	right              time.Time // when the code was entered; zero: not yet
}

// New is an operator that knows no stays.
func New(c Config) *Operator {
	return &Operator{Config: c, phones: map[string]Phone{}, tickets: map[string]*ticket{}, lists: map[string][]string{},
		sent: map[string][]time.Time{}, nonces: map[string]time.Time{}, texts: map[string]string{}}
}

// Put says what is known of a phone (E.164) from now on.
func (o *Operator) Put(phone string, p Phone) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.phones[phone] = p
}

// phone is what is known of a number.
func (o *Operator) phone(number string) Phone {
	if p, ok := o.phones[number]; ok {
		return p
	}
	long := o.Now().AddDate(-2, 0, 0)
	return Phone{Since: long, Home: o.Home, Stays: []Stay{{City: o.Home, From: long}}}
}

// refusal is a word of the protocol.
type refusal string

func (r refusal) Error() string { return string(r) }

// requestCode sends a code to a phone.
func (o *Operator) requestCode(ctx context.Context, party, phone string) (name string, t *ticket, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !strings.HasPrefix(phone, "+86") {
		return "", nil, refusal("phone_unknown")
	}
	if !o.may("code "+phone, codesAnHour, time.Hour) {
		return "", nil, refusal("too_many")
	}
	var b [16]byte
	rand.Read(b[:])
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", nil, err
	}
	name, t = hex.EncodeToString(b[:]), &ticket{phone: phone, party: party, code: fmt.Sprintf("%06d", n), asked: o.Now()}
	o.tickets[name] = t
	body := "【通信行程】授权查询验证码 " + t.code + "，3分钟内有效，仅用于查询是否到过风险城市。 Itinerary code " + t.code + ", valid 3 minutes."
	o.texts[phone] = body
	if o.Text == nil {
		return name, t, nil
	}
	return name, t, o.Text(ctx, phone, body)
}

// may counts what happens and refuses what is too often.
func (o *Operator) may(what string, most int, in time.Duration) bool {
	now := o.Now()
	recent := slices.DeleteFunc(o.sent[what], func(at time.Time) bool { return now.Sub(at) >= in })
	if len(recent) >= most {
		o.sent[what] = recent
		return false
	}
	o.sent[what] = append(recent, now)
	return true
}

// publish takes a list that is what its digest says.
func (o *Operator) publish(party, digest string, cities []string) error {
	sum := sha256.Sum256([]byte("risk cities 1\n" + strings.Join(cities, "\n")))
	if hex.EncodeToString(sum[:]) != digest || !slices.IsSorted(cities) {
		return refusal("list_wrong")
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, known := o.lists[digest]; known {
		return nil
	}
	if !o.may("list "+party, listsADay, 24*time.Hour) {
		return refusal("too_many")
	}
	o.lists[digest] = cities
	return nil
}

// statement answers under a ticket (TS-4).
func (o *Operator) statement(party, name, code, list string) (telecom.Answer, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.Now()
	t := o.tickets[name]
	if t == nil || t.party != party || now.Sub(t.asked) >= ticketValid {
		return telecom.Answer{}, refusal("ticket_unknown")
	}
	cities, known := o.lists[list]
	if !known {
		return telecom.Answer{}, refusal("list_unknown")
	}
	if t.right.IsZero() {
		if t.tries >= maxTries || now.Sub(t.asked) >= codeValid {
			return telecom.Answer{}, refusal("code_void")
		}
		if !hmac.Equal([]byte(code), []byte(t.code)) {
			t.tries++
			return telecom.Answer{}, refusal("code_wrong")
		}
		t.right = now
	}
	p := o.phone(t.phone)
	if now.Sub(t.right) < p.Analyse {
		return telecom.Answer{State: telecom.Analysing}, nil
	}
	delete(o.tickets, name)
	risk, left, known := p.Statement(now, cities)
	if !known {
		return telecom.Answer{State: telecom.Unknown}, nil
	}
	return telecom.Answer{State: telecom.Done, Risk: risk, Left: left}, nil
}

// TextTo is the last text to a phone, "" if there was none.
func (o *Operator) TextTo(phone string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.texts[phone]
}
