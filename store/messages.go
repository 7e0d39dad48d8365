package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Message is an SMS of the sandbox, which goes to a page instead of a phone.
type Message struct {
	ID    id.ID
	Phone string
	Body  string
	At    instant.Instant
}

// InsertMessage adds a message to the sandbox's inbox.
func (t *Tx) InsertMessage(ctx context.Context, m Message) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO sms_outbox (id, phone, body, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, m.ID, m.Phone, m.Body, m.At)
	return once(n, err, "message")
}

// Messages lists the inbox of a phone, or of all if it is "", newest first.
func (t *Tx) Messages(ctx context.Context, phone string, limit int) ([]Message, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (m Message, err error) {
		err = scan(&m.ID, &m.Phone, &m.Body, &m.At)
		return m, err
	}, `SELECT id, phone, body, at FROM sms_outbox WHERE phone = $1 OR $1 = '' ORDER BY id DESC LIMIT $2`, phone, limit)
}

// ForgetMessages deletes messages from before an instant.
func (t *Tx) ForgetMessages(ctx context.Context, before instant.Instant) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM sms_outbox WHERE at < $1`, before)
	return err
}
