package person

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file is the only place that decides how much of an identity is shown (PE-3, WH-04, HB-08):
//
//	name      张*  欧阳**  阿***·***  J*** S****     the surname's character or characters; of other names the initials
//	number    4***************1X                   the first character and the last two: enough to hold against a card
//	phone     138****5678                          as operators print it; abroad the last two digits
//	birth     1988-**-**                           the year
//	address   ******                               nothing
//
// The usual 420102********1234 shows region and serial number, from which a number is soon guessed; ours is stricter.

const star = "*"

// masked is what all identity types are: printed, logged and written to JSON in its masked form, whatever the verb.
type masked interface {
	Masked() string
	fmt.Formatter
	slog.LogValuer
}

var _ = []masked{Name{}, Document{}, Phone{}, Birth(0), Address{}, Identity{}, Contact{}, Key{}}

// format prints the masked form for every verb: %v, %+v, %#v, %s, %q, %x and %d alike, so that no verb reaches the fields.
func format(f fmt.State, m masked) { io.WriteString(f, m.Masked()) }

func logged(m masked) slog.Value { return slog.StringValue(m.Masked()) }

// compoundSurnames are the surnames of two characters that are in use.
var compoundSurnames = map[string]bool{
	"欧阳": true, "上官": true, "司马": true, "诸葛": true, "东方": true, "皇甫": true, "尉迟": true, "公孙": true, "轩辕": true,
	"令狐": true, "钟离": true, "宇文": true, "长孙": true, "慕容": true, "司徒": true, "司空": true, "夏侯": true, "端木": true,
	"南宫": true, "独孤": true, "百里": true, "东郭": true, "南门": true, "呼延": true, "赫连": true, "澹台": true, "申屠": true,
	"公冶": true, "宗政": true, "濮阳": true, "淳于": true, "单于": true, "太叔": true, "公羊": true, "仲孙": true, "闻人": true,
	"万俟": true, "拓跋": true, "鲜于": true, "闾丘": true, "第五": true, "梁丘": true, "左丘": true, "西门": true, "即墨": true,
}

// MaskName and MaskNumber mask what was written down as it was said: a name, and the number of a document or telephone.
func MaskName(s string) string   { return maskName(s) }
func MaskNumber(s string) string { return maskNumber(s) }

func maskName(s string) string {
	r := []rune(s)
	switch {
	case len(r) == 0:
		return ""
	case len(r) == 1:
		return star
	case unicode.Is(unicode.Han, r[0]):
		shown := 1
		if len(r) > 2 && compoundSurnames[string(r[:2])] {
			shown = 2
		}
		return string(r[:shown]) + stars(r[shown:])
	}
	var b strings.Builder
	start := true
	for i, c := range r {
		switch {
		case separates(c):
			b.WriteRune(c)
			start = true
			continue
		case start && i+1 < len(r) && !separates(r[i+1]):
			b.WriteRune(c) // an initial, but never a whole part of the name
		default:
			b.WriteString(star)
		}
		start = false
	}
	return b.String()
}

func stars(rest []rune) string {
	var b strings.Builder
	for _, c := range rest {
		if separates(c) {
			b.WriteRune(c)
			continue
		}
		b.WriteString(star)
	}
	return b.String()
}

func separates(c rune) bool { return c == ' ' || c == interpunct || c == '-' }

func maskNumber(s string) string {
	const head, tail = 1, 2
	if len(s) <= head+tail+1 {
		return strings.Repeat(star, len(s))
	}
	return s[:head] + strings.Repeat(star, len(s)-head-tail) + s[len(s)-tail:]
}

// maskPhone takes E.164.
func maskPhone(s string) string {
	if national, ok := strings.CutPrefix(s, mainland); ok && len(national) == 11 {
		return national[:3] + "****" + national[7:]
	}
	if len(s) < 5 {
		return strings.Repeat(star, len(s))
	}
	return "+" + strings.Repeat(star, len(s)-3) + s[len(s)-2:]
}

func maskBirth(b Birth) string {
	if b.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-**-**", int(b)/10000)
}

func maskAddress(s string) string {
	if utf8.RuneCountInString(s) == 0 {
		return ""
	}
	return strings.Repeat(star, 6)
}
