package pass

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"

	"kangma/internal/fault"
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

// Handle is the issuer's 8-byte number of a person, made at random and kept beside the person.
type Handle [8]byte

// Pseudonyms makes CTIs and resolves them: one AES block over the handle and 8 random bytes (BY-01). Safe for concurrent use.
type Pseudonyms struct{ block cipher.Block }

// NewPseudonyms takes an AES key of 16, 24 or 32 bytes that no other node has.
func NewPseudonyms(key []byte) (*Pseudonyms, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.Secret("cti key", "must have 16, 24 or 32 bytes")
	}
	return &Pseudonyms{block}, nil
}

// CTI is a new name for a token of this person.
func (p *Pseudonyms) CTI(person Handle) CTI {
	var c CTI
	copy(c[:8], person[:])
	rand.Read(c[8:])
	p.block.Encrypt(c[:], c[:])
	return c
}

// HandleOf resolves a CTI of this issuer. Of any other 16 bytes it makes some other handle, so the token's
// signature is to be verified first.
func (p *Pseudonyms) HandleOf(c CTI) Handle {
	p.block.Decrypt(c[:], c[:])
	return Handle(c[:8])
}
