package person

import (
	"crypto/rand"
	"database/sql/driver"
	"encoding/hex"
	"fmt"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Person is one human being, known to a node under one id (PE-1). Everything in it but Sealed may be stored in the clear.
type Person struct {
	ID           id.ID
	Handle       Handle
	Document     Index // zero where there is no document
	DocumentType DocumentType
	Birth        Birth       // zero if unknown
	Residence    region.Code // zero if unknown
	Sealed       Sealed      // the Identity
	CreatedAt    instant.Instant
}

// Deleted says whether the identity has been destroyed (PE-4).
func (p Person) Deleted() bool { return p.Sealed.Key == nil }

// Handle is the short random name of a person inside tokens, which only the issuer can read (architecture.md section 3).
type Handle [8]byte

func newHandle() (h Handle) {
	rand.Read(h[:])
	return h
}

// Value and Scan store the 8 bytes.
func (h Handle) Value() (driver.Value, error) { return h[:], nil }

func (h *Handle) Scan(src any) error { return scanBytes(h[:], src) }

// Index is a blind index: a keyed hash under which something can be found without being stored. The zero Index is none.
type Index [16]byte

// IsZero says whether it is no index.
func (x Index) IsZero() bool { return x == Index{} }

// String shows enough to tell two apart in a log.
func (x Index) String() string { return "index:" + x.hex()[:8] }

func (x Index) hex() string { return hex.EncodeToString(x[:]) }

// Value and Scan store the 16 bytes; none is NULL.
func (x Index) Value() (driver.Value, error) {
	if x.IsZero() {
		return nil, nil
	}
	return x[:], nil
}

func (x *Index) Scan(src any) error {
	if src == nil {
		*x = Index{}
		return nil
	}
	return scanBytes(x[:], src)
}

func scanBytes(dst []byte, src any) error {
	b, ok := src.([]byte)
	if !ok || len(b) != len(dst) {
		return fmt.Errorf("person: cannot read %T into %d bytes", src, len(dst))
	}
	copy(dst, b)
	return nil
}
