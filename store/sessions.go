package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
)

func (t *Tx) Login(ctx context.Context, phone person.Index) (person.Login, error) {
	l := person.Login{Phone: phone}
	err := t.tx.QueryRow(ctx, `SELECT hash, sent_at, tries, hour_from, in_hour, day, in_day, blocked_until FROM logins WHERE phone = $1`,
		[]any{phone}, &l.Hash, &l.SentAt, &l.Tries, &l.HourFrom, &l.InHour, &l.Day, &l.InDay, &l.BlockedUntil)
	if errors.Is(err, db.ErrNoRows) {
		return person.Login{Phone: phone}, nil
	}
	return l, err
}

func (t *Tx) PutLogin(ctx context.Context, l person.Login) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO logins (phone, hash, sent_at, tries, hour_from, in_hour, day, in_day, blocked_until)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (phone) DO UPDATE SET hash = excluded.hash, sent_at = excluded.sent_at, tries = excluded.tries, hour_from = excluded.hour_from,
			in_hour = excluded.in_hour, day = excluded.day, in_day = excluded.in_day, blocked_until = excluded.blocked_until`,
		l.Phone, l.Hash, l.SentAt, l.Tries, l.HourFrom, l.InHour, l.Day, l.InDay, l.BlockedUntil)
	return err
}

const sessionColumns = `session_id, account_id, door, hash, previous, rotated_at, created_at, expires_at, ended_at`

func readSession(scan db.Scan) (s person.Session, err error) {
	err = scan(&s.ID, &s.Account, &s.Door, &s.Hash, &s.Previous, &s.RotatedAt, &s.CreatedAt, &s.ExpiresAt, orNever{&s.EndedAt})
	return s, err
}

func (t *Tx) InsertSession(ctx context.Context, s person.Session) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO sessions (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		s.ID, s.Account, int64(s.Door), s.Hash, s.Previous, s.RotatedAt, s.CreatedAt, s.ExpiresAt, end(s.EndedAt))
	return once(n, err, "session")
}

func (t *Tx) Session(ctx context.Context, session id.ID) (person.Session, error) {
	s, err := db.One(ctx, t.tx, readSession, `SELECT `+sessionColumns+` FROM sessions WHERE session_id = $1`, session)
	return s, notFound(err, "session")
}

func (t *Tx) SessionsOf(ctx context.Context, account id.ID, at instant.Instant) ([]person.Session, error) {
	return db.List(ctx, t.tx, readSession, `SELECT `+sessionColumns+` FROM sessions
		WHERE account_id = $1 AND (ended_at IS NULL OR ended_at > $2) AND expires_at > $2 ORDER BY session_id`, account, at)
}

// EndedSessions finds those of some sessions that have ended or expired at an instant, or never were.
func (t *Tx) EndedSessions(ctx context.Context, at instant.Instant, sessions ...id.ID) (ended []id.ID, err error) {
	live := make(map[id.ID]bool, len(sessions))
	err = db.ByKeys(ctx, t.tx, sessions, func(scan db.Scan) error {
		var s id.ID
		err := scan(&s)
		live[s] = true
		return err
	}, `SELECT session_id FROM sessions WHERE (ended_at IS NULL OR ended_at > $1) AND expires_at > $1 AND session_id IN (/*keys*/)`, at)
	for _, s := range sessions {
		if !live[s] {
			ended = append(ended, s)
		}
	}
	return ended, err
}

func (t *Tx) UpdateSession(ctx context.Context, s person.Session) error {
	n, err := t.tx.Exec(ctx, `UPDATE sessions SET hash = $1, previous = $2, rotated_at = $3, expires_at = $4, ended_at = $5 WHERE session_id = $6`,
		s.Hash, s.Previous, s.RotatedAt, s.ExpiresAt, end(s.EndedAt), s.ID)
	return changed(n, err, "session")
}
