package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/asn1"
	"math/big"
	"slices"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Use is what a signing key signs; of UseRegister, what is sealed for it.
type Use string

const (
	UsePass       Use = "pass"       // tokens
	UsePaper      Use = "paper"      // tokens on paper
	UseStatus     Use = "status"     // status lists
	UseTrust      Use = "trust"      // trust lists: the anchor
	UseCheckpoint Use = "checkpoint" // heads of the audit log
	UsePlace      Use = "place"      // codes of places: on paper for years
	UseRoot       Use = "root"       // the hub's root: kept offline, never in a node (offline.go)
	UseList       Use = "list"       // the hub's lists of members
	UseCall       Use = "call"       // calls between nodes
	UseRegister   Use = "register"   // what gates write down is sealed for it; ES256 is its curve
)

// The algorithms (BY-10), by the names that trust lists carry.
const (
	ES256 = "ES256"
	EdDSA = "EdDSA"
	SM2   = "SM2"
)

// secretSize of a private key's stored form: the scalar, or Ed25519's seed.
const secretSize = 32

// SigningKey is a private key with its use and time. It is a pass.Signer. Safe for concurrent use.
type SigningKey struct {
	Use    Use
	Public []byte          // x and y, 32 bytes each; for Ed25519 its 32 bytes
	From   instant.Instant // published and valid from
	Until  instant.Instant // nothing that it signed is valid from then on

	kid       [4]byte
	algorithm string
	private   crypto.Signer
	sign      func(message []byte) ([]byte, error)
}

// KID names the key: the first four bytes of the SHA-256 of its algorithm and public key.
func (k *SigningKey) KID() [4]byte { return k.kid }

// Algorithm is ES256, EdDSA or SM2.
func (k *SigningKey) Algorithm() string { return k.algorithm }

// Sign signs a message (it hashes by itself) and gives 64 bytes: r and s, or Ed25519's.
func (k *SigningKey) Sign(message []byte) ([]byte, error) { return k.sign(message) }

// Signer is the key as the standard library knows keys, for formats other than tokens.
func (k *SigningKey) Signer() crypto.Signer { return k.private }

// newSigningKey makes a key of 32 secret bytes.
func newSigningKey(use Use, algorithm string, secret []byte, from, until instant.Instant) (*SigningKey, error) {
	k := &SigningKey{Use: use, From: from, Until: until, algorithm: algorithm}
	bad := fault.New(fault.Internal, "keys.altered", "a stored key is no %s key", algorithm)
	if len(secret) != secretSize {
		return nil, bad
	}
	switch algorithm {
	case ES256:
		private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), secret)
		if err != nil {
			return nil, bad.Because(err)
		}
		point, err := private.PublicKey.Bytes()
		if err != nil {
			return nil, bad.Because(err)
		}
		k.private, k.Public = private, point[1:]
		k.sign = func(message []byte) ([]byte, error) {
			digest := sha256.Sum256(message)
			return flat(ecdsa.SignASN1(rand.Reader, private, digest[:]))
		}
	case SM2:
		private, err := sm2.NewPrivateKey(secret)
		if err != nil {
			return nil, bad.Because(err)
		}
		k.private, k.Public = private, append(private.X.FillBytes(make([]byte, 32)), private.Y.FillBytes(make([]byte, 32))...)
		identity, err := sm2.CalculateZA(&private.PublicKey, []byte("1234567812345678")) // the user id of GM/T 0009 where none is agreed
		if err != nil {
			return nil, bad.Because(err)
		}
		k.sign = func(message []byte) ([]byte, error) {
			h := sm3.New()
			h.Write(identity)
			h.Write(message)
			return flat(sm2.SignASN1(rand.Reader, private, h.Sum(nil), nil))
		}
	case EdDSA:
		private := ed25519.NewKeyFromSeed(secret)
		k.private, k.Public = private, private.Public().(ed25519.PublicKey)
		k.sign = func(message []byte) ([]byte, error) { return ed25519.Sign(private, message), nil }
	default:
		return nil, fault.Field("algorithm", algorithm, "is not one of ES256, EdDSA, SM2")
	}
	name := sha256.Sum256(slices.Concat([]byte(algorithm), k.Public))
	k.kid = [4]byte(name[:])
	return k, nil
}

// generate makes the secret of a new key.
func generate(algorithm string) ([]byte, error) {
	switch algorithm {
	case ES256:
		private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		return private.Bytes()
	case SM2:
		private, err := sm2.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		return private.D.FillBytes(make([]byte, secretSize)), nil
	case EdDSA:
		secret := make([]byte, ed25519.SeedSize)
		rand.Read(secret)
		return secret, nil
	}
	return nil, fault.Field("algorithm", algorithm, "is not one of ES256, EdDSA, SM2")
}

// flat turns an ASN.1 signature into r and s, 32 bytes each.
func flat(signature []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	var rs struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(signature, &rs); err != nil {
		return nil, err
	}
	out := make([]byte, 64)
	rs.R.FillBytes(out[:32])
	rs.S.FillBytes(out[32:])
	return out, nil
}
