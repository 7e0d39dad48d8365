package wire

import "kangma/internal/id"

// Entry is one act in the audit log.
type Entry struct {
	ID      id.ID             `json:"id"`
	At      Time              `json:"at" format:"date-time"`
	Actor   Actor             `json:"actor"`
	Role    string            `json:"role,omitempty"`
	Region  string            `json:"region,omitempty"`
	Purpose string            `json:"purpose,omitempty"`
	Action  string            `json:"action"`
	Says    string            `json:"says"`
	Subject id.ID             `json:"subject,omitzero"`
	Object  Object            `json:"object"`
	Detail  map[string]string `json:"detail"`
}

// Actor is who did it.
type Actor struct {
	Kind string `json:"kind" enum:"holder,staff,system,node"`
	ID   string `json:"id"`
	Text string `json:"text,omitempty"`
}

// Object is what it was done to.
type Object struct {
	Kind string `json:"kind,omitempty"`
	ID   string `json:"id,omitempty"`
}
