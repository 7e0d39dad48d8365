package keys

import (
	"context"
	"encoding/binary"
	"slices"

	"kangma/internal/instant"
)

// SealedKey is a signing key as it is stored.
type SealedKey struct {
	KID       [4]byte
	Use       Use
	Algorithm string
	Public    []byte
	From      instant.Instant
	Until     instant.Instant
	Sealed    []byte
}

// Ring is what keys need from storage.
type Ring interface {
	// SealedKeys lists all keys, in any order.
	SealedKeys(ctx context.Context) ([]SealedKey, error)
	// InsertSealedKey stores a key. fault.Conflict if its KID is taken.
	InsertSealedKey(ctx context.Context, k SealedKey) error
	// ResealKey replaces Sealed of a key and nothing else; no error if the key is gone.
	ResealKey(ctx context.Context, kid [4]byte, sealed []byte) error
	// DestroySealedKey removes a key for good; no error if it is gone already.
	DestroySealedKey(ctx context.Context, kid [4]byte) error
}

// bound is all that is stored beside the sealed bytes, so that none of it can be altered (KE-3).
func (k SealedKey) bound() []byte {
	b := slices.Concat([]byte("kangma signing key 1\x00"), k.KID[:])
	b = binary.BigEndian.AppendUint64(b, uint64(k.From))
	b = binary.BigEndian.AppendUint64(b, uint64(k.Until))
	for _, part := range [][]byte{[]byte(k.Use), []byte(k.Algorithm), k.Public} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return b
}
