package person

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Bearer is who a request comes from, as its token says. It says nothing about what he may do.
type Bearer struct {
	Door      Door
	Account   id.ID
	Session   id.ID
	IssuedAt  instant.Instant // whole seconds
	ExpiresAt instant.Instant
}

// Mint issues and reads bearer tokens. Safe for concurrent use.
type Mint struct {
	current uint32
	keys    map[uint32]keyed
}

// NewMint takes the current key and those before it, which read only.
func NewMint(current Key, older ...Key) (*Mint, error) {
	m := &Mint{current: current.ID, keys: make(map[uint32]keyed)}
	for _, k := range append([]Key{current}, older...) {
		if _, twice := m.keys[k.ID]; twice || k.Secret == ([32]byte{}) {
			return nil, fmt.Errorf("person: bearer key %d is given twice or is all zeros", k.ID)
		}
		m.keys[k.ID] = newKeyed(k.Secret)
	}
	return m, nil
}

// The token is base64url of: version 1 (1 byte), key (4), door (1), account (16), session (16), issued and expires in
// seconds (4 each), HMAC-SHA-256 of all that (32). 104 characters.
const (
	bearerVersion = 1
	bearerBody    = 1 + 4 + 1 + 16 + 16 + 4 + 4
	bearerSize    = bearerBody + sha256.Size
	bearerText    = bearerSize / 3 * 4
)

var base64url = base64.RawURLEncoding.Strict()

// Issue makes the token of a session, valid for BearerValid but never longer than the session.
func (m *Mint) Issue(s Session, at instant.Instant) (token string, expires instant.Instant) {
	expires = min(at.Add(BearerValid), s.ExpiresAt)
	b := make([]byte, 0, bearerSize)
	b = append(b, bearerVersion)
	b = binary.BigEndian.AppendUint32(b, m.current)
	b = append(b, byte(s.Door))
	b = append(b, s.Account[:]...)
	b = append(b, s.ID[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(at.Unix()))
	b = binary.BigEndian.AppendUint32(b, uint32(expires.Unix()))
	mac := m.keys[m.current].sum(b)
	b = append(b, mac[:]...)
	return base64url.EncodeToString(b), seconds(uint32(expires.Unix()))
}

// Read verifies a token for a door at an instant. Every refusal is unauthenticated.
func (m *Mint) Read(token string, door Door, at instant.Instant) (Bearer, error) {
	var buf [bearerSize]byte
	if len(token) != bearerText {
		return Bearer{}, badToken()
	}
	if _, err := base64url.Decode(buf[:], []byte(token)); err != nil {
		return Bearer{}, badToken()
	}
	body := buf[:bearerBody]
	key, ok := m.keys[binary.BigEndian.Uint32(body[1:])]
	if !ok {
		return Bearer{}, badToken()
	}
	if mac := key.sum(body); !hmac.Equal(buf[bearerBody:], mac[:]) || body[0] != bearerVersion {
		return Bearer{}, badToken()
	}
	b := Bearer{
		Door: Door(body[5]), Account: id.ID(body[6:22]), Session: id.ID(body[22:38]),
		IssuedAt: seconds(binary.BigEndian.Uint32(body[38:])), ExpiresAt: seconds(binary.BigEndian.Uint32(body[42:])),
	}
	if b.Door != door {
		return Bearer{}, fault.New(fault.Unauthenticated, "session.other_door", "this login is for another part of the system; log in here")
	}
	if at >= b.ExpiresAt {
		return Bearer{}, fault.New(fault.Unauthenticated, "session.expired", "the login has expired; renew it or log in again")
	}
	return b, nil
}

func seconds(s uint32) instant.Instant { return instant.Instant(int64(s) * 1_000_000) }

func badToken() error {
	return fault.New(fault.Unauthenticated, "session.invalid", "this is no valid login; log in again")
}
