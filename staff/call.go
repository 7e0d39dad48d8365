package staff

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// CallLife is for how long the number of a call that was announced can be checked.
const CallLife = time.Hour

// CallNumber is what a caller says and who is called checks: eight digits, 1234-5678.
type CallNumber uint32

const callNumbers = 100_000_000

func (n CallNumber) String() string { return fmt.Sprintf("%04d-%04d", n/10_000, n%10_000) }

// ParseCallNumber reads eight digits, in any groups.
func ParseCallNumber(s string) (CallNumber, bool) {
	s = strings.Map(func(c rune) rune {
		switch {
		case c == '-' || c == ' ' || c == '\u3000':
			return -1
		case c >= '０' && c <= '９':
			return c - '０' + '0'
		}
		return c
	}, s)
	if len(s) != 8 {
		return 0, false
	}
	n := CallNumber(0)
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + CallNumber(c-'0')
	}
	return n, true
}

// Call is one that a member of staff has announced to the person whom he calls (EP-04).
type Call struct {
	Person id.ID
	ID     id.ID
	Number CallNumber
	Region region.Code // of the office
	Role   Role
	At     instant.Instant
	Until  instant.Instant
}

// CallTx is what calls need from storage.
type CallTx interface {
	// InsertCall stores a call; ok is false if its number is another's that holds.
	InsertCall(ctx context.Context, c Call) (ok bool, err error)
}

// AnnounceCall gives a call a number that nobody can guess and no other call has while it holds (ST-11).
func AnnounceCall(ctx context.Context, tx CallTx, c Call, at instant.Instant) (Call, error) {
	c.ID, c.At, c.Until = id.New(at), at, at.Add(CallLife)
	for range 16 {
		n, err := rand.Int(rand.Reader, big.NewInt(callNumbers))
		if err != nil {
			return c, err
		}
		c.Number = CallNumber(n.Int64())
		if ok, err := tx.InsertCall(ctx, c); ok || err != nil {
			return c, err
		}
	}
	return c, fault.New(fault.Busy, "call.numbers", "too many calls are announced at once; try again")
}
