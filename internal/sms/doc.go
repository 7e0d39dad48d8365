// Package sms hands messages to whoever carries them to phones: an operator by SMPP 3.4, or a gateway of the operator's own by a
// signed webhook (docs/webhook.md).
//
// Rules:
//
//	SM-1  A refusal is told apart: what will never go (Invalid), what may go later (TooMany, Unavailable). What may have gone although the answer was lost counts as may go later: at least once.
//	SM-2  Every message carries its id, under which a receiver can know a repetition.
//	SM-3  No error of this package holds a number or a text, nor the answer of the other side, which could repeat them.
//
// It keeps nothing and decides nothing: what is sent, how often it is tried and until when is the node's outbox.
package sms

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Message is one text for one phone.
type Message struct {
	ID    id.ID
	To    string // E.164: +8613800138000
	Text  string
	Until instant.Instant // after which it is of no use
}

// Sender carries messages. It is safe for concurrent use.
type Sender interface {
	// Send hands over one message and gives the other side's name for it, "" if it gave none. It may be slow. Faults as SM-1.
	Send(ctx context.Context, m Message) (reference string, err error)
	// Run keeps what sending needs, such as a connection, until ctx ends, and gives each receipt to told, one after the other.
	Run(ctx context.Context, told func(Receipt)) error
}

// Receipt says what became of a message that was handed over.
type Receipt struct {
	Reference string
	Delivered bool
}

func refused(format string, args ...any) *fault.Fault {
	return fault.New(fault.Invalid, "sms.refused", format, args...)
}

func throttled(format string, args ...any) *fault.Fault {
	return fault.New(fault.TooMany, "sms.throttled", format, args...)
}

func unreachable(format string, args ...any) *fault.Fault {
	return fault.New(fault.Unavailable, "sms.unreachable", format, args...)
}
