package node

import (
	"context"
	"encoding/hex"
	"strconv"
	"time"

	"kangma/store"
)

// Once has a use case happen once for a key that its caller chose, however often the request comes: the answer is
// stored in the transaction of the use case, so that what was done and what was answered stand or fall together.
type Once struct {
	Key     string
	Request []byte // hash of what is asked; the same key with another is refused
	// Answer is what the caller is told of the use case's result, a pointer; nil of one that gives nothing. It must not
	// hold secrets: it is stored.
	Answer func(result any) ([]byte, error)
}

// Repeated is the end of a use case that was done before under the same key.
type Repeated struct {
	Request []byte // hash of what was asked then
	Answer  []byte // as it was given then
}

func (r *Repeated) Error() string { return "node: this was done before, under the same key" }

type onceKey struct{}

// answersKept is how long a key is known: longer than anybody goes on asking after an answer that was lost.
const answersKept = 24 * time.Hour

// WithOnce has the one use case that runs under the context happen once. Those that write nothing ignore it.
func WithOnce(ctx context.Context, o *Once) context.Context {
	return context.WithValue(ctx, onceKey{}, o)
}

// write is store.Write for use cases that callers may repeat under a key (WithOnce); result is a pointer to what the
// use case gives, nil if nothing.
func (n *Node) write(ctx context.Context, c Caller, result any, f func(*store.Tx) error) error {
	o, ok := ctx.Value(onceKey{}).(*Once)
	if !ok {
		return n.store.Write(ctx, f)
	}
	actor := strconv.Itoa(int(c.Door)) + ":" + hex.EncodeToString(c.Account[:])
	return n.store.Write(ctx, func(tx *store.Tx) error {
		before, done, err := tx.Answered(ctx, actor, o.Key)
		if err != nil {
			return err
		}
		if done {
			return &Repeated{before.Request, before.Response}
		}
		if err := f(tx); err != nil {
			return err
		}
		answer, err := o.Answer(result)
		if err != nil {
			return err
		}
		return tx.InsertAnswer(ctx, store.Answer{Actor: actor, Key: o.Key, Request: o.Request, Response: answer, At: n.clock.Now()})
	})
}
