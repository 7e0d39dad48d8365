package desk

import (
	"context"

	"kangma/node"
)

// RiskLists are published lists of risk areas (WZ-09).
type RiskLists interface {
	// RiskVersions are the lists that are kept, the newest first.
	RiskVersions(ctx context.Context, b Bearer) ([]node.RiskVersion, error)
	// TryRisk is what a list would change; nothing is kept. Conflict if it, or a newer one, is kept already.
	TryRisk(ctx context.Context, b Bearer, source string, list []byte) (node.RiskImport, node.Weighing, error)
	// ImportRisk puts a list into force, or has it wait for a second office.
	ImportRisk(ctx context.Context, b Bearer, source string, list []byte) (node.RiskImport, error)
}
