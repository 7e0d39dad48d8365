package contact

import (
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Status is what a patient was found to be.
type Status string

const (
	Confirmed    Status = "confirmed"
	Suspected    Status = "suspected"
	Asymptomatic Status = "asymptomatic"
)

var statuses = map[string]Status{"confirmed": Confirmed, "确诊": Confirmed, "确诊病例": Confirmed, "suspected": Suspected, "疑似": Suspected, "疑似病例": Suspected,
	"asymptomatic": Asymptomatic, "无症状": Asymptomatic, "无症状感染者": Asymptomatic}

// ParseStatus reads a status in Chinese or English.
func ParseStatus(s string) (Status, error) {
	if v := statuses[s]; v != "" {
		return v, nil
	}
	return "", fault.Field("status", s, "is not one of confirmed, suspected, asymptomatic")
}

// Patient is an infected person as a health authority states him: by identifier alone. Instants that are not known are 0.
type Patient struct {
	ID       id.ID
	Who      Keyed
	Status   Status
	Region   region.Code     // of the authority that states it
	Source   string          // who states it
	Onset    instant.Instant // of symptoms; none without symptoms
	Sampled  instant.Instant // the first positive sample
	Negative instant.Instant // the last negative sample, of who is tested as a routine
	Isolated instant.Instant // from when on he met nobody
	Intense  bool            // high fever, sneezing, coughing or vomiting on the way
	At       instant.Instant // when it was stated
	EndedAt  instant.Instant // when it was found not to be so; Never while it stands
}

// Check refuses a patient without what his window needs, or whose times contradict each other.
func (p *Patient) Check() error {
	switch {
	case p.Who.IsZero():
		return fault.Missing("keyed")
	case p.Onset == 0 && p.Sampled == 0:
		return fault.Missing("sampled")
	case p.Status == Asymptomatic && p.Onset != 0:
		return fault.Field("onset", p.Onset.In(instant.Beijing), "is of somebody without symptoms")
	case p.Negative != 0 && p.Sampled != 0 && p.Negative >= p.Sampled:
		return fault.Field("negative", p.Negative.In(instant.Beijing), "is not before the positive sample")
	}
	return nil
}

// Window is when somebody could infect others. Until is Never while he is not isolated.
type Window struct{ From, Until instant.Instant }

// overlaps says whether a time from one instant until another shares any of the window.
func (w Window) overlaps(from, until instant.Instant) bool { return from < w.Until && w.From < until }

// Window is a patient's infectious window under the policy (CT-5): so many days before the onset of symptoms, for which the
// sample stands in where there are none, or from the last negative sample of who was found by routine screening.
func (p *Policy) Window(of Patient) Window {
	w := Window{Until: instant.Never}
	if of.Isolated != 0 {
		w.Until = of.Isolated
	}
	begin := of.Onset
	if begin == 0 {
		begin = of.Sampled
	}
	w.From = begin.Add(-p.Before.Duration())
	if p.SinceNegative && of.Negative != 0 && of.Onset == 0 {
		w.From = of.Negative
	}
	return w
}
