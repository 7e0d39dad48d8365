package node

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/person"
	"kangma/policy"
	"kangma/store"
)

// Message is one that the sandbox kept instead of sending.
type Message = store.Message

// Inbox lists the messages that the sandbox kept instead of sending, of one phone or of all (""), newest first. A node
// that sends real messages has none.
func (n *Node) Inbox(ctx context.Context, phone string) (list []Message, err error) {
	if n.SMS != nil {
		return nil, fault.New(fault.NotFound, "inbox.none", "this node sends real messages")
	}
	if phone != "" {
		p, err := person.ParsePhone(phone)
		if err != nil {
			return nil, err
		}
		phone = p.Reveal()
	}
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list, err = tx.Messages(ctx, phone, 50)
		return err
	})
	return list, err
}

// KeepText keeps a text that somebody else sent to a phone in the sandbox's inbox: that of a sandbox of an operator.
func (n *Node) KeepText(ctx context.Context, phone, body string) error {
	if n.SMS != nil {
		return fault.New(fault.NotFound, "inbox.none", "this node sends real messages")
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		return tx.InsertMessage(ctx, store.Message{ID: id.New(at), Phone: phone, Body: body, At: at})
	})
}

// Decisions lists the decisions about the caller's own person or a ward, newest first.
func (n *Node) Decisions(ctx context.Context, c Caller, who id.ID) (list []policy.Record, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		who, err := linked(ctx, tx, c, who, n.clock.Now())
		if err != nil {
			return err
		}
		list, err = tx.Decisions(ctx, who, id.ID{}, 100)
		return err
	})
	return list, err
}

// Wake has background work look at the clock again, after a test has moved it.
func (n *Node) Wake() {
	wake(n.dueWake)
	wake(n.logWake)
	wake(n.caseWake)
	wake(n.textWake)
}
