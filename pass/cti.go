package pass

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"

	"kangma/internal/fault"
	"kangma/person"
)

// CTI is the name of one token (RFC 8392 section 3.1.7), by which it is known everywhere: unique, and without the issuer's key
// unlinkable to the person and to the person's other tokens.
type CTI [16]byte

func (c CTI) String() string { return hex.EncodeToString(c[:]) }

func (c CTI) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads 32 hexadecimal digits.
func (c *CTI) UnmarshalText(b []byte) error {
	raw, err := hex.DecodeString(string(b))
	if err != nil || len(raw) != len(c) {
		return fault.Field("cti", string(b), "is not 32 hexadecimal digits")
	}
	*c = CTI(raw)
	return nil
}

// Handles hides a person's handle in CTIs and finds it again: one AES block over the handle and 8 random bytes (BY-01). Its key
// cannot be rotated while tokens under it may still come in from offline gates. Safe for concurrent use.
type Handles struct{ block cipher.Block }

// NewHandles takes an AES key of 16, 24 or 32 bytes that no other node has.
func NewHandles(key []byte) (*Handles, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.Secret("handle key", "has not 16, 24 or 32 bytes")
	}
	return &Handles{block}, nil
}

// CTI is a new name for a token of this person.
func (h *Handles) CTI(of person.Handle) CTI {
	var c CTI
	copy(c[:], of[:])
	rand.Read(c[len(of):])
	h.block.Encrypt(c[:], c[:])
	return c
}

// HandleOf resolves a CTI of this issuer. Any other 16 bytes give some other handle, so the token's signature is to be
// verified first.
func (h *Handles) HandleOf(c CTI) person.Handle {
	h.block.Decrypt(c[:], c[:])
	return person.Handle(c[:len(person.Handle{})])
}
