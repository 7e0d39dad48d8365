package feed

import (
	"embed"
	"slices"

	"kangma/evidence"
	"kangma/internal/fault"
)

// Authority is who sends.
type Authority string

// The authorities of NA-15.
const (
	Health   Authority = "health"
	Border   Authority = "border"
	Aviation Authority = "aviation"
	Railway  Authority = "railway"
	Telecom  Authority = "telecom"
)

// Spec is the row of an authority.
type Spec struct {
	Authority Authority
	Zh, En    string
	Kinds     []evidence.Kind // that it may state (FD-1)
}

// Authorities are all of them. Carriers state a finding of the match of their lists, never more: a professional makes a contact of it (BY-20).
var Authorities = []Spec{
	{Health, "卫生健康", "health", []evidence.Kind{evidence.CaseConfirmed, evidence.CaseSuspected, evidence.CaseAsymptomatic, evidence.ContactClose,
		evidence.ContactSecondary, evidence.FeverClinic, evidence.TestNucleic, evidence.Vaccination, evidence.Stay}},
	{Border, "移民边检、海关", "border", []evidence.Kind{evidence.Entry}},
	{Aviation, "民航", "civil aviation", []evidence.Kind{evidence.Entry, evidence.ContactCotraveller}},
	{Railway, "铁路", "railway", []evidence.Kind{evidence.ContactCotraveller}},
	{Telecom, "电信", "telecom", []evidence.Kind{evidence.Itinerary, evidence.ContactSpacetime}},
}

// Spec is the row of an authority; ok is false for what is none.
func (a Authority) Spec() (Spec, bool) {
	i := slices.IndexFunc(Authorities, func(s Spec) bool { return s.Authority == a })
	if i < 0 {
		return Spec{}, false
	}
	return Authorities[i], true
}

// ParseAuthority reads one of them.
func ParseAuthority(s string) (Authority, error) {
	if _, ok := Authority(s).Spec(); !ok {
		return "", fault.Field("authority", s, "is not one of health, border, aviation, railway, telecom")
	}
	return Authority(s), nil
}

//go:embed samples
var samples embed.FS

// Sample is a table as the authority would send it: of people who do not exist, every kind and column that it may have.
func (a Authority) Sample() ([]byte, error) {
	if _, ok := a.Spec(); !ok {
		return nil, fault.Field("authority", string(a), "has no sample")
	}
	return samples.ReadFile("samples/" + string(a) + ".csv")
}
