package desk

import (
	"context"

	"kangma/internal/id"
	"kangma/node"
	"kangma/policy"
)

const mostRules = 100

func (l Live) PublishedRules(ctx context.Context, b Bearer) ([]node.PublishedRules, error) {
	if _, err := l.caller(b); err != nil {
		return nil, err
	}
	return l.Node.Published(ctx)
}

func (l Live) Candidates(ctx context.Context, b Bearer) ([]policy.Kept, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.Candidates(ctx, c, 0, mostRules)
}

func (l Live) Publications(ctx context.Context, b Bearer) ([]policy.Publication, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.Publications(ctx, c, id.ID{}, mostRules)
}

func (l Live) UploadPack(ctx context.Context, b Bearer, zip []byte) (policy.Kept, error) {
	c, err := l.caller(b)
	if err != nil {
		return policy.Kept{}, err
	}
	return l.Node.UploadPack(ctx, c, zip)
}

func (l Live) ProposeRules(ctx context.Context, b Bearer, p node.Proposal) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.ProposeRules(ctx, c, p)
	return err
}

func (l Live) ApproveRules(ctx context.Context, b Bearer, which id.ID, reason string) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.ApproveRules(ctx, c, which, reason)
	return err
}

func (l Live) WithdrawRules(ctx context.Context, b Bearer, which id.ID, reason string) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.WithdrawRules(ctx, c, which, reason)
	return err
}
