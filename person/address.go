package person

import (
	"fmt"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"

	"kangma/internal/fault"
)

const maxAddress = 200 // characters

// Address is where a person lives, as text below the region code. The zero Address is none. It prints masked.
type Address struct{ text string }

// ParseAddress trims and bounds an address; the empty one is the zero Address.
func ParseAddress(s string) (Address, error) {
	if len(s) > maxAddress*utf8.UTFMax || !utf8.ValidString(s) {
		return Address{}, fault.Secret("address", "is no text of at most %d characters", maxAddress)
	}
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > maxAddress {
		return Address{}, fault.Secret("address", "is longer than %d characters", maxAddress)
	}
	if strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return Address{}, fault.Secret("address", "has a character that cannot be printed")
	}
	return Address{s}, nil
}

// IsZero says whether no address is known.
func (a Address) IsZero() bool { return a.text == "" }

// Reveal is the address in full.
func (a Address) Reveal() string { return a.text }

// Masked, String, Format, LogValue and MarshalText show that there is one.
func (a Address) Masked() string               { return maskAddress(a.text) }
func (a Address) String() string               { return a.Masked() }
func (a Address) Format(f fmt.State, _ rune)   { format(f, a) }
func (a Address) LogValue() slog.Value         { return logged(a) }
func (a Address) MarshalText() ([]byte, error) { return []byte(a.Masked()), nil }
