package region

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kangma/internal/fault"
)

// Division is a code and its Chinese name.
type Division struct {
	Code Code
	Name string
}

const maxName = 60 // characters; the longest published name has 30

// parseDivision reads a code of 2, 4, 6, 9 or 12 digits, as the levels are published, and a name.
// The error is a fault whose field is the column.
func parseDivision(code, name string) (Division, error) {
	switch len(code) {
	case 2, 4:
		code = (code + "0000")[:6]
	case 9:
		code += "000"
	}
	c, err := ParseCode(code)
	if err != nil {
		return Division{}, fault.Field("code", code, "is not a division code of 2, 4, 6, 9 or 12 digits")
	}
	if c == Nation {
		return Division{}, fault.Field("code", code, "is the nation, which is not loaded")
	}
	name = strings.TrimSpace(name)
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return Division{}, fault.Missing("name")
	case n > maxName:
		return Division{}, fault.Field("name", name, "is longer than %d characters", maxName)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return Division{}, fault.Field("name", name, "is not plain UTF-8 text")
	}
	return Division{Code: c, Name: name}, nil
}

// standsIn says whether a code exists in the standard only to fill a level and is no division of its own: 市辖区 (the
// districts of a municipality), 县, 省直辖县级行政区划, 天涯区直辖村级区划, and one that repeats the name above it.
// The tree is shown without such levels.
func standsIn(name, above string) bool {
	return name == above || name == "市辖区" || name == "县" || strings.Contains(name, "直辖县") || strings.HasSuffix(name, "直辖村级区划")
}
