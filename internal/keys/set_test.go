package keys

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"errors"
	"math/big"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm2"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// memory is a Ring that forgets when the test ends.
type memory struct {
	mu   sync.Mutex
	keys []SealedKey
	fail error
}

func (m *memory) SealedKeys(context.Context) ([]SealedKey, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.keys), m.fail
}

func (m *memory) find(kid [4]byte) int {
	return slices.IndexFunc(m.keys, func(k SealedKey) bool { return k.KID == kid })
}

func (m *memory) InsertSealedKey(_ context.Context, k SealedKey) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.find(k.KID) >= 0 {
		return fault.New(fault.Conflict, "keys.taken", "taken")
	}
	m.keys = append(m.keys, k)
	return m.fail
}

func (m *memory) ResealKey(_ context.Context, kid [4]byte, sealed []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if i := m.find(kid); i >= 0 {
		m.keys[i].Sealed = sealed
	}
	return m.fail
}

func (m *memory) DestroySealedKey(_ context.Context, kid [4]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys = slices.DeleteFunc(m.keys, func(k SealedKey) bool { return k.KID == kid })
	return m.fail
}

func newSet(t *testing.T, ring Ring) *Set {
	t.Helper()
	root, err := ParseRoot(testSecret)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), ring, root)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var (
	day0  = instant.Instant(1586275200e6) // 2020-04-08
	plan  = Plan{Use: UsePass, Algorithm: ES256, Life: 90 * instant.Day, Overlap: 7 * instant.Day}
	plans = []Plan{plan, {Use: UsePass, Algorithm: SM2, Life: 90 * instant.Day, Overlap: 7 * instant.Day}, {Use: UseCheckpoint, Algorithm: EdDSA, Life: 90 * instant.Day, Overlap: 7 * instant.Day}}
)

func day(n int) instant.Instant { return day0.Add(time.Duration(n) * instant.Day) }

// BY-10: each algorithm's signature holds under the public key that the set gives, also after the key was stored and read.
func TestSign(t *testing.T) {
	ring := &memory{}
	if _, err := newSet(t, ring).Rotate(t.Context(), plans, day0); err != nil {
		t.Fatal(err)
	}
	s := newSet(t, ring)
	message := []byte("message")
	for _, k := range s.Published(day0) {
		signature, err := k.Sign(message)
		if err != nil || len(signature) != 64 {
			t.Fatalf("%v: %d bytes, %v", k, len(signature), err)
		}
		r, ss := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
		var holds bool
		switch k.Algorithm() {
		case ES256:
			public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append([]byte{4}, k.Public...))
			digest := sha256.Sum256(message)
			holds = err == nil && ecdsa.Verify(public, digest[:], r, ss)
		case SM2:
			public, err := sm2.NewPublicKey(append([]byte{4}, k.Public...))
			holds = err == nil && sm2.VerifyWithSM2(public, nil, message, r, ss)
		case EdDSA:
			holds = ed25519.Verify(k.Public, message, signature)
		}
		if !holds {
			t.Errorf("%v: the signature does not hold", k)
		}
	}
	if n := len(s.Published(day0)); n != 3 {
		t.Errorf("%d keys", n)
	}
}

// KE-4, day by day over a year: there is always a key to sign with, a new one was published an overlap before it signs, and every
// signature of 15 minutes ends before its key.
func TestRotation(t *testing.T) {
	ring := &memory{}
	s := newSet(t, ring)
	first := map[[4]byte]instant.Instant{} // published since
	var signing [][4]byte
	for n := range 365 {
		at := day(n)
		if _, err := s.Rotate(t.Context(), []Plan{plan}, at); err != nil {
			t.Fatal(err)
		}
		if made, err := s.Rotate(t.Context(), []Plan{plan}, at); err != nil || len(made) > 0 {
			t.Fatalf("day %d: rotating again made %v, %v", n, made, err)
		}
		published := s.Published(at)
		if len(published) > 2 {
			t.Fatalf("day %d: %d keys published", n, len(published))
		}
		for _, k := range published {
			if _, known := first[k.KID()]; !known {
				first[k.KID()] = at
			}
		}
		k, err := s.Current(plan, at)
		if err != nil {
			t.Fatalf("day %d: %v", n, err)
		}
		if at.Add(plan.Overlap) > k.Until {
			t.Errorf("day %d: signs with a key that ends at %v", n, k.Until)
		}
		if len(signing) == 0 || signing[len(signing)-1] != k.KID() {
			signing = append(signing, k.KID())
			if waited := at.Sub(first[k.KID()]); n > 0 && waited < plan.Overlap {
				t.Errorf("day %d: a key signs %v after it was published", n, waited)
			}
		}
	}
	if len(signing) != 5 {
		t.Errorf("%d keys signed in a year", len(signing))
	}
}

