package wire

import "kangma/internal/id"

// Envelope is a signed document, DSSE v1 (docs/federation.md).
type Envelope struct {
	Kind       string      `json:"payloadType" maxLength:"100"`
	Payload    []byte      `json:"payload"`
	Signatures []Signature `json:"signatures" maxItems:"4"`
}

// Signature is one of an envelope's.
type Signature struct {
	KeyID string `json:"keyid" maxLength:"8"`
	Sig   []byte `json:"sig"`
}

// Submitted is what became of a node's submission.
type Submitted struct {
	State     string `json:"state" doc:"taken: under the anchor that was admitted; same: nothing new; waiting: for two people of the hub"`
	Candidate id.ID  `json:"candidate,omitzero"`
}

// Partner is a node as the hub's list has it.
type Partner struct {
	Region   string `json:"region"`
	Name     Text   `json:"name"`
	Address  string `json:"address"`
	Anchor   string `json:"anchor" doc:"fingerprint of its anchor, to be compared with what the authority says"`
	Keys     int    `json:"keys"`
	Since    Time   `json:"since,omitzero" format:"date-time"`
	Removed  *Act   `json:"removed,omitempty"`
	Standing string `json:"standing" doc:"listed, removed"`
}

// HubCandidate is a node that wants to be admitted to this hub.
type HubCandidate struct {
	ID       id.ID   `json:"id"`
	Node     Partner `json:"node"`
	State    string  `json:"state" doc:"waiting, vouched, admitted, refused"`
	Vouched  *Act    `json:"vouched,omitempty"`
	Admitted *Act    `json:"admitted,omitempty"`
	Refused  *Act    `json:"refused,omitempty"`
}

// HubStatus is whom this node trusts now, and how fresh that is.
type HubStatus struct {
	Sequence  uint64    `json:"sequence" doc:"of the list held; 0: none"`
	IssuedAt  Time      `json:"issued_at,omitzero" format:"date-time"`
	Expires   Time      `json:"expires_at,omitzero" format:"date-time"`
	CheckedAt Time      `json:"checked_at,omitzero" format:"date-time" doc:"when the hub last answered well"`
	Failures  int       `json:"failures" doc:"since then"`
	Failure   string    `json:"failure,omitempty"`
	Partners  []Partner `json:"partners"`
}
