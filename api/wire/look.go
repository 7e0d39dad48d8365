package wire

import "kangma/internal/id"

// NewLook names whom staff look for: by document, by the phone of his account, or by a case about him; and why.
type NewLook struct {
	IDType string `json:"id_type,omitempty" maxLength:"32"`
	Number string `json:"id_number,omitempty" maxLength:"64"`
	Name   string `json:"name,omitempty" maxLength:"800" doc:"compared if both sides know one"`
	Phone  string `json:"phone,omitempty" maxLength:"64"`
	CaseID id.ID  `json:"case_id,omitzero"`
	Purpose
}

// LookName names a look; it is good for who opened it alone.
type LookName struct {
	Look string `json:"look" maxLength:"6000"`
}

// Reveal asks for an identity in full.
type Reveal struct {
	LookName
	Reason string `json:"reason" maxLength:"800" doc:"the person reads it"`
}

// RecordLook is one look at one person's record.
type RecordLook struct {
	Look     string `json:"look"`
	Until    Time   `json:"until" format:"date-time"`
	Revealed Time   `json:"revealed,omitzero" format:"date-time" doc:"until when the identity is in full"`
}

// PersonFile is a person's record during a look.
type PersonFile struct {
	Look      RecordLook `json:"look"`
	Person    Person     `json:"person"`
	Identity  *Identity  `json:"identity,omitempty" doc:"in full, while it is revealed"`
	MayReveal bool       `json:"may_reveal"`
	Why       Why        `json:"why"`
	Facts     []Fact     `json:"facts"`
	Cases     []CaseRow  `json:"cases" doc:"those that the reader may read"`
	Looks     []SeenLook `json:"looks" doc:"who looked lately"`
}

// Identity is a person's identity in full.
type Identity struct {
	Name    string `json:"name"`
	Number  string `json:"id_number"`
	Birth   string `json:"birth,omitempty" doc:"masked"`
	Address string `json:"address,omitempty"`
	Phone   string `json:"phone,omitempty" doc:"of his account"`
}

// SeenLook is one look at a person's data.
type SeenLook struct {
	At      Time   `json:"at" format:"date-time"`
	Role    string `json:"role,omitempty"`
	Region  string `json:"region,omitempty"`
	Action  string `json:"action"`
	Purpose string `json:"purpose,omitempty"`
}
