package wire

import (
	"encoding/json"

	"kangma/internal/id"
)

// NewEvidence is one fact about a person, in the words of the catalogue of evidence.
type NewEvidence struct {
	Whom       Whom            `json:"whom"`
	Number     string          `json:"number,omitempty" maxLength:"200" doc:"the source's own number of it: the same again is refused as a repetition"`
	Kind       string          `json:"kind" maxLength:"64"`
	Source     string          `json:"source" maxLength:"200"`
	Region     string          `json:"region,omitempty" maxLength:"12"`
	ValidFrom  Time            `json:"valid_from" format:"date-time"`
	ValidUntil Time            `json:"valid_until,omitzero" format:"date-time" nullable:"true"`
	Attrs      json.RawMessage `json:"attrs,omitempty"`
	Purpose
}

// Recorded is a fact that was stored.
type Recorded struct {
	ID         id.ID `json:"id"`
	Person     id.ID `json:"person"`
	RecordedAt Time  `json:"recorded_at" format:"date-time"`
}

// Ending ends a fact, or says that it never was true.
type Ending struct {
	Person id.ID  `json:"person"`
	Number string `json:"number,omitempty" maxLength:"200" doc:"the source's own number of the record: it ends its own, at once"`
	Until  Time   `json:"until,omitzero" format:"date-time" doc:"of an end; now if absent, or when it is confirmed"`
	Reason string `json:"reason" maxLength:"1000"`
	Ground string `json:"ground" maxLength:"1000" doc:"what it rests on: a case, an order, a release note"`
	Purpose
}

// Changed is the record that ended or retracted a fact, or the case in which another person decides it (BY-03).
type Changed struct {
	ID         id.ID  `json:"id,omitzero" doc:"of the record; absent if it was only proposed"`
	Evidence   id.ID  `json:"evidence"`
	RecordedAt Time   `json:"recorded_at" format:"date-time"`
	Case       id.ID  `json:"case,omitzero" doc:"of the proposal; absent if it was done"`
	State      string `json:"state,omitempty" doc:"of that case"`
}
