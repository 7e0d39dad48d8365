package policy

import (
	"bytes"
	"encoding/json"

	"kangma/internal/instant"
)

// The form in which a decision is written: evidence.md section 3, keys in this order.
type decisionJSON struct {
	Jurisdiction string       `json:"jurisdiction"`
	Policy       string       `json:"policy"`
	Colour       Colour       `json:"colour"`
	Mark         *Mark        `json:"mark"`
	Labels       []string     `json:"labels"`
	State        string       `json:"state"`
	Gate         Gate         `json:"gate"`
	Reasons      []reasonJSON `json:"reasons"`
	Guidance     guidanceJSON `json:"guidance"`
	DecidedFor   string       `json:"decided_for"`
	NextReview   *string      `json:"next_review"`
}

type reasonJSON struct {
	Rule     string   `json:"rule"`
	Evidence []string `json:"evidence"`
	Text     Text     `json:"text"`
	Source   string   `json:"source"`
	Until    *string  `json:"until"`
	Code     string   `json:"code,omitempty"`
}

type guidanceJSON struct {
	Holder Text `json:"holder"`
	Gate   Text `json:"gate"`
}

// JSON writes the decision as evidence.md section 3 says, times in the given offset: the same decision, the same bytes.
func (d *Decision) JSON(z instant.Zone) []byte {
	w := decisionJSON{Jurisdiction: d.Jurisdiction.String(), Policy: d.Policy, Colour: d.Colour,
		Labels: append([]string{}, d.Labels...), State: d.State.Name, Gate: d.Gate,
		Reasons: make([]reasonJSON, 0, len(d.Reasons)), Guidance: guidanceJSON{d.State.Holder, d.State.AtGate},
		DecidedFor: d.DecidedFor.In(z), NextReview: timeOrNull(d.NextReview, z)}
	if d.Mark != "" {
		w.Mark = &d.Mark
	}
	for _, r := range d.Reasons {
		w.Reasons = append(w.Reasons, reasonJSON{r.Rule.ID, append([]string{}, r.Evidence...), r.Rule.Text, r.Rule.Source, timeOrNull(r.Until, z), r.Rule.Code})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(w); err != nil {
		panic("policy: a decision cannot be written: " + err.Error()) // only strings inside
	}
	return b.Bytes()
}

func timeOrNull(t instant.Instant, z instant.Zone) *string {
	if t == instant.Never {
		return nil
	}
	s := t.In(z)
	return &s
}
