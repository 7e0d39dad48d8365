package person

import (
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

// provinces are the first two digits of the numbers that are issued: GB/T 2260, and 81, 82, 83 of the residence
// permits for residents of Hong Kong, Macao and Taiwan, whose regions are in no table.
const provinces = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"

// parseResident reads a citizen identity number (GB 11643-1999): region, birth date, serial number, check character.
// Numbers of 15 digits, issued until 1999, are upgraded.
func parseResident(s string, known Regions, at instant.Instant) (Document, error) {
	if len(s) == 15 && digits(s) {
		s = upgrade(s)
	}
	if len(s) != 18 || !digits(s[:17]) {
		return Document{}, fault.Secret("id_number", "is not a resident identity number of 18 characters, or of 15 digits")
	}
	if err := checkCharacter(s); err != nil {
		return Document{}, err
	}
	if !strings.Contains(provinces, s[:2]) {
		return Document{}, fault.Secret("id_number", "begins with no province that issues identity numbers")
	}
	if known != nil && s[0] != '8' && !known(region.MustParseCode(s[:6])) {
		return Document{}, fault.Secret("id_number", "begins with an unknown region")
	}
	birth, err := parseBirth(s[6:14], at)
	if err != nil {
		return Document{}, err
	}
	return Document{kind: ResidentID, number: s, birth: birth}, nil
}

// upgrade makes 18 characters of 15 digits. Serial numbers 996 to 999 were kept for people born in the 1800s.
func upgrade(s string) string {
	century := "19"
	if s[12:] >= "996" {
		century = "18"
	}
	s = s[:6] + century + s[6:]
	return s + string(checkOf(s))
}

// checkOf is the check character of 17 digits: ISO 7064 MOD 11-2.
func checkOf(s string) byte {
	sum := 0
	for i := range 17 {
		sum = (sum + int(s[i]-'0')) * 2 % 11
	}
	return "10X98765432"[sum]
}

func checkCharacter(s string) error {
	if checkOf(s) != s[17] {
		return fault.Secret("id_number", "has a wrong check character: one of its characters is mistyped").WithKey("id_number.check")
	}
	return nil
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
