package node

import (
	"context"

	"kangma/internal/sms"
	"kangma/notice"
	"kangma/store"
)

// Notify sends notices in a transaction of their own, as use cases do in theirs.
func (n *Node) Notify(ctx context.Context, list ...notice.Notice) error {
	return n.store.Write(ctx, func(tx *store.Tx) error { return n.notify(ctx, tx, n.clock.Now(), list...) })
}

// SendTexts and KeepReceipt do at once what the node does in the background.
func (n *Node) SendTexts(ctx context.Context) (int, error) { return n.sendTexts(ctx) }

func (n *Node) KeepReceipt(ctx context.Context, r sms.Receipt) (bool, error) {
	return n.keepReceipt(ctx, r)
}
