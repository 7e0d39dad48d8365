package federation

import (
	"kangma/evidence"
	"kangma/federation/hcert"
	"kangma/internal/fault"
	"kangma/internal/instant"
)

// SourceOf names a state's certificates as a source of evidence.
func SourceOf(country string) string { return "recognised:" + country }

// EvidenceOf is the fact that an accepted certificate states: a vaccination, or a nucleic acid test. The catalogue has no fact for a
// recovery, nor for a rapid test: those certificates are refused with key certificate.no_evidence.
func EvidenceOf(c *hcert.Certificate) (evidence.Fact, error) {
	f := evidence.Fact{Source: SourceOf(c.Country), ValidUntil: instant.Never}
	switch {
	case c.Vaccine != nil:
		f.Kind, f.ValidFrom = evidence.Vaccination, c.Vaccine.On
		f.Attrs = evidence.Attrs{evidence.WholeAttr(evidence.Dose, int64(c.Vaccine.Dose)), evidence.TextAttr(evidence.Product, c.Vaccine.Product)}
	case c.Test != nil && c.Test.Type == hcert.NucleicTest:
		result := "negative"
		if c.Test.Detected {
			result = "positive"
		}
		f.Kind, f.ValidFrom = evidence.TestNucleic, c.Test.SampledAt
		f.Attrs = evidence.Attrs{evidence.TextAttr(evidence.Result, result), evidence.TimeAttr(evidence.SampledAt, c.Test.SampledAt)}
	default:
		return f, fault.New(fault.Invalid, "certificate.no_evidence", "nothing here looks at a certificate of this kind")
	}
	return f, nil
}
