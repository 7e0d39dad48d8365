package policy

import (
	"encoding/json"

	"kangma/internal/instant"
)

// The explanation as JSON: the decision as the contract has it, then every rule, then the table of states.
type explanationJSON struct {
	Decision json.RawMessage  `json:"decision"`
	Rules    []trialJSON      `json:"rules"`
	States   []stateTrialJSON `json:"states,omitempty"`
}

type trialJSON struct {
	Rule     string            `json:"rule"`
	Title    Text              `json:"title"`
	Holds    bool              `json:"holds"`
	Shown    bool              `json:"shown"`
	Why      Why               `json:"why"`
	Changes  *string           `json:"changes"`
	Evidence []pieceTrialJSON  `json:"evidence,omitempty"`
	If       string            `json:"if,omitempty"`
	Uses     map[string]string `json:"uses,omitempty"`
}

type pieceTrialJSON struct {
	ID    string            `json:"id"`
	Kind  string            `json:"kind"`
	Why   Why               `json:"why"`
	Until *string           `json:"until,omitempty"`
	At    *string           `json:"at,omitempty"`
	By    string            `json:"by,omitempty"`
	When  string            `json:"when,omitempty"`
	Uses  map[string]string `json:"uses,omitempty"`
}

type stateTrialJSON struct {
	State string            `json:"state"`
	Holds bool              `json:"holds"`
	If    string            `json:"if,omitempty"`
	Uses  map[string]string `json:"uses,omitempty"`
}

// JSON is the explanation for programs, times in the given offset; the values of conditions are written as in CEL.
func (e *Explanation) JSON(z instant.Zone) []byte {
	w := explanationJSON{Decision: e.Decision.JSON(z)}
	for _, t := range e.Rules {
		j := trialJSON{Rule: t.Rule.ID, Title: t.Rule.Title, Holds: t.Holds, Shown: t.Shown, Why: t.Why,
			Changes: timeOrNull(t.Changes, z), If: t.Rule.If, Uses: byName(t.Uses)}
		for _, p := range t.Pieces {
			q := pieceTrialJSON{ID: p.Fact.ID, Kind: p.Fact.Kind.String(), Why: p.Why, Until: timeOrNull(p.Until, z),
				At: timeOrNull(p.At, z), By: p.By, Uses: byName(p.Uses)}
			if p.Why == Unmatched {
				q.When = t.Rule.When
			}
			j.Evidence = append(j.Evidence, q)
		}
		w.Rules = append(w.Rules, j)
	}
	for _, s := range e.States {
		w.States = append(w.States, stateTrialJSON{s.State.Name, s.Holds, s.State.If, byName(s.Uses)})
	}
	return writeJSON(w)
}

func byName(values []Value) map[string]string {
	if len(values) == 0 {
		return nil
	}
	m := make(map[string]string, len(values))
	for _, v := range values {
		m[v.Name] = v.Value
	}
	return m
}
