package contact

import (
	"slices"
	"strings"

	"kangma/internal/fault"
)

// ParseNumbers reads the numbers of one service as timetables write them: G2331/G2334, K105/6 (which is K105 and K106),
// CA1234. A train that turns its direction changes its number on the way and stays one service (CT-2).
func ParseNumbers(s string) ([]string, error) {
	var all []string
	for part := range strings.FieldsFuncSeq(strings.ToUpper(strings.TrimSpace(s)), func(c rune) bool { return strings.ContainsRune("/、,，;", c) }) {
		n, err := parseNumber(part, all)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	if len(all) == 0 || len(all) > maxNumbers {
		return nil, fault.Field("number", s, "is not the number of a service, or of one with at most %d numbers", maxNumbers)
	}
	return all, nil
}

const (
	maxNumbers = 8
	maxNumber  = 20 // bytes of one; a coach is known by its plate
)

// parseNumber reads one, which may be no more than the digits that differ from the one before.
func parseNumber(s string, before []string) (string, error) {
	s = strings.Map(func(c rune) rune {
		switch {
		case c == ' ' || c == '-' || c == '·' || c == '次':
			return -1
		case c >= 0xff01 && c <= 0xff5e: // full width
			return c - 0xfee0
		}
		return c
	}, s)
	if s == "" || len(s) > maxNumber || !strings.ContainsAny(s, "0123456789") || strings.ContainsFunc(s, func(c rune) bool { return c < '0' || c == 0x7f }) {
		return "", fault.Field("number", s, "is not the number of a service")
	}
	if len(before) > 0 && strings.Trim(s, "0123456789") == "" {
		if last := before[len(before)-1]; strings.Trim(last, "0123456789") != "" && len(s) < len(last) {
			return last[:len(last)-len(s)] + s, nil
		}
	}
	return s, nil
}
