package bench

import (
	"fmt"
	"math/rand/v2"
	"time"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
)

// people makes made-up people for deciding, the same for the same seed.
type people struct {
	*rand.Rand
	at      instant.Instant
	regions []region.Code
}

func newPeople(seed uint64, at instant.Instant) people {
	p := people{Rand: rand.New(rand.NewPCG(seed, 0)), at: at}
	for _, c := range []string{"420102", "420111", "420100", "421002", "420000", "330106"} {
		p.regions = append(p.regions, region.MustParseCode(c))
	}
	return p
}

// before is an instant up to so long ago.
func (p people) before(d time.Duration) instant.Instant {
	return p.at - instant.Instant(p.Int64N(d.Microseconds()))
}

func (p people) fact(n int, k evidence.Kind, from instant.Instant, attrs ...evidence.Attr) evidence.Fact {
	return evidence.Fact{ID: fmt.Sprintf("%032x", n+1), Kind: k, Source: "bench", Region: p.regions[p.IntN(len(p.regions))], ValidFrom: from, ValidUntil: instant.Never,
		RecordedAt: from, EndRecordedAt: from, RetractedAt: instant.Never, Attrs: attrs}
}

// typical is a person as most are: an application and a declaration of being well; one in four has been tested, and one
// in fifty has a record that may give a colour.
func (p people) typical() policy.Facts {
	applied := p.before(14 * instant.Day)
	f := policy.Facts{Person: policy.Person{IDType: "resident_id", Birth: "1988-05-02", Residence: p.regions[0]}, Evidence: []evidence.Fact{
		p.fact(0, evidence.Registration, applied, evidence.TextAttr(evidence.Purpose, "resident"), evidence.TextAttr(evidence.Channel, "app")),
		p.fact(1, evidence.Declaration, applied, evidence.TextAttr(evidence.Status, "none"), evidence.ListAttr(evidence.Symptoms, "none"),
			evidence.NumberAttr(evidence.Temperature, 36.5), evidence.BoolAttr(evidence.Stayed, false), evidence.TextAttr(evidence.Contact, "no"))}}
	if p.IntN(4) == 0 {
		f.Evidence = append(f.Evidence, p.fact(2, evidence.TestNucleic, p.before(7*instant.Day), evidence.TextAttr(evidence.Result, "negative")))
	}
	if p.IntN(50) == 0 {
		k := []evidence.Kind{evidence.CaseConfirmed, evidence.ContactClose, evidence.FeverClinic, evidence.FeverClinic}[p.IntN(4)]
		f.Evidence = append(f.Evidence, p.fact(3, k, p.before(10*instant.Day)))
	}
	return f
}

// any is a person of any kind: up to nine records of all sorts, ended, retracted, not known yet, under modes.
func (p people) any() policy.Facts {
	var f policy.Facts
	for n := range p.IntN(10) {
		k := evidence.Kind(1 + p.IntN(len(evidence.Kinds())))
		if p.IntN(3) == 0 {
			k = []evidence.Kind{evidence.Registration, evidence.Declaration, evidence.FeverClinic}[p.IntN(3)]
		}
		g := p.fact(n, k, p.moment())
		switch k {
		case evidence.Declaration:
			g.Attrs = evidence.Attrs{evidence.TextAttr(evidence.Status, []string{"none", "fever", "suspected", "confirmed"}[p.IntN(4)])}
		case evidence.CertificateIsolation:
			g.Attrs = evidence.Attrs{evidence.WholeAttr(evidence.Days, 12+p.Int64N(4))}
		}
		if p.IntN(3) == 0 {
			g.ValidUntil = max(g.ValidFrom, p.moment())
			g.EndRecordedAt = max(g.RecordedAt, p.moment())
		}
		if p.IntN(8) == 0 {
			g.RetractedAt = max(g.RecordedAt, p.moment())
		}
		f.Evidence = append(f.Evidence, g)
	}
	for range max(0, p.IntN(5)-2) {
		from := p.moment()
		f.Modes = append(f.Modes, policy.Mode{Mode: policy.Modes[p.IntN(len(policy.Modes))], From: from, Until: max(from, p.moment())})
	}
	p.Shuffle(len(f.Evidence), func(i, j int) { f.Evidence[i], f.Evidence[j] = f.Evidence[j], f.Evidence[i] })
	return f
}

// moment is an hour within ten days before or after, or never; whole hours, so that ends meet.
func (p people) moment() instant.Instant {
	if p.IntN(20) == 0 {
		return instant.Never
	}
	return p.at.Add(time.Duration(p.IntN(480)-240) * time.Hour)
}
