package node

import (
	"context"

	"kangma/policy"
	"kangma/store"
)

func (n *Node) riskAreas(ctx context.Context, tx *store.Tx) ([]policy.RiskArea, error) {
	return nil, nil
}
