package desk

import (
	"context"

	"kangma/destruction"
	"kangma/internal/id"
	"kangma/node"
)

// Ending is the destruction of the node, after its rules have ended (BY-16).
type Ending interface {
	// Doom is what it would destroy and keep, and why it cannot be ordered now: a dry run.
	Doom(ctx context.Context, b Bearer) (node.Doom, error)
	// DestructionOrder is the newest proposal, nil if there is none.
	DestructionOrder(ctx context.Context, b Bearer) (*destruction.Order, error)
	// ProposeDestruction proposes it for another to approve; ApproveDestruction cannot be undone. Faults name reason;
	// Conflict "destruction.…", Forbidden "destruction.own".
	ProposeDestruction(ctx context.Context, b Bearer, reason string) error
	ApproveDestruction(ctx context.Context, b Bearer, order id.ID, reason string) error
	// Destroyed says, to anybody, whether it has been ordered, and gives the signed certificate once there is one, nil before.
	Destroyed(ctx context.Context) (ordered bool, certificate []byte, err error)
}
