package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

// InsertCall stores a call that was announced; ok is false if its number is another's that holds.
func (t *Tx) InsertCall(ctx context.Context, c staff.Call) (ok bool, err error) {
	n, err := t.tx.Exec(ctx, `INSERT INTO call_numbers (number, person_id, call_id, until_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (number) DO UPDATE SET person_id = excluded.person_id, call_id = excluded.call_id, until_at = excluded.until_at WHERE call_numbers.until_at <= $5`,
		int64(c.Number), c.Person, c.ID, c.Until, c.At)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = t.tx.Exec(ctx, `INSERT INTO calls (person_id, id, number, region, role, announced_at, until_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.Person, c.ID, int64(c.Number), c.Region, string(c.Role), c.At, c.Until)
	return err == nil, err
}

const callColumns = `c.person_id, c.id, c.number, c.region, c.role, c.announced_at, c.until_at`

func readCall(scan db.Scan) (c staff.Call, err error) {
	var number int64
	err = scan(&c.Person, &c.ID, &number, &c.Region, &c.Role, &c.At, &c.Until)
	c.Number = staff.CallNumber(number)
	return c, err
}

// CallOf is the call of a number that holds at an instant: NotFound if there is none.
func (t *Tx) CallOf(ctx context.Context, number staff.CallNumber, at instant.Instant) (staff.Call, error) {
	c, err := db.One(ctx, t.tx, readCall, `SELECT `+callColumns+` FROM call_numbers n
		JOIN calls c ON c.person_id = n.person_id AND c.id = n.call_id WHERE n.number = $1 AND n.until_at > $2`, int64(number), at)
	return c, notFound(err, "call")
}

// Calls are those of the offices of a region that hold at an instant, the newest first, before one (zero: from the newest).
func (t *Tx) Calls(ctx context.Context, r region.Code, at instant.Instant, before id.ID, limit int) ([]staff.Call, error) {
	lo, hi := r.Range()
	if before.IsZero() {
		before = lastID
	}
	return db.List(ctx, t.tx, readCall, `SELECT `+callColumns+` FROM calls c WHERE c.until_at > $1 AND c.region >= $2 AND c.region < $3 AND c.id < $4 ORDER BY c.id DESC LIMIT $5`,
		at, lo, hi, before, limit)
}

// CallsTo are those to a person that hold at an instant, the newest first.
func (t *Tx) CallsTo(ctx context.Context, who id.ID, at instant.Instant) ([]staff.Call, error) {
	return db.List(ctx, t.tx, readCall, `SELECT `+callColumns+` FROM calls c WHERE c.person_id = $1 AND c.until_at > $2 ORDER BY c.id DESC`, who, at)
}

// ForgetCalls deletes calls that ended before an instant.
func (t *Tx) ForgetCalls(ctx context.Context, before instant.Instant) error {
	if _, err := t.tx.Exec(ctx, `DELETE FROM call_numbers WHERE until_at < $1`, before); err != nil {
		return err
	}
	_, err := t.tx.Exec(ctx, `DELETE FROM calls WHERE until_at < $1`, before)
	return err
}

// PutSentWords notes that words went to a phone; the last time counts.
func (t *Tx) PutSentWords(ctx context.Context, phone, words person.Index, at instant.Instant) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO sent_words (phone, words, sent_at) VALUES ($1, $2, $3) ON CONFLICT (phone, words) DO UPDATE SET sent_at = excluded.sent_at`,
		phone[:], words[:], at)
	return err
}

// SentWords is when words last went to a phone: NotFound if they did not.
func (t *Tx) SentWords(ctx context.Context, phone, words person.Index) (instant.Instant, error) {
	at, err := db.One(ctx, t.tx, func(scan db.Scan) (at instant.Instant, err error) { err = scan(&at); return at, err },
		`SELECT sent_at FROM sent_words WHERE phone = $1 AND words = $2`, phone[:], words[:])
	return at, notFound(err, "text")
}

// ForgetWords deletes what was sent before an instant.
func (t *Tx) ForgetWords(ctx context.Context, before instant.Instant) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM sent_words WHERE sent_at < $1`, before)
	return err
}

// PlacesNumbered are the open places whose id ends in four bytes, which is the number on their posters.
func (t *Tx) PlacesNumbered(ctx context.Context, last [4]byte) ([]passage.Place, error) {
	return db.List(ctx, t.tx, readPlace, `SELECT `+placeColumns+` FROM places WHERE substr(id, 13, 4) = $1 AND closed_at IS NULL ORDER BY id LIMIT 5`, last[:])
}

var _ staff.CallTx = (*Tx)(nil)
