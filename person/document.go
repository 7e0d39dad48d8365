package person

import (
	"fmt"
	"log/slog"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

// DocumentType is a kind of identity document (evidence.md section 1, id_type).
type DocumentType string

const (
	ResidentID       DocumentType = "resident_id"       // GB 11643, and the residence permits of 81, 82 and 83 that have its form
	Passport         DocumentType = "passport"          // of any country
	HKMacaoPermit    DocumentType = "hk_macao_permit"   // 港澳居民来往内地通行证
	TaiwanPermit     DocumentType = "taiwan_permit"     // 台湾居民来往大陆通行证
	ForeignResidence DocumentType = "foreign_residence" // 外国人永久居留身份证, of 15 and of 18 characters
	NoDocument       DocumentType = "none"              // a child, or a paper declaration (NA-12, WZ-04)
)

// DocumentTypes are all of them, in the order in which forms offer them.
var DocumentTypes = []DocumentType{ResidentID, Passport, HKMacaoPermit, TaiwanPermit, ForeignResidence, NoDocument}

// ParseDocumentType reads one of DocumentTypes.
func ParseDocumentType(s string) (DocumentType, error) {
	for _, t := range DocumentTypes {
		if s == string(t) {
			return t, nil
		}
	}
	return "", fault.Field("id_type", s, "is not one of resident_id, passport, hk_macao_permit, taiwan_permit, foreign_residence, none")
}

// Document is an identity document whose number has passed its type's checks, in the one form under which it is
// indexed. The zero Document is none at all. It prints masked.
type Document struct {
	kind   DocumentType
	number string
	birth  Birth
}

// Regions says whether a division exists or once existed. A number keeps the code of the division that issued it, so
// a table that lacks retired codes must answer by their province.
type Regions func(region.Code) bool

const longestNumber = 64 // bytes of a number as typed, before anything looks at it

// ParseDocument checks a number by the rules of its type, and brings it into its one form: full-width characters
// narrow, without spaces and hyphens, upper case, 15 digits upgraded to 18. known may be nil: then the province alone
// is checked. Faults name id_type, id_number or birth and never repeat the number. (PE-1; issue 2 "People")
func ParseDocument(kind DocumentType, number string, known Regions, at instant.Instant) (Document, error) {
	if len(number) > longestNumber {
		return Document{}, fault.Secret("id_number", "is longer than %d bytes", longestNumber)
	}
	number = tidyNumber(number)
	if kind == NoDocument {
		if number != "" {
			return Document{}, fault.Secret("id_number", "must be empty where there is no document")
		}
		return Document{kind: NoDocument}, nil
	}
	if number == "" {
		return Document{}, fault.Missing("id_number")
	}
	switch kind {
	case ResidentID:
		return parseResident(number, known, at)
	case Passport:
		return parsePassport(number)
	case HKMacaoPermit:
		return parseHKMacao(number)
	case TaiwanPermit:
		return parseTaiwan(number)
	case ForeignResidence:
		return parseForeign(number, at)
	}
	_, err := ParseDocumentType(string(kind))
	return Document{}, err
}

// tidyNumber is the number as it would be typed on a plain keyboard.
func tidyNumber(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '！' && c <= '～' { // full-width forms
			c -= '！' - '!'
		}
		switch {
		case c == ' ', c == '\t', c == '\u00a0', c == '\u3000', c == '-', c == '(', c == ')', c == '\u200b', c == '\ufeff':
			return -1
		case c >= 'a' && c <= 'z':
			return c - 'a' + 'A'
		}
		return c
	}, s)
}

// Kind is the document's type; "" for the zero Document.
func (d Document) Kind() DocumentType { return d.kind }

// Exists says whether there is a number.
func (d Document) Exists() bool { return d.number != "" }

// Birth is the birth date that the number states, zero where it states none.
func (d Document) Birth() Birth { return d.birth }

// Reveal is the number in its one form.
func (d Document) Reveal() string { return d.number }

// Masked, String, Format, LogValue and MarshalText show what maskNumber shows.
func (d Document) Masked() string               { return maskNumber(d.number) }
func (d Document) String() string               { return d.Masked() }
func (d Document) Format(f fmt.State, _ rune)   { format(f, d) }
func (d Document) LogValue() slog.Value         { return logged(d) }
func (d Document) MarshalText() ([]byte, error) { return []byte(d.Masked()), nil }
