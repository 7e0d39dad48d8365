package holder

import (
	"context"

	"kangma/internal/id"
)

func (l Live) Draft(ctx context.Context, b Bearer, who id.ID, form string) ([]byte, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.Draft(ctx, c, who, form)
}

func (l Live) KeepDraft(ctx context.Context, b Bearer, who id.ID, form string, answers []byte) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.KeepDraft(ctx, c, who, form, answers)
}

func (l Live) DropDraft(ctx context.Context, b Bearer, who id.ID, form string) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.DropDraft(ctx, c, who, form)
}
