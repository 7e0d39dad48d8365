package person

import (
	"fmt"
	"log/slog"
	"strings"

	"kangma/internal/fault"
)

const mainland = "+86"

// Phone is a phone number in E.164, "+8613800138000". The zero Phone is none. It prints masked.
type Phone struct{ e164 string }

// ParsePhone reads a mobile number of the mainland as people type it (13800138000, +86 138-0013-8000, 0086…,
// full-width digits), or a number of another country that begins with + or 00. Mainland numbers must be mobile ones,
// since codes are sent to them.
func ParsePhone(s string) (Phone, error) {
	if len(s) > longestNumber {
		return Phone{}, fault.Secret("phone", "is longer than %d bytes", longestNumber)
	}
	s = strings.ReplaceAll(tidyNumber(s), ".", "")
	if s == "" {
		return Phone{}, fault.Missing("phone")
	}
	if rest, ok := strings.CutPrefix(s, "00"); ok {
		s = "+" + rest
	}
	abroad, international := strings.CutPrefix(s, "+")
	if !digits(abroad) {
		return Phone{}, fault.Secret("phone", "has a character that no phone number has")
	}
	national := abroad
	if international || len(abroad) == 13 {
		rest, ok := strings.CutPrefix(abroad, mainland[1:])
		if !ok && international {
			if len(abroad) < 7 || len(abroad) > 15 || abroad[0] == '0' {
				return Phone{}, fault.Secret("phone", "is not an international number of 7 to 15 digits")
			}
			return Phone{"+" + abroad}, nil
		}
		national = rest
	}
	if len(national) != 11 || national[0] != '1' || national[1] < '3' {
		return Phone{}, fault.Secret("phone", "is not a mobile number of the mainland; write a foreign one with + and its country code")
	}
	return Phone{mainland + national}, nil
}

// IsZero says whether no phone is known.
func (p Phone) IsZero() bool { return p.e164 == "" }

// Reveal is the number in E.164.
func (p Phone) Reveal() string { return p.e164 }

// Masked, String, Format, LogValue and MarshalText show what maskPhone shows.
func (p Phone) Masked() string               { return maskPhone(p.e164) }
func (p Phone) String() string               { return p.Masked() }
func (p Phone) Format(f fmt.State, _ rune)   { format(f, p) }
func (p Phone) LogValue() slog.Value         { return logged(p) }
func (p Phone) MarshalText() ([]byte, error) { return []byte(p.Masked()), nil }
