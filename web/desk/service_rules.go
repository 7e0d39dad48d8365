package desk

import (
	"context"

	"kangma/internal/id"
	"kangma/node"
	"kangma/policy"
)

// Rules are packs: those in force, those that may come, and their publication by two people (BY-05).
type Rules interface {
	// PublishedRules are those that everybody may read, the newest to begin first.
	PublishedRules(ctx context.Context, b Bearer) ([]node.PublishedRules, error)
	// Candidates are the packs that the node keeps, the newest first.
	Candidates(ctx context.Context, b Bearer) ([]policy.Kept, error)
	// Publications are proposals and what became of them, the newest first.
	Publications(ctx context.Context, b Bearer) ([]policy.Publication, error)
	// UploadPack keeps a pack that was sent as a zip, checked and tried on its own cases.
	UploadPack(ctx context.Context, b Bearer, zip []byte) (policy.Kept, error)
	// ProposeRules asks another to let a pack come into force. Faults name reason, until.
	ProposeRules(ctx context.Context, b Bearer, p node.Proposal) error
	// ApproveRules approves another's proposal; WithdrawRules takes one back before it begins. Faults name reason.
	ApproveRules(ctx context.Context, b Bearer, which id.ID, reason string) error
	WithdrawRules(ctx context.Context, b Bearer, which id.ID, reason string) error
}

// Trials are packs tried on the whole population (BY-05).
type Trials interface {
	// StartTrial has a pack tried in the background.
	StartTrial(ctx context.Context, b Bearer, pack policy.Digest) (id.ID, error)
	// Trial is one as it stands; Names are the divisions of its table.
	Trial(ctx context.Context, b Bearer, which id.ID) (t node.Simulation, names map[string]string, err error)
	// Trials are the newest.
	Trials(ctx context.Context, b Bearer) ([]node.Simulation, error)
}

// Shadows are packs that decide beside the rules in force (BY-05).
type Shadows interface {
	// Rulebook is a pack that the node keeps, with its own cases. NotFound for others.
	Rulebook(ctx context.Context, b Bearer, which policy.Digest) (*policy.Pack, []*policy.Example, error)
	// StartShadow lets a pack decide whatever is decided from now on; one runs at a time: Conflict "shadow.running".
	StartShadow(ctx context.Context, b Bearer, pack policy.Digest) error
	// StopShadow ends one; what it counted stays.
	StopShadow(ctx context.Context, b Bearer, which id.ID) error
	// Shadows are the newest, with what they counted.
	Shadows(ctx context.Context, b Bearer) ([]node.Shadow, error)
}
