package pass

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// The rotating tail (BY-12): the holder's phone makes a chain of Steps links, each the hash of the one before, and has the last
// one signed into the token as its commitment. From then on it shows, every StepTime, the link before the one shown last. Nobody
// can find an earlier link from a later one, so a copy stays behind while the real code moves on.
const (
	Steps    = 32
	StepTime = 30 * time.Second
	tailSlip = 2 // steps by which a shown link may differ from the time
)

// Link is 16 bytes of the chain: the first half of a SHA-256.
type Link [16]byte

func (l Link) String() string { return hex.EncodeToString(l[:]) }

func (l Link) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads 32 hexadecimal digits.
func (l *Link) UnmarshalText(b []byte) error {
	raw, err := hex.DecodeString(string(b))
	if err != nil || len(raw) != len(l) {
		return fault.Field("link", string(b), "is not 32 hexadecimal digits")
	}
	*l = Link(raw)
	return nil
}

func (l Link) next() Link {
	sum := sha256.Sum256(append([]byte("KM1 tail"), l[:]...))
	return Link(sum[:len(l)])
}

// Chain is the phone's secret: the links in the order in which they are shown, for steps 0 to Steps-1 since the token was issued.
type Chain [Steps]Link

// NewChain makes the chain from its secret beginning, 16 random bytes, and the commitment to be signed.
func NewChain(secret Link) (chain Chain, commitment Link) {
	for i := Steps - 1; i >= 0; i-- {
		chain[i] = secret
		secret = secret.next()
	}
	return chain, secret
}

// stepAt is the number of whole StepTimes from a to b, negative if b is earlier.
func stepAt(a, b instant.Instant) int {
	d := b.Sub(a)
	if d < 0 {
		d -= StepTime - 1
	}
	return int(d / StepTime)
}

// stepOf finds the step at which a link is shown by hashing until it meets the commitment; ok is false if it never does.
func stepOf(link, commitment Link) (step int, ok bool) {
	for step := range Steps {
		if link = link.next(); link == commitment {
			return step, true
		}
	}
	return 0, false
}
