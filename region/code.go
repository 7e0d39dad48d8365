package region

import (
	"database/sql/driver"
	"fmt"
	"strconv"

	"kangma/internal/fault"
)

// Code is an administrative division: a GB/T 2260 code of 6 digits or a community code of 12.
// The zero Code is no region at all, never the nation: a forgotten region must not widen what somebody may see.
type Code uint64

const present Code = 1 << 40 // above the 12 decimal digits

// Nation is 000000, which contains all.
const Nation = present

// Level is the depth of a division in the tree.
type Level int

const (
	LevelNone Level = iota
	LevelNation
	LevelProvince
	LevelPrefecture
	LevelCounty
	LevelStreet
	LevelCommunity
)

// unit is the size of a division of each level, in 12-digit codes: groups of 2, 2, 2, 3 and 3 digits.
var unit = [...]uint64{LevelNation: 1e12, LevelProvince: 1e10, LevelPrefecture: 1e8, LevelCounty: 1e6, LevelStreet: 1e3, LevelCommunity: 1}

// ParseCode reads 6 or 12 digits. It knows the form only; whether the division exists is the table's to say (Table.Check).
func ParseCode(s string) (Code, error) {
	if len(s) != 6 && len(s) != 12 {
		return 0, fault.New(fault.Invalid, "region.invalid", "is not a region code of 6 or 12 digits")
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, fault.New(fault.Invalid, "region.invalid", "is not a region code of 6 or 12 digits")
		}
	}
	n, _ := strconv.ParseUint(s, 10, 64)
	if len(s) == 6 {
		n *= 1e6
	}
	return Code(n) | present, nil
}

// MustParseCode is ParseCode for constants; it panics.
func MustParseCode(s string) Code {
	c, err := ParseCode(s)
	if err != nil {
		panic(err)
	}
	return c
}

// FromDigits makes a Code of its 12 decimal digits as stored; ok is false if there are more.
func FromDigits(n int64) (Code, bool) {
	return Code(n) | present, n >= 0 && n < 1e12
}

// Digits are the 12 decimal digits as a number, the stored form.
func (c Code) Digits() int64 { return int64(c &^ present) }

// IsZero says whether it is no region at all.
func (c Code) IsZero() bool { return c == 0 }

// Level by trailing all-zero groups.
func (c Code) Level() Level {
	if c == 0 {
		return LevelNone
	}
	n := uint64(c.Digits())
	for l := LevelNation; l < LevelCommunity; l++ {
		if n%unit[l] == 0 {
			return l
		}
	}
	return LevelCommunity
}

// Contains says whether d lies in c; every region contains itself. No region contains nothing and lies nowhere.
func (c Code) Contains(d Code) bool {
	if c == 0 || d == 0 {
		return false
	}
	lo, hi := c.Range()
	n := d.Digits()
	return lo <= n && n < hi
}

// Range is the half-open interval of stored digits that lie in c, for queries.
func (c Code) Range() (lo, hi int64) {
	if c == 0 {
		return 0, 0
	}
	lo = c.Digits()
	return lo, lo + int64(unit[c.Level()])
}

// At is the ancestor of c at a level, or c itself if it is not deeper.
func (c Code) At(l Level) Code {
	if c == 0 || l < LevelNation || c.Level() <= l {
		return c
	}
	n := uint64(c.Digits())
	return Code(n-n%unit[l]) | present
}

// Parent is the division above; the nation's parent is no region. Levels without a code of their own are skipped by the table, not here.
func (c Code) Parent() Code {
	l := c.Level()
	if l <= LevelNation {
		return 0
	}
	return c.At(l - 1)
}

// String writes 6 digits for a county and above, 12 below, "" for no region.
func (c Code) String() string {
	if c == 0 {
		return ""
	}
	n := c.Digits()
	if n%1e6 == 0 {
		return fmt.Sprintf("%06d", n/1e6)
	}
	return fmt.Sprintf("%012d", n)
}

// MarshalText and UnmarshalText use String and ParseCode.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

func (c *Code) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*c = 0
		return nil
	}
	*c, err = ParseCode(string(b))
	return err
}

// Value and Scan store the digits as BIGINT; no region is NULL.
func (c Code) Value() (driver.Value, error) {
	if c == 0 {
		return nil, nil
	}
	return c.Digits(), nil
}

func (c *Code) Scan(src any) error {
	switch n := src.(type) {
	case nil:
		*c = 0
		return nil
	case int64:
		if v, ok := FromDigits(n); ok {
			*c = v
			return nil
		}
	}
	return fmt.Errorf("region: cannot read %T", src)
}
