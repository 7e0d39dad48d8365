package notice

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Post puts notices into the inboxes of their receivers (NT-1 to NT-3), with their ids, and gives them as they are stored.
func Post(ctx context.Context, tx Tx, at instant.Instant, list ...Notice) ([]Notice, error) {
	for i := range list {
		n := &list[i]
		n.ID, n.At = id.New(at), at
		if n.Until == 0 {
			n.Until = at.Add(Kept)
		}
		if err := n.check(); err != nil {
			return nil, err
		}
		if !n.To.Office() {
			continue
		}
		var err error
		if n.To, err = staffed(ctx, tx, n.To, at); err != nil {
			return nil, err
		}
	}
	return list, tx.InsertNotices(ctx, list)
}

// staffed is the office of the same role in the nearest region, upward, where somebody holds it; where nobody does, the one that was
// named: whoever is appointed to it finds what waits (NT-5).
func staffed(ctx context.Context, tx Tx, office Receiver, at instant.Instant) (Receiver, error) {
	for r := office.Region; !r.IsZero(); r = r.Parent() {
		held, err := tx.Staffed(ctx, office.Role, r, at)
		if err != nil {
			return office, err
		}
		if held {
			return ToOffice(office.Role, r), nil
		}
	}
	return office, nil
}
