package review

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/staff"
)

// Tx is what cases need from storage, inside one transaction.
type Tx interface {
	// InsertCase stores a new case; an id that is there is fault.Conflict.
	InsertCase(ctx context.Context, c Case) error
	// Case reads and locks one case; fault.NotFound if there is none.
	Case(ctx context.Context, id id.ID) (Case, error)
	// UpdateCase stores what a move changes, if the case still has the version was; else fault.Conflict with the key
	// case.moved (RE-2). Person, kind, seat, evidence and who opened it never change.
	UpdateCase(ctx context.Context, c Case, was int) error
	// InsertCaseEvents adds to histories, all or none.
	InsertCaseEvents(ctx context.Context, es []Event) error
	// CaseEvents reads a history, oldest first: by version, then by id. Words are as sealed.
	CaseEvents(ctx context.Context, c Case) ([]Event, error)
	// CasesOf lists a person's cases, newest first, before an id (all if it is zero), at most limit.
	CasesOf(ctx context.Context, person, before id.ID, limit int) ([]Case, error)
	// WorkList lists open cases by when they are due, then by id.
	WorkList(ctx context.Context, q Query) ([]Case, error)
	// DueCases lists open cases whose clock has run out at an instant, the earliest first, then by id, after a place (the zero
	// Place: from the first), at most limit; NextCaseDue is when the first one's after that instant will, Never if none.
	DueCases(ctx context.Context, at instant.Instant, after Place, limit int) ([]Case, error)
	NextCaseDue(ctx context.Context, at instant.Instant) (instant.Instant, error)
	// AnsweredCases lists open cases of kind overdue whose application was answered, by id, after one, at most limit.
	AnsweredCases(ctx context.Context, after id.ID, limit int) ([]Case, error)
	// CaseLoads counts the open cases that accounts have; who has none is left out.
	CaseLoads(ctx context.Context, accounts []id.ID) (map[id.ID]int, error)
}

// Query says which open cases are listed. Zero fields mean any, but without Desks nothing is listed.
type Query struct {
	Desks    []DeskScope
	Kind     Kind
	State    State
	Late     instant.Instant // only those that are late at this instant
	Assignee id.ID
	After    Place
	Limit    int
}

// DeskScope is where somebody works on what needs one permission: regions of which none lies in another.
type DeskScope struct {
	May     staff.Action
	Regions []region.Code
}

// Place is where a page of a work list ended.
type Place struct {
	Due instant.Instant
	ID  id.ID
}
