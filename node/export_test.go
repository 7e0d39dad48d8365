package node

import (
	"context"

	"kangma/internal/instant"
)

// RecallSince does what a process does every few seconds while it runs.
func (n *Node) RecallSince(ctx context.Context, since instant.Instant) error {
	return n.recall(ctx, since, n.clock.Now())
}
