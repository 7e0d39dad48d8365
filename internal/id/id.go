// Package id is the identifier of everything that Kangma stores: 16 bytes, the
// first six of them milliseconds, so that ids sort by the time they were made.
// Written as 32 lower-case hexadecimal digits, whose order is that of the bytes.
//
// It is not a secret and not a pseudonym: an id says when it was made.
package id

import (
	"crypto/rand"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"sync"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// ID is 16 bytes. The zero ID is no id.
type ID [16]byte

// New makes an id for something that begins at the given instant: in one process greater than the one before of the same
// millisecond, so that what was made first sorts first. Safe for concurrent use.
func New(at instant.Instant) ID {
	newest.Lock()
	defer newest.Unlock()
	v := First(at)
	if [6]byte(v[:6]) == [6]byte(newest.id[:6]) {
		v = newest.id
		for i := len(v) - 1; i >= 6; i-- {
			if v[i]++; v[i] != 0 {
				break
			}
		}
	} else {
		rand.Read(v[6:])
		v[6] &= 0x7f // room to count
	}
	newest.id = v
	return v
}

var newest struct {
	sync.Mutex
	id ID
}

// First is the smallest id that New can make at an instant, for asking what was made from then on.
func First(at instant.Instant) ID {
	var v ID
	binary.BigEndian.PutUint16(v[0:2], uint16(at/1000>>32))
	binary.BigEndian.PutUint32(v[2:6], uint32(at/1000))
	return v
}

// Parse reads 32 hexadecimal digits.
func Parse(s string) (ID, error) {
	var v ID
	if len(s) != 32 {
		return v, fault.New(fault.Invalid, "id.invalid", "is not an id of 32 hexadecimal digits")
	}
	if _, err := hex.Decode(v[:], []byte(s)); err != nil {
		return ID{}, fault.New(fault.Invalid, "id.invalid", "is not an id of 32 hexadecimal digits")
	}
	return v, nil
}

// IsZero says whether it is no id.
func (v ID) IsZero() bool { return v == ID{} }

func (v ID) String() string { return hex.EncodeToString(v[:]) }

// MarshalText and UnmarshalText make ids 32 digits in JSON.
func (v ID) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

func (v *ID) UnmarshalText(b []byte) (err error) {
	*v, err = Parse(string(b))
	return err
}

// Value and Scan store the 16 bytes; the zero ID is NULL.
func (v ID) Value() (driver.Value, error) {
	if v.IsZero() {
		return nil, nil
	}
	return v[:], nil
}

func (v *ID) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		*v = ID{}
		return nil
	case []byte:
		if len(s) == len(v) {
			copy(v[:], s)
			return nil
		}
	}
	return fmt.Errorf("id: cannot read %T", src)
}
