package node

import (
	"context"

	"kangma/internal/instant"
	"kangma/pass"
	"kangma/passage"
)

// RecallSince does what a process does every few seconds while it runs.
func (n *Node) RecallSince(ctx context.Context, since instant.Instant) error {
	return n.recall(ctx, since, n.clock.Now())
}

// CasesDue makes the moves that the clock asks for.
func (n *Node) CasesDue(ctx context.Context) error {
	_, err := n.casesDue(ctx)
	return err
}

// SignPaper gives the text of a code on paper.
func (n *Node) SignPaper(p pass.Paper) (string, error) { return n.signPaper(p) }

// RotateKeys does what upkeep does every hour with keys.
func (n *Node) RotateKeys(ctx context.Context) error { return n.rotateKeys(ctx) }

// OpenRegister reads what a gate sealed for the node.
func (n *Node) OpenRegister(sealed []byte) (*passage.Written, error) {
	return n.openRegister(passage.Shown{Sealed: sealed})
}

// FollowFeeds does what a process does every few seconds with feeds.
func (n *Node) FollowFeeds(ctx context.Context) error { return n.followFeeds(ctx) }

// Purge does what upkeep does every hour with what has had its time.
func (n *Node) Purge(ctx context.Context) error { return n.purge(ctx) }
