package pass

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// The signature algorithms, by the names that keys and trust lists carry (BY-10).
const (
	ES256 = "ES256" // ECDSA on P-256 with SHA-256
	EdDSA = "EdDSA" // Ed25519
	SM2   = "SM2"   // SM2 with SM3, GB/T 32918.2, user id 1234567812345678
)

// SM2 has no COSE number; ours is the first of the private ones (RFC 9053 section 8, below -65536).
const sm2ID = -65537

// sm2UserID is the user id of GM/T 0009 where none is agreed.
const sm2UserID = "1234567812345678"

func algorithmID(name string) (int64, error) {
	switch name {
	case ES256:
		return -7, nil
	case EdDSA:
		return -8, nil
	case SM2:
		return sm2ID, nil
	}
	return 0, fault.Field("alg", name, "is not one of ES256, EdDSA, SM2")
}

func algorithmName(id int64) (string, error) {
	for _, name := range []string{ES256, EdDSA, SM2} {
		if n, _ := algorithmID(name); n == id {
			return name, nil
		}
	}
	return "", fault.Field("alg", id, "is not one of -7, -8, %d", sm2ID)
}

// KID names a key within a trust list: four bytes.
type KID [kidSize]byte

func (k KID) String() string { return hex.EncodeToString(k[:]) }

// Use is what a key may sign.
type Use string

const (
	UsePass   Use = "pass"   // tokens that are shown
	UsePaper  Use = "paper"  // tokens on paper, and nothing else
	UseStatus Use = "status" // status lists
	UseTrust  Use = "trust"  // trust lists: an anchor, never found in a trust list itself
	UsePlace  Use = "place"  // codes of places (package passage): only the node that issued one reads it, so in no trust list either

	// What nodes sign for each other (package federation), which gates never see.
	UseRoot Use = "root" // delegations of the hub's root
	UseList Use = "list" // the hub's lists
	UseCall Use = "call" // calls between nodes
)

var uses = []Use{UsePass, UsePaper, UseStatus, UseTrust, UsePlace, UseRoot, UseList, UseCall}

// ForGates says whether keys of the use stand in the trust lists of gates.
func (u Use) ForGates() bool { return u == UsePass || u == UsePaper || u == UseStatus }

// Key is a public key that is trusted for one use and one time. It is immutable and may be shared.
type Key struct {
	KID       KID
	Algorithm string // ES256, EdDSA or SM2
	Public    []byte // x and y, 32 bytes each; for Ed25519 its 32 bytes
	Use       Use
	From      instant.Instant // whole seconds
	Until     instant.Instant // everything that it signs ends by then

	algorithm int64
	verify    func(message, signature []byte) bool
}

// NewKey checks the public key and prepares it, so that Verify has nothing to parse.
func NewKey(kid [4]byte, algorithm string, public []byte, use Use, from, until instant.Instant) (*Key, error) {
	id, err := algorithmID(algorithm)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(uses, use) {
		return nil, fault.Field("use", string(use), "is not one of pass, paper, status, trust, root, list, call")
	}
	if from, until = second(from), second(until); from >= until {
		return nil, fault.Field("exp", until, "is not after nbf")
	}
	verify, err := verifier(algorithm, public)
	if err != nil {
		return nil, err
	}
	return &Key{KID: kid, Algorithm: algorithm, Public: bytes.Clone(public), Use: use, From: from, Until: until, algorithm: id, verify: verify}, nil
}

// Verify checks a signature of 64 bytes over message. It never panics, whatever the bytes.
func (k *Key) Verify(message, signature []byte) bool {
	return len(signature) == signedSize && k.verify(message, signature)
}

// covers says whether the whole life of something signed lies in the key's time.
func (k *Key) covers(from, until instant.Instant) bool { return k.From <= from && until <= k.Until }

func verifier(algorithm string, public []byte) (func(message, signature []byte) bool, error) {
	bad := fault.Field("key", hex.EncodeToString(public), "is not a public key for %s", algorithm)
	point := append([]byte{4}, public...) // uncompressed
	switch algorithm {
	case ES256:
		key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
		if err != nil {
			return nil, bad.Because(err)
		}
		return func(message, signature []byte) bool {
			digest := sha256.Sum256(message)
			return ecdsa.Verify(key, digest[:], number(signature[:32]), number(signature[32:]))
		}, nil
	case SM2:
		key, err := sm2.NewPublicKey(point)
		if err != nil {
			return nil, bad.Because(err)
		}
		identity, err := sm2.CalculateZA(key, []byte(sm2UserID))
		if err != nil {
			return nil, bad.Because(err)
		}
		return func(message, signature []byte) bool {
			h := sm3.New()
			h.Write(identity)
			h.Write(message)
			return sm2.Verify(key, h.Sum(nil), number(signature[:32]), number(signature[32:]))
		}, nil
	default:
		if len(public) != ed25519.PublicKeySize {
			return nil, bad
		}
		key := ed25519.PublicKey(bytes.Clone(public))
		return func(message, signature []byte) bool { return ed25519.Verify(key, message, signature) }, nil
	}
}

func number(b []byte) *big.Int { return new(big.Int).SetBytes(b) }

// second cuts to whole seconds, as tokens and lists carry them.
func second(i instant.Instant) instant.Instant { return i - ((i%1e6)+1e6)%1e6 }
