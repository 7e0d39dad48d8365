package policy_test

import (
	"testing"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/policy"
)

// typical is a person as most are: an application and a clean declaration.
func typical() policy.Facts {
	return policy.Facts{Evidence: []evidence.Fact{
		{ID: "01", Kind: evidence.Registration, Source: "holder", ValidFrom: noon, ValidUntil: instant.Never, RecordedAt: noon, EndRecordedAt: noon, RetractedAt: instant.Never},
		{ID: "02", Kind: evidence.Declaration, Source: "holder", ValidFrom: noon, ValidUntil: instant.Never, RecordedAt: noon, EndRecordedAt: noon, RetractedAt: instant.Never,
			Attrs: evidence.Attrs{evidence.TextAttr(evidence.Status, "none"), evidence.NumberAttr(evidence.Temperature, 36.5)}},
	}}
}

func BenchmarkDecideTypical(b *testing.B) {
	p := load(b, "hubei@2020-03-22")
	f := typical()
	b.ReportAllocs()
	for b.Loop() {
		p.Decide(&f, noon, noon)
	}
}

func BenchmarkDecideContact(b *testing.B) {
	p := load(b, "hubei@2020-03-22")
	f := typical()
	f.Evidence = append(f.Evidence, evidence.Fact{ID: "03", Kind: evidence.ContactClose, Source: "cdc", ValidFrom: noon, ValidUntil: instant.Never, RecordedAt: noon, EndRecordedAt: noon, RetractedAt: instant.Never})
	b.ReportAllocs()
	for b.Loop() {
		p.Decide(&f, noon, noon)
	}
}

func BenchmarkDecideWenzhou(b *testing.B) {
	p := load(b, "wenzhou@2021-12-01")
	f := typical()
	b.ReportAllocs()
	for b.Loop() {
		p.Decide(&f, noon, noon)
	}
}
