package staff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kangma/internal/fault"
)

// PurposeKind says what a look at a person's data is for.
type PurposeKind string

// PurposeKinds are all purposes that there are.
var PurposeKinds = []struct {
	Kind   PurposeKind
	Zh, En string
}{
	{"service", "窗口服务", "the person asked for help at a desk or on the line"},
	{"review", "转码、纠错审核", "deciding a conversion or correction"},
	{"check", "基层核查", "a grass-roots check"},
	{"investigation", "流行病学调查", "a case investigation"},
	{"control", "管控措施", "carrying out or ending a control measure"},
	{"quality", "数据质量", "finding the cause of wrong data"},
	{"legal", "依法查询", "a request under law"},
}

// Purpose is why somebody looks at a person's data; the holder reads it later (BY-06). The zero Purpose is none.
type Purpose struct {
	Kind PurposeKind
	Case string // the number of the case that it belongs to; required for some actions
	Note string
}

const maxPurpose = 200 // characters of a case number or a note

// ParsePurpose checks a purpose; "legal" must say in the note by which request.
func ParsePurpose(kind, caseNumber, note string) (Purpose, error) {
	p := Purpose{PurposeKind(kind), strings.TrimSpace(caseNumber), strings.TrimSpace(note)}
	if kind == "" {
		return Purpose{}, fault.Missing("purpose")
	}
	if !p.Kind.known() {
		return Purpose{}, fault.Field("purpose", kind, "is not one of service, review, check, investigation, control, quality, legal")
	}
	if p.Kind == "legal" && p.Note == "" {
		return Purpose{}, fault.Missing("note")
	}
	if err := line("case", p.Case, maxPurpose); err != nil {
		return Purpose{}, err
	}
	if err := line("note", p.Note, maxPurpose); err != nil {
		return Purpose{}, err
	}
	return p, nil
}

func (k PurposeKind) known() bool {
	for _, p := range PurposeKinds {
		if p.Kind == k {
			return true
		}
	}
	return false
}

// line refuses what is no single line of printable characters. The text may name a person, so it is not repeated.
func line(field, s string, most int) error {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > most || strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return fault.Secret(field, "is not a line of at most %d printable characters", most)
	}
	return nil
}

// IsZero says whether no purpose was given.
func (p Purpose) IsZero() bool { return p.Kind == "" }

// String is the purpose as the audit log keeps it: "investigation HB-2020-17: contacts of the index case".
func (p Purpose) String() string {
	s := string(p.Kind)
	if p.Case != "" {
		s += " " + p.Case
	}
	if p.Note != "" {
		s += ": " + p.Note
	}
	return s
}
