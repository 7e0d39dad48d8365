package person

import (
	"fmt"
	"log/slog"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kangma/internal/fault"
)

const (
	maxName    = 100 // characters
	interpunct = '·' // between the parts of a transliterated name
)

// interpuncts are the characters that keyboards offer for it.
const interpuncts = "•‧∙⋅・･．●"

// Name is a person's name as it stands in the identity document: Chinese, transliterated with ·, or Latin. It prints masked.
type Name struct{ text string }

// ParseName trims and normalises a name: compatibility forms (NFKC), one interpunct, single spaces. It takes letters
// of any script, marks, and the signs that names have; no digits, no control or invisible characters, 100 characters.
func ParseName(s string) (Name, error) {
	if len(s) > maxName*8 {
		return Name{}, fault.Secret("name", "is longer than %d characters", maxName)
	}
	s = strings.Map(func(c rune) rune {
		if strings.ContainsRune(interpuncts, c) {
			return interpunct
		}
		return c
	}, s)
	s = strings.Join(strings.Fields(norm.NFKC.String(s)), " ")
	n, letters := 0, 0
	for _, c := range s {
		n++
		switch {
		case unicode.IsLetter(c):
			letters++
		case unicode.IsMark(c), c == ' ', c == interpunct, c == '-', c == '\'', c == '’', c == '.', c == ',':
		default:
			return Name{}, fault.Secret("name", "has a character that no name has")
		}
	}
	switch {
	case s == "":
		return Name{}, fault.Missing("name")
	case letters == 0:
		return Name{}, fault.Secret("name", "has no letter")
	case n > maxName:
		return Name{}, fault.Secret("name", "is longer than %d characters", maxName)
	}
	return Name{s}, nil
}

// IsZero says whether no name is known.
func (n Name) IsZero() bool { return n.text == "" }

// Same says whether two names are one, whatever the case of Latin letters, the spaces and the signs between the parts.
func (n Name) Same(m Name) bool { return strings.EqualFold(lettersOf(n.text), lettersOf(m.text)) }

func lettersOf(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsMark(c) {
			return c
		}
		return -1
	}, s)
}

// Reveal is the name in full.
func (n Name) Reveal() string { return n.text }

// Masked, String, Format, LogValue and MarshalText show what maskName shows.
func (n Name) Masked() string               { return maskName(n.text) }
func (n Name) String() string               { return n.Masked() }
func (n Name) Format(f fmt.State, _ rune)   { format(f, n) }
func (n Name) LogValue() slog.Value         { return logged(n) }
func (n Name) MarshalText() ([]byte, error) { return []byte(n.Masked()), nil }
