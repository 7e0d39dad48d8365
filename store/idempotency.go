package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Answer is what a write with an idempotency key was answered.
type Answer struct {
	Actor, Key string
	Request    []byte // hash of the request: the same key with another one is a mistake
	Status     int
	Response   []byte
	At         instant.Instant
}

// Answered finds the answer to an actor's key; ok is false if there is none yet.
func (t *Tx) Answered(ctx context.Context, actor, key string) (a Answer, ok bool, err error) {
	err = t.tx.QueryRow(ctx, `SELECT actor, name, request, status, response, created_at FROM idempotency_keys WHERE actor = $1 AND name = $2`,
		[]any{actor, key}, &a.Actor, &a.Key, &a.Request, &a.Status, &a.Response, &a.At)
	if errors.Is(err, db.ErrNoRows) {
		return Answer{}, false, nil
	}
	return a, err == nil, err
}

// InsertAnswer stores an answer in the transaction of the write. If the key was answered meanwhile it is a fault.Conflict: roll back and
// give that answer.
func (t *Tx) InsertAnswer(ctx context.Context, a Answer) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO idempotency_keys (actor, name, request, status, response, created_at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`, a.Actor, a.Key, a.Request, a.Status, a.Response, a.At)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "idempotency.answered", "the same request was answered meanwhile")
	}
	return err
}

// ForgetAnswers deletes answers from before an instant and says how many.
func (t *Tx) ForgetAnswers(ctx context.Context, before instant.Instant) (int64, error) {
	return t.tx.Exec(ctx, `DELETE FROM idempotency_keys WHERE created_at < $1`, before)
}
