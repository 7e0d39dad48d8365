package evidence

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Record is a fact as it is stored: about a person, and, if a source gave it a number, found again by that.
// Fact.ID is the text of ID.
type Record struct {
	Person id.ID
	ID     id.ID
	Key    Key // zero if the source numbers nothing
	Digest Key // of the content, to tell a repetition from a contradiction
	Fact
}

// ChangeKind says what a change does to a fact.
type ChangeKind string

const (
	Ends     ChangeKind = "end"     // it was true, until Until
	Retracts ChangeKind = "retract" // it never was true
)

// Change is the record that ends or retracts a fact: when, by whom, why, and on what ground (EV-1).
type Change struct {
	Person     id.ID
	Evidence   id.ID
	ID         id.ID
	Kind       ChangeKind
	Until      instant.Instant // of an end
	RecordedAt instant.Instant
	By         string // the actor, as the audit log names him
	Reason     string
	Ground     string // what it rests on: a case, an order, a release note
}

// Tx is what evidence needs from storage, inside one transaction.
type Tx interface {
	// InsertEvidence stores facts, all or none. An id twice is fault.Conflict.
	InsertEvidence(ctx context.Context, rs []Record) error
	// InsertEvidenceChanges stores changes, all or none.
	InsertEvidenceChanges(ctx context.Context, cs []Change) error
	// EvidenceOf reads the facts of persons with their changes applied (Apply), those of one person together and
	// ordered by id. Persons without facts are left out.
	EvidenceOf(ctx context.Context, persons []id.ID) (map[id.ID][]Fact, error)
	// EvidenceRecord reads one fact and its changes, oldest first; fault.NotFound if there is none.
	EvidenceRecord(ctx context.Context, person, evidence id.ID) (Record, []Change, error)
	// EvidenceByKey finds the records that have one of the keys. More than one may have the same. Reads only.
	EvidenceByKey(ctx context.Context, keys []Key) ([]Keyed, error)
	// PeopleWithEvidence lists, in order of id, persons after the given one who have a fact of one of the kinds whose
	// region lies within one of the stored ranges [lo, hi); at most limit.
	PeopleWithEvidence(ctx context.Context, kinds []Kind, ranges [][2]int64, after id.ID, limit int) ([]id.ID, error)
	ApplicationTx
}

// ApplicationTx stores applications.
type ApplicationTx interface {
	InsertApplication(ctx context.Context, a Application) error
	// AssignApplications notes that the open applications of these persons have been answered by a code.
	AssignApplications(ctx context.Context, persons []id.ID, at instant.Instant) error
	// Applications lists a person's applications, newest first.
	Applications(ctx context.Context, person id.ID) ([]Application, error)
	// LateApplications lists open applications due before an instant about which there is no case yet, the longest
	// overdue first, then by id, after the one of that due and id (zero: from the first), at most limit.
	LateApplications(ctx context.Context, at, due instant.Instant, after id.ID, limit int) ([]Application, error)
	// OverdueApplications lists open applications due before an instant whose region's digits lie in [lo, hi), the
	// longest overdue first, at most limit, and counts all of them.
	OverdueApplications(ctx context.Context, at instant.Instant, lo, hi int64, limit int) ([]Application, int, error)
}

// Keyed is what of a record is compared when its key comes again.
type Keyed struct {
	Key    Key
	Digest Key
	Person id.ID
	ID     id.ID
}
