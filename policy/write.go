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
	return writeJSON(w)
}

// writeJSON writes with two spaces, UTF-8 unescaped and a final newline.
func writeJSON(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		panic("policy: cannot be written: " + err.Error()) // v holds only strings and what is made of them
	}
	return unescaped(b.Bytes())
}

// unescaped puts back the two separators that encoding/json escapes even where HTML is of no concern: the contract
// writes UTF-8 unescaped. In JSON every backslash begins an escape, so walking from one to the next is exact.
func unescaped(b []byte) []byte {
	if !bytes.Contains(b, []byte(`\u202`)) {
		return b
	}
	out := make([]byte, 0, len(b))
	for {
		i := bytes.IndexByte(b, '\\')
		if i < 0 {
			return append(out, b...)
		}
		out = append(out, b[:i]...)
		switch {
		case bytes.HasPrefix(b[i:], []byte(`\u2028`)):
			out, b = append(out, "\u2028"...), b[i+6:]
		case bytes.HasPrefix(b[i:], []byte(`\u2029`)):
			out, b = append(out, "\u2029"...), b[i+6:]
		default:
			out, b = append(out, b[i:i+2]...), b[i+2:]
		}
	}
}

// timeOrNull is null for what never comes, and for what lies past the year 9999, which RFC 3339 cannot say: an end at
// 9999-12-31T23:59:59Z is a customary "for ever".
func timeOrNull(t instant.Instant, z instant.Zone) *string {
	if t == instant.Never {
		return nil
	}
	if s := t.In(z); s[4] == '-' {
		return &s
	}
	return nil
}
