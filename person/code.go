package person

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"fmt"
	"log/slog"
	"math/big"
	"strconv"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Code is a one-time login code of six digits, on its way to a phone. It prints masked.
type Code struct{ digits string }

func newCode() Code {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // the system's source does not fail
	}
	return Code{fmt.Sprintf("%0*d", CodeDigits, n)}
}

// ParseCode reads six digits as people type them.
func ParseCode(s string) (Code, error) {
	if len(s) > longestNumber {
		return Code{}, fault.Secret("code", "is not %d digits", CodeDigits)
	}
	if s = tidyNumber(s); len(s) != CodeDigits || !digits(s) {
		return Code{}, fault.Secret("code", "is not %d digits", CodeDigits)
	}
	return Code{s}, nil
}

// Reveal is the digits.
func (c Code) Reveal() string { return c.digits }

// Masked, String, Format and LogValue show nothing of it.
func (c Code) Masked() string             { return "******" }
func (c Code) String() string             { return c.Masked() }
func (c Code) Format(f fmt.State, _ rune) { format(f, c) }
func (c Code) LogValue() slog.Value       { return logged(c) }

// Wait is the cause of a refusal that ends by itself; errors.As finds it behind the fault.
type Wait struct{ Until instant.Instant }

func (w *Wait) Error() string { return "until " + w.Until.In(instant.Beijing) }

// RequestCode makes a login code for a phone, to be sent to it. refused says why not: asked again within a minute
// (login.too_soon), or too often, which blocks the phone until midnight (login.blocked, PE-9); errors.As finds the
// Wait. A refusal is remembered too: commit unless err is set.
func RequestCode(ctx context.Context, tx LoginTx, v *Vault, phone Phone, at instant.Instant) (code Code, refused, err error) {
	l, err := tx.Login(ctx, v.IndexPhone(phone))
	if err != nil {
		return Code{}, nil, err
	}
	l, refused = l.ask(at)
	if refused == nil {
		code = newCode()
		l.Hash = v.hashCode(l.Phone, code, at)
	}
	return code, refused, tx.PutLogin(ctx, l)
}

// TryCode checks a code that somebody typed for a phone. refused says that it is wrong, expired or used up, and what
// to do (PE-8). A refusal counts, so commit unless err is set.
func TryCode(ctx context.Context, tx LoginTx, v *Vault, phone Phone, code Code, at instant.Instant) (refused, err error) {
	l, err := tx.Login(ctx, v.IndexPhone(phone))
	if err != nil {
		return nil, err
	}
	right := l.Hash != nil && hmac.Equal(l.Hash, v.hashCode(l.Phone, code, l.SentAt))
	l, refused = l.try(right, at)
	return refused, tx.PutLogin(ctx, l)
}

func (v *Vault) hashCode(phone Index, c Code, sent instant.Instant) []byte {
	mac := v.hash("login code", phone.hex(), strconv.FormatInt(int64(sent), 10), c.digits)
	return mac[:]
}

// ask is the state after a code was asked for, and why none is sent.
func (l Login) ask(at instant.Instant) (Login, error) {
	if at < l.BlockedUntil {
		return l, blocked(l.BlockedUntil)
	}
	if next := l.SentAt.Add(ResendAfter); at < next {
		return l, (&fault.Fault{Code: fault.TooMany, Key: "login.too_soon", Detail: "a code was sent a moment ago; ask again in a minute"}).Because(&Wait{next})
	}
	if at >= l.HourFrom.Add(time.Hour) {
		l.HourFrom, l.InHour = at, 0
	}
	if d := dayOf(at); d > l.Day {
		l.Day, l.InDay = d, 0
	}
	if l.InHour >= CodesAnHour || l.InDay >= CodesADay {
		l.BlockedUntil = midnightAfter(at)
		return l, blocked(l.BlockedUntil)
	}
	l.InHour++
	l.InDay++
	l.SentAt, l.Tries = at, 0
	return l, nil
}

// try is the state after a code was typed, and why it does not open the door.
func (l Login) try(right bool, at instant.Instant) (Login, error) {
	switch {
	case l.Hash == nil:
		return l, fault.New(fault.Unauthenticated, "login.code_void", "no code is out for this phone; ask for a new one")
	case at >= l.SentAt.Add(CodeValid):
		l.Hash = nil
		return l, fault.New(fault.Unauthenticated, "login.code_expired", "the code was valid for 3 minutes; ask for a new one")
	case right:
		l.Hash, l.SentAt = nil, 0 // it was used: who logs in on a second device need not wait
		return l, nil
	}
	l.Tries++
	if l.Tries >= MaxTries {
		l.Hash = nil
		return l, fault.New(fault.Unauthenticated, "login.code_void", "the code is void after %d wrong tries; ask for a new one", MaxTries)
	}
	return l, fault.New(fault.Unauthenticated, "login.code_wrong", "the code is wrong; %d tries are left", MaxTries-l.Tries)
}

func blocked(until instant.Instant) error {
	return fault.New(fault.TooMany, "login.blocked", "too many codes were asked for; access is blocked until %s", until.In(instant.Beijing)).Because(&Wait{until})
}

// dayOf counts +08:00 days since 1970, and midnightAfter is the start of the next one.
func dayOf(at instant.Instant) int64 {
	return int64(at.Add(8*time.Hour)) / int64(instant.Day/time.Microsecond)
}

func midnightAfter(at instant.Instant) instant.Instant {
	return instant.Instant((dayOf(at) + 1) * int64(instant.Day/time.Microsecond)).Add(-8 * time.Hour)
}