// KE-4: a change of algorithm waits too; a node that slept past its keys signs again at once.
func TestChangeOfAlgorithmWaits(t *testing.T) {
	s := newSet(t, &memory{})
	sm2 := plan
	sm2.Algorithm = SM2
	for _, step := range []struct {
		at   int
		plan Plan
		want string
	}{{0, plan, ES256}, {10, sm2, ES256}, {16, sm2, ES256}, {17, sm2, SM2}, {500, plan, ES256}} {
		if _, err := s.Rotate(t.Context(), []Plan{step.plan}, day(step.at)); err != nil {
			t.Fatal(err)
		}
		k, err := s.Current(step.plan, day(step.at))
		if err != nil || k.Algorithm() != step.want {
			t.Errorf("day %d: %v, %v", step.at, k, err)
		}
	}
	if _, err := s.Current(plan, day(5000)); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
	if _, err := s.Rotate(t.Context(), []Plan{{Use: UsePass, Algorithm: ES256, Life: 3, Overlap: 1}}, day0); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
	if _, err := s.Rotate(t.Context(), []Plan{{Use: UsePass, Algorithm: "RS256", Life: 4, Overlap: 1}}, day0); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
}

// KE-3: whatever is altered in a stored key, the set does not open.
func TestAlteredKeyIsRefused(t *testing.T) {
	ring := &memory{}
	if _, err := newSet(t, ring).Rotate(t.Context(), []Plan{plan}, day0); err != nil {
		t.Fatal(err)
	}
	root, _ := ParseRoot(testSecret)
	good := ring.keys[0]
	for name, alter := range map[string]func(*SealedKey){
		"use":       func(k *SealedKey) { k.Use = UseTrust },
		"algorithm": func(k *SealedKey) { k.Algorithm = EdDSA },
		"until":     func(k *SealedKey) { k.Until = k.Until.Add(time.Second) },
		"from":      func(k *SealedKey) { k.From = 0 },
		"kid":       func(k *SealedKey) { k.KID[0] ^= 1 },
		"public":    func(k *SealedKey) { k.Public = slices.Clone(k.Public); k.Public[3] ^= 1 },
		"sealed":    func(k *SealedKey) { k.Sealed = slices.Clone(k.Sealed); k.Sealed[20] ^= 1 },
		"cut":       func(k *SealedKey) { k.Sealed = k.Sealed[:20] },
		"gone":      func(k *SealedKey) { k.Sealed = nil },
	} {
		k := good
		alter(&k)
		if _, err := Open(t.Context(), &memory{keys: []SealedKey{k}}, root); keyOf(err) != "keys.altered" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRootIsReplaced(t *testing.T) {
	ring := &memory{}
	if _, err := newSet(t, ring).Rotate(t.Context(), plans, day0); err != nil {
		t.Fatal(err)
	}
	const newSecret = "/////////////////////////////////////////AA="
	newOnly, _ := ParseRoot(newSecret)
	if _, err := Open(t.Context(), ring, newOnly); keyOf(err) != "keys.other_root" {
		t.Fatalf("%v", err)
	}
	both, _ := ParseRoot(newSecret + "\n" + testSecret)
	s, err := Open(t.Context(), ring, both)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := s.Reseal(t.Context()); n != 3 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if n, err := s.Reseal(t.Context()); n != 0 || err != nil {
		t.Fatalf("again: %d, %v", n, err)
	}
	again, err := Open(t.Context(), ring, newOnly)
	if err != nil || len(again.Published(day0)) != 3 {
		t.Fatalf("the old secret is still needed: %v", err)
	}
}

func TestDestroy(t *testing.T) {
	ring := &memory{}
	s := newSet(t, ring)
	made, err := s.Rotate(t.Context(), []Plan{plan}, day0)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Destroy(t.Context(), made[0].KID()); err != nil {
			t.Fatal(err)
		}
	}
	if len(ring.keys) != 0 || len(s.Published(day0)) != 0 {
		t.Error("the key is still there")
	}
	ring.fail = errors.New("disk")
	if _, err := s.Rotate(t.Context(), []Plan{plan}, day0); err == nil {
		t.Error("a key that was not stored is used")
	}
}

func BenchmarkSign(b *testing.B) {
	for _, algorithm := range []string{ES256, EdDSA, SM2} {
		secret, err := generate(algorithm)
		if err != nil {
			b.Fatal(err)
		}
		k, err := newSigningKey(UsePass, algorithm, secret, 0, 1)
		if err != nil {
			b.Fatal(err)
		}
		message := make([]byte, 100)
		b.Run(algorithm, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := k.Sign(message); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
