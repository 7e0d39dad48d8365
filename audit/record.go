package audit

import (
	"context"

	"kangma/internal/id"
)

// Record writes an entry in the caller's transaction, so that it stands if and
// only if what it tells of does. An entry without id gets one made at e.At.
// Refusals are Invalid faults that name the field; the entry's id comes back.
func Record(ctx context.Context, tx Tx, e Entry) (id.ID, error) {
	if e.ID.IsZero() {
		e.ID = id.New(e.At)
	}
	if err := e.Check(); err != nil {
		return id.ID{}, err
	}
	return e.ID, tx.AddAuditEntry(ctx, e)
}
