package wire

import "kangma/internal/id"

// DestructionPlan is what a destruction of the node would destroy and keep.
type DestructionPlan struct {
	Policy    string      `json:"policy" doc:"the last rules, name@version"`
	Ended     Time        `json:"ended,omitzero" format:"date-time" doc:"when they end or ended; absent: never"`
	Due       Time        `json:"due,omitzero" format:"date-time" doc:"from when on it may be ordered"`
	Refused   string      `json:"refused,omitempty" doc:"why it cannot be ordered now"`
	Destroyed []TableRows `json:"destroyed"`
	Files     int64       `json:"files" doc:"that wait for their import"`
	Kept      []TableRows `json:"kept"`
}

// TableRows are rows of one table.
type TableRows struct {
	Name string `json:"name"`
	Rows int64  `json:"rows"`
	Why  string `json:"why,omitempty" doc:"it is kept"`
}

// DestructionOrder is an order of two that the node be destroyed.
type DestructionOrder struct {
	ID       id.ID  `json:"id"`
	Policy   string `json:"policy"`
	Ended    Time   `json:"ended" format:"date-time"`
	Proposed Act    `json:"proposed"`
	Approved *Act   `json:"approved,omitempty"`
}
