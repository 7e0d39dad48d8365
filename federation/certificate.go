package federation

import (
	"slices"
	"strings"
	"unicode"

	"kangma/federation/certlogic"
	"kangma/federation/hcert"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
)

// SubjectOf is a certificate as business rules look at it.
func SubjectOf(c *hcert.Certificate) certlogic.Subject {
	kind := map[hcert.Kind]string{hcert.OfVaccination: "Vaccination", hcert.OfTest: "Test", hcert.OfRecovery: "Recovery"}[c.Kind]
	return certlogic.Subject{Payload: c.Payload, Kind: kind, Issuer: c.Country, IssuedAt: c.IssuedAt, Expires: c.Expires}
}

// Foreigner is what a certificate of another state means here.
type Foreigner struct {
	Accepted bool
	Gate     pass.Outcome // of a gate's answer: Ask or Pass of one that is accepted, else what the matrix says of all others
	Reason   string       // a hcert.Reason, "not_recognised", or "rules": which rule failed stands in Failed
	Failed   []string     // ids of rules that do not say true
	Row      CertificateRow
}

// Reasons beside those of package hcert.
const (
	CertificateAccepted      = "accepted"
	CertificateNotRecognised = "not_recognised"
	CertificateRules         = "rules"
)

// JudgeCertificate says what a certificate means to a node for a use at an instant: the matrix first, then whether it holds, then
// the business rules that the matrix names. It is accepted if one row accepts it.
func (m *Matrix) JudgeCertificate(home region.Code, c *hcert.Certificate, use CertificateUse, signers *hcert.Signers, rules *certlogic.Set, at instant.Instant, stopped ...string) Foreigner {
	refused := Foreigner{Gate: m.Else, Reason: CertificateNotRecognised}
	if at < m.From || at >= m.Until {
		return refused
	}
	rows := m.Certificates(home, c.Country, CertificateKind(c.Kind), use, at, stopped...)
	if len(rows) == 0 {
		return refused
	}
	if signers != nil && (at < signers.From || at >= signers.Until) {
		signers = nil
	}
	if why := signers.Verify(c, at); why != hcert.Holds {
		refused.Reason = string(why)
		return refused
	}
	for _, row := range rows {
		if row.Rules == "" {
			return Foreigner{Accepted: true, Gate: row.Gate, Reason: CertificateAccepted, Row: row}
		}
		outcomes, passed := rules.Apply(row.Rules, SubjectOf(c), at)
		if passed {
			return Foreigner{Accepted: true, Gate: row.Gate, Reason: CertificateAccepted, Row: row}
		}
		refused.Reason = CertificateRules
		for _, o := range outcomes {
			if !o.Passed && !slices.Contains(refused.Failed, o.Rule.ID) {
				refused.Failed = append(refused.Failed, o.Rule.ID)
			}
		}
	}
	return refused
}

// SameHolder says whether a certificate is about a person of a name and a date of birth. Names are compared as passports write
// them, in capitals A to Z (ICAO 9303): the certificate's own transliteration with that of the name that was verified. Every part of the shorter one must
// be found, in whatever order, since passports and certificates put them in different places; parts beyond are allowed on one side only, as
// second given names are left out, and one of the family name and one of the given names must agree. A partial date of birth must agree as far as it goes. Names that are not in Latin letters match nothing: a person decides (a case).
func SameHolder(h hcert.Holder, name, birth string) bool {
	if h.Birth == "" || !strings.HasPrefix(birth, h.Birth) {
		return false
	}
	ours, family, given := latinParts(name), strings.FieldsFunc(h.FamilyMR, filler), strings.FieldsFunc(h.GivenMR, filler)
	theirs := slices.Concat(family, given)
	has := func(p string) bool { return slices.Contains(ours, p) }
	if len(ours) < 2 || !slices.ContainsFunc(family, has) || !slices.ContainsFunc(given, has) {
		return false
	}
	few, many := ours, theirs
	if len(few) > len(many) {
		few, many = many, few
	}
	rest := slices.Clone(many)
	for _, part := range few {
		i := slices.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = slices.Delete(rest, i, i+1)
	}
	return true
}

func filler(r rune) bool { return r == '<' }

// transliterated are the letters of European languages as ICAO 9303 part 3 writes them.
var transliterated = strings.NewReplacer("Ä", "AE", "Ö", "OE", "Ü", "UE", "ß", "SS", "ẞ", "SS", "Å", "AA", "Æ", "AE", "Ø", "OE", "Œ", "OE", "Þ", "TH", "Ð", "D", "Đ", "D", "Ł", "L", "Ħ", "H", "Ĳ", "IJ",
	"À", "A", "Á", "A", "Â", "A", "Ã", "A", "Ă", "A", "Ą", "A", "Ā", "A", "Ç", "C", "Ć", "C", "Č", "C", "Ċ", "C", "Ď", "D", "È", "E", "É", "E", "Ê", "E", "Ë", "E", "Ę", "E", "Ě", "E", "Ē", "E", "Ė", "E",
	"Ğ", "G", "Ģ", "G", "Ġ", "G", "Ì", "I", "Í", "I", "Î", "I", "Ï", "I", "Ī", "I", "Į", "I", "İ", "I", "Ķ", "K", "Ĺ", "L", "Ľ", "L", "Ļ", "L", "Ñ", "N", "Ń", "N", "Ň", "N", "Ņ", "N",
	"Ò", "O", "Ó", "O", "Ô", "O", "Õ", "O", "Ő", "OE", "Ŕ", "R", "Ř", "R", "Ś", "S", "Š", "S", "Ş", "S", "Ș", "S", "Ť", "T", "Ţ", "T", "Ț", "T", "Ù", "U", "Ú", "U", "Û", "U", "Ů", "U", "Ű", "UE", "Ū", "U", "Ų", "U",
	"Ý", "Y", "Ÿ", "Y", "Ź", "Z", "Ż", "Z", "Ž", "Z")

// latinParts are the parts of a name in capitals A to Z; none if a letter of it is not Latin.
func latinParts(name string) []string {
	up := transliterated.Replace(strings.ToUpper(strings.ReplaceAll(name, "ß", "ss")))
	up = strings.NewReplacer("'", "", "’", "", ".", "").Replace(up)
	parts := strings.FieldsFunc(up, func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == ',' || r == '·' || r == '<' })
	for _, p := range parts {
		if strings.ContainsFunc(p, func(r rune) bool { return r < 'A' || r > 'Z' }) {
			return nil
		}
	}
	return parts
}
