package desk

import (
	"context"

	"kangma/internal/sheet"
	"kangma/node"
)

func (l Live) TryWhitelist(ctx context.Context, b Bearer, table []byte) (node.FiledWhitelist, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.FiledWhitelist{}, err
	}
	return l.Node.TryWhitelist(ctx, c, table, sheet.Options{})
}

func (l Live) FileWhitelist(ctx context.Context, b Bearer, table []byte, t node.WhitelistTable) (node.FiledWhitelist, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.FiledWhitelist{}, err
	}
	return l.Node.FileWhitelist(ctx, c, table, sheet.Options{}, t)
}
