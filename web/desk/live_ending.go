package desk

import (
	"context"

	"kangma/destruction"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
)

func (l Live) Doom(ctx context.Context, b Bearer) (node.Doom, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.Doom{}, err
	}
	return l.Node.Doom(ctx, c)
}

func (l Live) DestructionOrder(ctx context.Context, b Bearer) (*destruction.Order, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	o, err := l.Node.DestructionOrder(ctx, c)
	if fault.CodeOf(err) == fault.NotFound {
		return nil, nil
	}
	return &o, err
}

func (l Live) ProposeDestruction(ctx context.Context, b Bearer, reason string) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.ProposeDestruction(ctx, c, reason)
	return err
}

func (l Live) ApproveDestruction(ctx context.Context, b Bearer, order id.ID, reason string) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.ApproveDestruction(ctx, c, order, reason)
	return err
}

func (l Live) Destroyed(ctx context.Context) (ordered bool, certificate []byte, err error) {
	if ordered, err = l.Node.DestructionOrdered(ctx); err != nil || !ordered {
		return ordered, nil, err
	}
	certificate, err = l.Node.Destruction(ctx)
	if fault.CodeOf(err) == fault.NotFound {
		err = nil
	}
	return true, certificate, err
}
