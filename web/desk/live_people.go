package desk

import (
	"context"

	"kangma/node"
	"kangma/staff"
)

func (l Live) OpenLook(ctx context.Context, b Bearer, sought node.Sought, why staff.Purpose) (node.Look, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.Look{}, err
	}
	return l.Node.OpenLook(ctx, c, sought, why)
}

func (l Live) PersonFile(ctx context.Context, b Bearer, look string) (node.PersonFile, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.PersonFile{}, err
	}
	return l.Node.PersonFile(ctx, c, look)
}

func (l Live) Reveal(ctx context.Context, b Bearer, look, reason string) (node.Look, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.Look{}, err
	}
	return l.Node.Reveal(ctx, c, look, reason)
}
