package desk

import (
	"context"

	"kangma/node"
)

func (l Live) RiskVersions(ctx context.Context, b Bearer) ([]node.RiskVersion, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.RiskVersions(ctx, c)
}

func (l Live) TryRisk(ctx context.Context, b Bearer, source string, list []byte) (node.RiskImport, node.Weighing, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.RiskImport{}, node.Weighing{}, err
	}
	return l.Node.TryRisk(ctx, c, source, list)
}

func (l Live) ImportRisk(ctx context.Context, b Bearer, source string, list []byte) (node.RiskImport, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.RiskImport{}, err
	}
	return l.Node.ImportRisk(ctx, c, source, list)
}
