package node

import (
	"context"

	"kangma/region"
	"kangma/store"
)

// loadRegions makes the table of divisions: the one in the binary, and the communities that were imported.
func (n *Node) loadRegions(ctx context.Context) error {
	return n.store.Read(ctx, func(tx *store.Tx) error {
		table, _, err := region.Embedded().With(tx.Divisions(ctx))
		if err == nil {
			n.regions.Store(table)
		}
		return err
	})
}
