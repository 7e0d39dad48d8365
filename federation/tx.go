package federation

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Held is the list that a node holds, as it is stored, and how asking the hub for the next one went.
type Held struct {
	Sequence  uint64   // 0 if none is held
	Document  Document // not verified: a node's roots may have changed since
	CheckedAt instant.Instant
	Failures  int // since the hub last answered well
	FailedAt  instant.Instant
	Failure   string
}

// TrustTx is what trust needs from storage, inside one transaction.
type TrustTx interface {
	// HubSequence is the sequence of the newest list that this hub published, 0 if there is none.
	HubSequence(ctx context.Context) (uint64, error)
	// HubDocument is the newest list that this hub published; NotFound if there is none.
	HubDocument(ctx context.Context) (Document, error)
	// InsertHubDocument stores the next one: Conflict if another process took the sequence.
	InsertHubDocument(ctx context.Context, sequence uint64, at instant.Instant, d Document) error
	// Candidates are those that wait, by id.
	Candidates(ctx context.Context) ([]Candidate, error)
	// Candidate is one of them, closed ones included; NotFound.
	Candidate(ctx context.Context, candidate id.ID) (Candidate, error)
	// InsertCandidate stores a new one.
	InsertCandidate(ctx context.Context, c Candidate) error
	// UpdateCandidate stores its envelope and acts if nobody acted since it was read with these acts: else Conflict.
	UpdateCandidate(ctx context.Context, c Candidate, before Standing) error
	// Admissions are all members, removed ones included, by region.
	Admissions(ctx context.Context) ([]Admission, error)
	// Admission is the one of a region; ok is false if there is none.
	Admission(ctx context.Context, r region.Code) (a Admission, ok bool, err error)
	// PutAdmission inserts or replaces it.
	PutAdmission(ctx context.Context, a Admission) error
	// Held reads and PutHeld replaces what the node holds; the zero Held is nothing.
	Held(ctx context.Context) (Held, error)
	PutHeld(ctx context.Context, h Held) error
}
