package federation

import (
	"regexp"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
)

// CertificateRow says that some regions recognise certificates of other states, as what and by whose rules (BY-15, NA-13).
type CertificateRow struct {
	By        []region.Code
	Countries []string          // that issue, ISO 3166-1 of two letters
	Kinds     []CertificateKind // of what is certified
	Uses      []CertificateUse  //
	Rules     string            // the country whose business rules a certificate must pass; "": none
	Gate      pass.Outcome      // of a certificate that is accepted at a gate: Pass or Ask
	From      instant.Instant
	Until     instant.Instant
	Basis     string
	Note      policy.Text
}

// CertificateKind is what a certificate certifies.
type CertificateKind string

const (
	Vaccination CertificateKind = "vaccination"
	Test        CertificateKind = "test"
	Recovery    CertificateKind = "recovery"
)

// CertificateKinds are all of them.
var CertificateKinds = []CertificateKind{Vaccination, Test, Recovery}

// CertificateUse is what a certificate is recognised for.
type CertificateUse string

const (
	ToPass     CertificateUse = "gate"     // shown at a gate
	AsEvidence CertificateUse = "evidence" // becomes evidence of its holder
)

type certificateFile struct {
	By        []string          `yaml:"by"`
	Countries []string          `yaml:"countries"`
	Kinds     []CertificateKind `yaml:"kinds"`
	Uses      []CertificateUse  `yaml:"uses"`
	Rules     string            `yaml:"rules"`
	Gate      string            `yaml:"gate"`
	From      string            `yaml:"from"`
	Until     string            `yaml:"until"`
	Basis     string            `yaml:"basis"`
	Note      policy.Text       `yaml:"note"`
}

var country = regexp.MustCompile("^[A-Z]{2}$")

func (f *certificateFile) row(m *Matrix) (row CertificateRow, err error) {
	row = CertificateRow{Countries: f.Countries, Kinds: f.Kinds, Uses: f.Uses, Rules: f.Rules, Gate: pass.Ask, Basis: strings.TrimSpace(f.Basis), Note: f.Note}
	if row.By, err = codes("by", f.By, true); err != nil {
		return row, err
	}
	if row.From, row.Until, err = m.span(f.From, f.Until); err != nil {
		return row, err
	}
	if f.Gate != "" {
		if row.Gate, err = pass.ParseOutcome(f.Gate); err != nil || row.Gate != pass.Pass && row.Gate != pass.Ask {
			return row, fault.Field("gate", f.Gate, "is not one of pass, ask")
		}
	}
	for _, c := range f.Countries {
		if !country.MatchString(c) {
			return row, fault.Field("countries", c, "is not a country of two capital letters")
		}
	}
	for _, k := range f.Kinds {
		if !slices.Contains(CertificateKinds, k) {
			return row, fault.Field("kinds", string(k), "is not one of %v", CertificateKinds)
		}
	}
	for _, u := range f.Uses {
		if u != ToPass && u != AsEvidence {
			return row, fault.Field("uses", string(u), "is not one of gate, evidence")
		}
	}
	switch {
	case len(f.Countries) == 0:
		return row, fault.Missing("countries")
	case len(f.Kinds) == 0:
		return row, fault.Missing("kinds")
	case len(f.Uses) == 0:
		return row, fault.Missing("uses")
	case row.Basis == "":
		return row, fault.Missing("basis")
	case f.Rules != "" && !country.MatchString(f.Rules):
		return row, fault.Field("rules", f.Rules, "is not a country of two capital letters")
	}
	return row, nil
}

// Certificates are the rows by which home recognises certificates of a country, of a kind, for a use, at an instant; stopped
// are issuers that it stopped recognising since.
func (m *Matrix) Certificates(home region.Code, of string, kind CertificateKind, use CertificateUse, at instant.Instant, stopped ...string) []CertificateRow {
	var rows []CertificateRow
	if slices.Contains(stopped, "") || slices.Contains(stopped, of) {
		return nil
	}
	for _, r := range m.Papers {
		if slices.Contains(r.By, home) && slices.Contains(r.Countries, of) && slices.Contains(r.Kinds, kind) && slices.Contains(r.Uses, use) &&
			r.From <= at && at < r.Until {
			rows = append(rows, r)
		}
	}
	return rows
}
