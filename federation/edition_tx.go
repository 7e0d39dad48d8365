package federation

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// EditionTx is what editions need from storage, inside one transaction.
type EditionTx interface {
	// InsertEdition stores a proposed edition; fault.Conflict if its id is taken.
	InsertEdition(ctx context.Context, e Edition) error
	// ApproveEdition and WithdrawEdition store that act of e, StopEdition its last stop; fault.Conflict if it was done before.
	ApproveEdition(ctx context.Context, e Edition) error
	WithdrawEdition(ctx context.Context, e Edition) error
	StopEdition(ctx context.Context, e Edition) error
	// Edition is one, whole; fault.NotFound.
	Edition(ctx context.Context, v id.ID) (Edition, error)
	// Editions lists those of a kind ("": of all) without their data, the newest proposed first, with ids before the given one (zero: from the newest).
	Editions(ctx context.Context, kind EditionKind, before id.ID, limit int) ([]Edition, error)
	// EditionAt is the approved one of a kind that was the last to begin at an instant, whole; ok is false if none had. It may have ended.
	EditionAt(ctx context.Context, kind EditionKind, at instant.Instant) (e Edition, ok bool, err error)
	// NextEdition is when an approved one begins next after an instant, of any kind; Never if none does.
	NextEdition(ctx context.Context, at instant.Instant) (instant.Instant, error)
}
