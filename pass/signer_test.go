package pass

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"testing"

	"github.com/emmansun/gmsm/sm2"

	"kangma/internal/instant"
)

// testSigner signs with a private key made of a word, so that the kept vectors can be made again.
type testSigner struct {
	algorithm string
	kid       [4]byte
	public    []byte
	sign      func(message []byte) ([]byte, error)
}

func (s *testSigner) KID() [4]byte                        { return s.kid }
func (s *testSigner) Algorithm() string                   { return s.algorithm }
func (s *testSigner) Sign(message []byte) ([]byte, error) { return s.sign(message) }
func (s *testSigner) key(use Use, from, until string) *Key {
	return must(NewKey(s.kid, s.algorithm, s.public, use, at(from), at(until)))
}

func newSigner(algorithm, word string) *testSigner {
	seed := sha256.Sum256([]byte("kangma test key, never used elsewhere: " + word))
	s := &testSigner{algorithm: algorithm}
	switch algorithm {
	case ES256:
		private := must(ecdsa.ParseRawPrivateKey(elliptic.P256(), seed[:]))
		s.public = must(private.PublicKey.Bytes())[1:]
		s.sign = func(message []byte) ([]byte, error) {
			digest := sha256.Sum256(message)
			r, t, err := ecdsa.Sign(rand.Reader, private, digest[:])
			if err != nil {
				return nil, err
			}
			return append(r.FillBytes(make([]byte, 32)), t.FillBytes(make([]byte, 32))...), nil
		}
	case EdDSA:
		private := ed25519.NewKeyFromSeed(seed[:])
		s.public = private.Public().(ed25519.PublicKey)
		s.sign = func(message []byte) ([]byte, error) { return ed25519.Sign(private, message), nil }
	case SM2:
		private := must(sm2.NewPrivateKey(seed[:]))
		s.public = append(private.X.FillBytes(make([]byte, 32)), private.Y.FillBytes(make([]byte, 32))...)
		s.sign = func(message []byte) ([]byte, error) {
			r, t, err := sm2.SignWithSM2(rand.Reader, &private.PrivateKey, []byte(sm2UserID), message)
			if err != nil {
				return nil, err
			}
			return append(r.FillBytes(make([]byte, 32)), t.FillBytes(make([]byte, 32))...), nil
		}
	}
	sum := sha256.Sum256(s.public)
	s.kid = [4]byte(sum[:4])
	return s
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func at(s string) instant.Instant {
	i, _, err := instant.Parse(s)
	if err != nil {
		panic(err)
	}
	return i
}

func requireNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
