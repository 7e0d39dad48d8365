package node

import (
	"context"
	"errors"
)

// Upkeep does what happens every hour with keys, and at a hub every minute with its list.
func (n *Node) Upkeep(ctx context.Context) error {
	return errors.Join(n.rotateKeys(ctx), n.renewList(ctx))
}
