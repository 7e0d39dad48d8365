package desk

import (
	"context"

	"kangma/internal/id"
	"kangma/node"
	"kangma/policy"
)

// mostShadows is how many the page shows.
const mostShadows = 10

func (l Live) Rulebook(ctx context.Context, b Bearer, which policy.Digest) (*policy.Pack, []*policy.Example, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, nil, err
	}
	return l.Node.Rulebook(ctx, c, which)
}

func (l Live) StartShadow(ctx context.Context, b Bearer, pack policy.Digest) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.StartShadow(ctx, c, pack)
	return err
}

func (l Live) StopShadow(ctx context.Context, b Bearer, which id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.StopShadow(ctx, c, which)
}

func (l Live) Shadows(ctx context.Context, b Bearer) ([]node.Shadow, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.Shadows(ctx, c, id.ID{}, mostShadows)
}
