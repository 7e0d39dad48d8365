package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
)

// Text is a message in the outbox. Phone and words are in Sealed.
type Text struct {
	ID        id.ID
	Purpose   string
	Phone     person.Index
	Sealed    []byte // nil: it is done with
	CreatedAt instant.Instant
	Until     instant.Instant
	Next      instant.Instant // when it is tried next; Never: it is not
	Tries     int
	State     TextState
	Why       string          // key of the last refusal
	Reference string          // the operator's name for it
	SentAt    instant.Instant // when it was handed over; 0: it was not
	ChangedAt instant.Instant
}

// TextState is how far a text has come.
type TextState string

const (
	TextWaiting     TextState = "waiting"
	TextSent        TextState = "sent"        // handed over
	TextDelivered   TextState = "delivered"   // says the operator's receipt
	TextUndelivered TextState = "undelivered" // says the operator's receipt
	TextRefused     TextState = "refused"     // it will never go
	TextExpired     TextState = "expired"     // it did not go in time
)

const textColumns = `id, purpose, phone, sealed, created_at, valid_until, next_at, tries, state, why, reference, sent_at, changed_at`

func readText(scan db.Scan) (x Text, err error) {
	err = scan(&x.ID, &x.Purpose, fixed(x.Phone[:]), &x.Sealed, &x.CreatedAt, &x.Until, orNever{&x.Next}, &x.Tries, &x.State, &x.Why, &x.Reference, orZero{&x.SentAt}, &x.ChangedAt)
	return x, err
}

// InsertText adds a text to the outbox.
func (t *Tx) InsertText(ctx context.Context, x Text) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO texts (`+textColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`,
		x.ID, x.Purpose, x.Phone[:], x.Sealed, x.CreatedAt, x.Until, end(x.Next), x.Tries, string(x.State), x.Why, x.Reference, orNull(x.SentAt), x.ChangedAt)
	return once(n, err, "text")
}

// UpdateText stores what became of a text: everything that changes after InsertText.
func (t *Tx) UpdateText(ctx context.Context, x Text) error {
	n, err := t.tx.Exec(ctx, `UPDATE texts SET sealed = $1, next_at = $2, tries = $3, state = $4, why = $5, reference = $6, sent_at = $7, changed_at = $8 WHERE id = $9`,
		x.Sealed, end(x.Next), x.Tries, string(x.State), x.Why, x.Reference, orNull(x.SentAt), x.ChangedAt, x.ID)
	return changed(n, err, "text")
}

// TextsDue lists texts that are to be tried by an instant, the longest due first.
func (t *Tx) TextsDue(ctx context.Context, at instant.Instant, limit int) ([]Text, error) {
	return db.List(ctx, t.tx, readText, `SELECT `+textColumns+` FROM texts WHERE next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at, id LIMIT $2`, at, limit)
}

// NextText is when the next text is to be tried, Never if none is.
func (t *Tx) NextText(ctx context.Context) (next instant.Instant, err error) {
	err = t.tx.QueryRow(ctx, `SELECT MIN(next_at) FROM texts WHERE next_at IS NOT NULL`, nil, orNever{&next})
	return next, err
}

// TextsTo counts the texts of a purpose other than the one given that were queued for a phone since an instant.
func (t *Tx) TextsTo(ctx context.Context, phone person.Index, except string, since instant.Instant) (n int, err error) {
	err = t.tx.QueryRow(ctx, `SELECT count(*) FROM texts WHERE phone = $1 AND created_at >= $2 AND purpose <> $3`, []any{phone[:], since, except}, &n)
	return n, err
}

// TextByReference finds a text by the operator's name; ok is false if none has it.
func (t *Tx) TextByReference(ctx context.Context, reference string) (x Text, ok bool, err error) {
	list, err := db.List(ctx, t.tx, readText, `SELECT `+textColumns+` FROM texts WHERE reference = $1 AND reference <> '' ORDER BY id DESC LIMIT 1`, reference)
	if err != nil || len(list) == 0 {
		return Text{}, false, err
	}
	return list[0], true, nil
}

// Texts lists the outbox, of one state or all (""), newest first, with ids before the one given.
func (t *Tx) Texts(ctx context.Context, state TextState, before id.ID, limit int) ([]Text, error) {
	return db.List(ctx, t.tx, readText, `SELECT `+textColumns+` FROM texts WHERE (state = $1 OR $1 = '') AND id < $2 ORDER BY id DESC LIMIT $3`,
		string(state), orLast(before), limit)
}

// CountTexts counts the outbox by state.
func (t *Tx) CountTexts(ctx context.Context) (map[TextState]int64, error) {
	counts := map[TextState]int64{}
	err := t.tx.Query(ctx, func(scan db.Scan) error {
		var s TextState
		var n int64
		err := scan(&s, &n)
		counts[s] = n
		return err
	}, `SELECT state, count(*) FROM texts GROUP BY state`)
	return counts, err
}

// HandedOver counts the texts that were handed over since an instant.
func (t *Tx) HandedOver(ctx context.Context, since instant.Instant) (n int, err error) {
	err = t.tx.QueryRow(ctx, `SELECT count(*) FROM texts WHERE sent_at >= $1`, []any{since}, &n)
	return n, err
}

// ForgetTexts deletes texts from before an instant that are not tried any more.
func (t *Tx) ForgetTexts(ctx context.Context, before instant.Instant) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM texts WHERE created_at < $1 AND next_at IS NULL`, before)
	return err
}
