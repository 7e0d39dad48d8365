package person

import (
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// parsePassport takes the machine-readable number of any country's passport: 5 to 15 letters and digits, at least
// three of them digits. The issuing state is not asked for: feeds do not carry it; see docs/adr/0040.
func parsePassport(s string) (Document, error) {
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			n++
		case c < 'A' || c > 'Z':
			return Document{}, fault.Secret("id_number", "has a character that no passport number has")
		}
	}
	if len(s) < 5 || len(s) > 15 || n < 3 {
		return Document{}, fault.Secret("id_number", "is not a passport number of 5 to 15 letters and digits")
	}
	return Document{kind: Passport, number: s}, nil
}

// parseHKMacao takes H or M and 8 digits, which a person keeps for life; the two digits that older permits add count
// renewals and are dropped.
func parseHKMacao(s string) (Document, error) {
	if (len(s) != 9 && len(s) != 11) || (s[0] != 'H' && s[0] != 'M') || !digits(s[1:]) {
		return Document{}, fault.Secret("id_number", "is not a permit number: H or M and 8 digits")
	}
	return Document{kind: HKMacaoPermit, number: s[:9]}, nil
}

// parseTaiwan takes 8 digits, which a person keeps for life. Older booklets have 10 digits, the last two of which
// count renewals, and sometimes a letter in brackets.
func parseTaiwan(s string) (Document, error) {
	n := s
	if len(n) == 11 && n[10] >= 'A' && n[10] <= 'Z' {
		n = n[:10]
	}
	if (len(n) != 8 && len(n) != 10) || !digits(n) {
		return Document{}, fault.Secret("id_number", "is not a permit number of 8 digits")
	}
	return Document{kind: TaiwanPermit, number: n[:8]}, nil
}

// parseForeign takes both forms of the foreigner's permanent residence card. Until 2023: 3 letters of nationality,
// 4 digits of region, yymmdd, and 2 digits whose check is not published. Since then 18 digits: 9, province, nationality
// in digits, yyyymmdd, serial, and the check character of resident numbers.
func parseForeign(s string, at instant.Instant) (Document, error) {
	switch {
	case len(s) == 15 && strings.Trim(s[:3], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && digits(s[3:]):
		if !strings.Contains(provinces, s[3:5]) {
			return Document{}, fault.Secret("id_number", "names no province")
		}
		if _, err := time.Parse("060102", s[7:13]); err != nil {
			return Document{}, fault.Secret("birth", "is no day of the calendar")
		}
		return Document{kind: ForeignResidence, number: s}, nil // two digits of a year state no birth date
	case len(s) == 18 && s[0] == '9' && digits(s[:17]):
		if err := checkCharacter(s); err != nil {
			return Document{}, err
		}
		if !strings.Contains(provinces, s[1:3]) {
			return Document{}, fault.Secret("id_number", "names no province")
		}
		birth, err := parseBirth(s[6:14], at)
		if err != nil {
			return Document{}, err
		}
		return Document{kind: ForeignResidence, number: s, birth: birth}, nil
	}
	return Document{}, fault.Secret("id_number", "is not the number of a foreigner's permanent residence card, of 15 or 18 characters")
}
