package node

import (
	"context"

	"kangma/notice"
	"kangma/store"
)

// Notify sends notices in a transaction of their own, as use cases do in theirs.
func (n *Node) Notify(ctx context.Context, list ...notice.Notice) error {
	return n.store.Write(ctx, func(tx *store.Tx) error { return n.notify(ctx, tx, n.clock.Now(), list...) })
}
