package keys

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"

	"kangma/internal/fault"
)

// RootSource is where the root secret comes from. Read once, when the node starts.
type RootSource interface {
	// Root gives the root. The errors are faults that say what the operator has to do.
	Root() (*Root, error)
}

// Root is the root secret, and those before it while what they sealed is still being rewrapped. Immutable.
type Root struct {
	secrets [][]byte // newest first
}

// minSecret is the least that a root secret has: 256 bits of a random generator, never a password.
const minSecret = 32

// ParseRoot reads one secret a line, newest first, each at least 32 random bytes in base64 (openssl rand -base64 32).
// Empty lines and lines that begin with # are passed over.
func ParseRoot(text string) (*Root, error) {
	var r Root
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		secret, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(line, "="))
		if err != nil {
			return nil, fault.New(fault.Invalid, "root.form", "the root secret is not base64; make one with: openssl rand -base64 32")
		}
		if len(secret) < minSecret {
			return nil, fault.New(fault.Invalid, "root.short", "the root secret has %d bytes, at least %d are needed; make one with: openssl rand -base64 32", len(secret), minSecret)
		}
		if repeats(secret) {
			return nil, fault.New(fault.Invalid, "root.weak", "the root secret is one byte repeated; make one with: openssl rand -base64 32")
		}
		r.secrets = append(r.secrets, secret)
	}
	if len(r.secrets) == 0 {
		return nil, fault.New(fault.Invalid, "root.missing", "there is no root secret; make one with: openssl rand -base64 32")
	}
	return &r, nil
}

func repeats(b []byte) bool { return strings.Count(string(b), string(b[:1])) == len(b) }

// Purpose names a key that is derived from the root. The names are part of the derivation and never change.
type Purpose string

const (
	IdentityKEK Purpose = "identity-kek"
	BlindIndex  Purpose = "blind-index"
	Handle      Purpose = "handle"
	SessionMAC  Purpose = "session-mac"
	Sealing     Purpose = "sealing"
	Outbox      Purpose = "outbox"
	Register    Purpose = "register" // for what gates write down
	Looks       Purpose = "looks"
	Contact     Purpose = "contact" // the matching body's (SC-04)
)

// Key is a derived secret and the number by which what was made with it names it.
type Key struct {
	ID     uint32
	Secret [32]byte
}

// Keys derives the keys of a purpose, newest first: the first one is for making, all are for reading. (HKDF-SHA-256, RFC 5869, with
// the purpose as info.)
func (r *Root) Keys(p Purpose) []Key {
	keys := make([]Key, len(r.secrets))
	for i, secret := range r.secrets {
		keys[i] = derive(secret, p)
	}
	return keys
}

// Fixed derives the key of a purpose that cannot be rotated without rewriting what was made with it, as BlindIndex and Handle:
// it stays that of the oldest root secret given.
func (r *Root) Fixed(p Purpose) Key { return derive(r.secrets[len(r.secrets)-1], p) }

func derive(secret []byte, p Purpose) (k Key) {
	const salt = "kangma root 1"
	expand := func(info string, size int) []byte {
		out, err := hkdf.Key(sha256.New, secret, []byte(salt), info, size)
		if err != nil {
			panic(err) // only for a size beyond HKDF's
		}
		return out
	}
	k.ID = binary.BigEndian.Uint32(expand("number "+string(p), 4))
	copy(k.Secret[:], expand(string(p), len(k.Secret)))
	return k
}
