package keys

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync/atomic"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Set is the signing keys of a node, opened. Safe for concurrent use; Reload makes the changes of other processes seen.
type Set struct {
	ring   Ring
	sealer *sealer
	keys   atomic.Pointer[[]*SigningKey] // oldest first
}

// Open reads the stored keys. It fails as a whole if one of them does not open: a node with half its keys would sign with the wrong one.
func Open(ctx context.Context, ring Ring, root *Root) (*Set, error) {
	s := &Set{ring: ring, sealer: newSealer(root, Sealing)}
	return s, s.Reload(ctx)
}

// Reload reads the stored keys again. After an error the set is as it was.
func (s *Set) Reload(ctx context.Context) error {
	stored, err := s.ring.SealedKeys(ctx)
	if err != nil {
		return err
	}
	keys := make([]*SigningKey, 0, len(stored))
	for _, sealed := range stored {
		k, err := s.unseal(sealed)
		if err != nil {
			return err
		}
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b *SigningKey) int {
		return cmp.Or(cmp.Compare(a.From, b.From), bytes.Compare(a.kid[:], b.kid[:]))
	})
	s.keys.Store(&keys)
	return nil
}

func (s *Set) unseal(stored SealedKey) (*SigningKey, error) {
	secret, err := s.sealer.open(stored.Sealed, stored.bound())
	if err != nil {
		return nil, err
	}
	return newSigningKey(stored.Use, stored.Algorithm, secret, stored.From, stored.Until)
}

// Reseal seals every key under the newest root secret that is not yet; afterwards the older ones are not needed for signing keys.
// It gives the number resealed.
func (s *Set) Reseal(ctx context.Context) (int, error) {
	stored, err := s.ring.SealedKeys(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, k := range stored {
		if s.sealer.current(k.Sealed) {
			continue
		}
		secret, err := s.sealer.open(k.Sealed, k.bound())
		if err != nil {
			return n, err
		}
		if err := s.ring.ResealKey(ctx, k.KID, s.sealer.seal(secret, k.bound())); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Published are the keys that a trust list names at an instant, oldest first: those whose time is not over.
func (s *Set) Published(at instant.Instant) []*SigningKey {
	var keys []*SigningKey
	for _, k := range *s.keys.Load() {
		if at < k.Until {
			keys = append(keys, k)
		}
	}
	return keys
}

// Destroy removes a key for good. Tokens that it signed can still be verified by whoever has the public key.
func (s *Set) Destroy(ctx context.Context, kid [4]byte) error {
	if err := s.ring.DestroySealedKey(ctx, kid); err != nil {
		return err
	}
	return s.Reload(ctx)
}

// insert makes a key and stores it sealed. A key id that is taken is one in four thousand million: another key is made.
func (s *Set) insert(ctx context.Context, use Use, algorithm string, from, until instant.Instant) (*SigningKey, error) {
	for {
		secret, err := generate(algorithm)
		if err != nil {
			return nil, err
		}
		k, err := newSigningKey(use, algorithm, secret, from, until)
		if err != nil {
			return nil, err
		}
		stored := SealedKey{KID: k.kid, Use: use, Algorithm: algorithm, Public: k.Public, From: from, Until: until}
		stored.Sealed = s.sealer.seal(secret, stored.bound())
		if err := s.ring.InsertSealedKey(ctx, stored); fault.CodeOf(err) != fault.Conflict {
			return k, err
		}
	}
}
