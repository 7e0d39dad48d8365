package notice

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
)

// Query says which notices are listed: those still shown at an instant, with ids before Before (zero: from the newest).
type Query struct {
	At     instant.Instant
	Before id.ID
	Unread bool
	Limit  int
}

// Change is one change of what a person's code showed, as the decisions tell it.
type Change struct {
	Decision   id.ID
	At         instant.Instant
	From, To   policy.Colour
	Was, Is    policy.Mark
	ReadBefore instant.Instant // 0 if not yet
}

// Tx is what notices need from storage, inside one transaction.
type Tx interface {
	// InsertNotices inserts notices that were not there.
	InsertNotices(ctx context.Context, list []Notice) error
	// Notices lists those to a receiver, newest id first; Read is when the reader read them, who is an account of staff (of a person's
	// notices it is nobody).
	Notices(ctx context.Context, to Receiver, reader id.ID, q Query) ([]Notice, error)
	// CodeChanges lists those decisions about a person since an instant that show another colour or mark than the one before, newest id first.
	CodeChanges(ctx context.Context, person id.ID, since instant.Instant, q Query) ([]Change, error)
	// UnreadNotices counts what Notices and, of a person, CodeChanges would list with Unread.
	UnreadNotices(ctx context.Context, to Receiver, reader id.ID, at, since instant.Instant) (int, error)
	// HasNotice says whether a notice to a receiver, or a decision about him, has this id.
	HasNotice(ctx context.Context, to Receiver, notice id.ID) (bool, error)
	// ReadNotice notes that a notice was read; the first reading stands.
	ReadNotice(ctx context.Context, to Receiver, reader, notice id.ID, at instant.Instant) error
	// Staffed says whether somebody holds a role in just this region at an instant.
	Staffed(ctx context.Context, role staff.Role, r region.Code, at instant.Instant) (bool, error)
}
