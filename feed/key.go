package feed

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
)

// Key is a key of an authority, Ed25519 (RFC 8032), by which its files are known.
type Key struct {
	Feed      id.ID
	ID        string // the first eight hexadecimal digits of its SHA-256
	Public    ed25519.PublicKey
	Proposed  policy.Act
	Approved  *policy.Act     // nil until another has approved it
	RetiredAt instant.Instant // Never while it may count
}

// MostKeys is how many keys of a feed may count or wait at once.
const MostKeys = 4

// ParseKey reads a public key, 32 bytes in base64url or base64.
func ParseKey(s string) (ed25519.PublicKey, error) {
	for _, e := range []*base64.Encoding{base64.RawURLEncoding, base64.URLEncoding, base64.StdEncoding, base64.RawStdEncoding} {
		if b, err := e.DecodeString(s); err == nil && len(b) == ed25519.PublicKeySize {
			return b, nil
		}
	}
	return nil, fault.Field("key", s, "is no public key of 32 bytes in base64url")
}

// KeyText is a public key as ParseKey reads it.
func KeyText(k ed25519.PublicKey) string { return base64.RawURLEncoding.EncodeToString(k) }

// ProposeKey begins a key; it counts for nothing until another approves it (FD-4).
func ProposeKey(f *Feed, public ed25519.PublicKey, by policy.Hand, at instant.Instant) Key {
	sum := sha256.Sum256(public)
	return Key{Feed: f.ID, ID: hex.EncodeToString(sum[:4]), Public: public, Proposed: policy.Act{At: at, By: by}, RetiredAt: instant.Never}
}

// Approve lets it count, by another human being than who proposed it (FD-4).
func (k *Key) Approve(by policy.Hand, at instant.Instant) error {
	switch {
	case k.RetiredAt != instant.Never:
		return fault.New(fault.Conflict, "feed.key_retired", "the key was retired; propose another")
	case k.Approved != nil:
		return fault.New(fault.Conflict, "feed.key_approved", "the key was approved already")
	case k.Proposed.By.Same(by):
		return fault.New(fault.Forbidden, "feed.own_key", "nobody approves the key that he proposed; another member of staff must")
	}
	k.Approved = &policy.Act{At: at, By: by}
	return nil
}

// Counts says whether files signed by it are taken.
func (k *Key) Counts() bool { return k.Approved != nil && k.RetiredAt == instant.Never }
