package passage

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
)

// WrappedDay is the key of a day as it is stored, wrapped under a key of the node. Destroying the row destroys the
// link between the day's passages and people (PS-3).
type WrappedDay struct {
	Day       Day
	Key       []byte
	CreatedAt instant.Instant
}

const dayKeyPurpose = "kangma passage day 1"

// NewDay makes the key of a day.
func NewDay(ring *person.Keyring, day Day, at instant.Instant) WrappedDay {
	_, wrapped := ring.WrapNew(dayKeyPurpose, dayName(day))
	return WrappedDay{Day: day, Key: wrapped, CreatedAt: at}
}

// DayKey turns persons into pseudonyms of one day and back. Safe for concurrent use.
type DayKey struct {
	Day   Day
	block cipher.Block // for pseudonyms
	aead  cipher.AEAD  // for what was written down, under a key of its own
}

// OpenDay unwraps the key of a day. It fails with person.ErrKey.
func OpenDay(ring *person.Keyring, w WrappedDay) (*DayKey, error) {
	key, err := ring.Unwrap(w.Key, dayKeyPurpose, dayName(w.Day))
	if err != nil {
		return nil, fmt.Errorf("passage day %s: %w", w.Day, err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	second, err := hkdf.Key(sha256.New, key, nil, "kangma written 1", 32)
	if err != nil {
		return nil, err
	}
	other, err := aes.NewCipher(second)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(other)
	return &DayKey{Day: w.Day, block: block, aead: aead}, err
}

func dayName(d Day) []byte { return binary.BigEndian.AppendUint32(nil, uint32(d)) }

// Pseudonym is the person's id as one AES-256 block: equal people are equal within the day and unlinkable across days (PS-1).
func (k *DayKey) Pseudonym(person id.ID) (p Pseudonym) {
	k.block.Encrypt(p[:], person[:])
	return p
}

// Resolve is the person behind a pseudonym. A pseudonym of another day gives an id that nobody has.
func (k *DayKey) Resolve(p Pseudonym) (person id.ID) {
	k.block.Decrypt(person[:], p[:])
	return person
}
