package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/store/migrations"
)

// Store is an open node database, safe for concurrent use.
type Store struct{ db *db.DB }

// Open opens a database (db.Open) and brings its schema up to date; one of a newer program is refused with fault.Conflict.
func Open(ctx context.Context, url string) (*Store, error) {
	d, err := db.Open(ctx, url)
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx, migrations.Files); err != nil {
		d.Close()
		return nil, err
	}
	return New(d), nil
}

// New is the store of a database that is open and migrated.
func New(d *db.DB) *Store { return &Store{d} }

// DB is the database, for jobs.
func (s *Store) DB() *db.DB { return s.db }

// Close ends all use of it.
func (s *Store) Close() error { return s.db.Close() }

// Write runs f in a transaction, as db.DB.Write says: f may run several times, and must change nothing but the database.
// It is refused with fault.Conflict once the destruction of the node has been approved: nothing comes in behind it (BY-16).
func (s *Store) Write(ctx context.Context, f func(*Tx) error) error {
	return s.WriteLate(ctx, func(tx *Tx) error {
		if err := tx.refuseDestroyed(ctx); err != nil {
			return err
		}
		return f(tx)
	})
}

// WriteLate is Write for what goes on after that: the destruction itself, and the audit log.
func (s *Store) WriteLate(ctx context.Context, f func(*Tx) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return f(&Tx{tx}) })
}

// Read runs f on one consistent snapshot.
func (s *Store) Read(ctx context.Context, f func(*Tx) error) error {
	return s.db.Read(ctx, func(tx *db.Tx) error { return f(&Tx{tx}) })
}

// Look runs f without a transaction, as db.DB.Look says: for a few rows looked up by their keys, very often.
func (s *Store) Look(ctx context.Context, f func(*Tx) error) error {
	return s.db.Look(ctx, func(tx *db.Tx) error { return f(&Tx{tx}) })
}

// Compact gives back and overwrites the room of rows that were deleted.
func (s *Store) Compact(ctx context.Context) error { return s.db.Compact(ctx) }

// Tx is a running transaction, for all that the domain packages need.
type Tx struct{ tx *db.Tx }

// Wrap is the store's view of a transaction that somebody else began, such as a job's.
func Wrap(tx *db.Tx) *Tx { return &Tx{tx} }

// Raw is the transaction itself, for enqueuing jobs and saving their progress.
func (t *Tx) Raw() *db.Tx { return t.tx }

// OnCommit has f run once the transaction is durable.
func (t *Tx) OnCommit(f func()) { t.tx.OnCommit(f) }

// notFound turns the absence of a row into the fault that says what is absent.
func notFound(err error, what string) error {
	if errors.Is(err, db.ErrNoRows) {
		return fault.New(fault.NotFound, what+".not_found", "there is no such %s", what)
	}
	return err
}

// once is the outcome of an INSERT … ON CONFLICT DO NOTHING of one row that must not be there yet.
func once(n int64, err error, what string) error {
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, what+".exists", "the %s is there already", what)
	}
	return err
}

// exists turns the violation of a unique key, which ends the transaction, into its fault.
func exists(err error, what string) error {
	if db.IsUnique(err) {
		return fault.New(fault.Conflict, what+".exists", "the %s is there already", what).Because(err)
	}
	return err
}

// changed is the outcome of an UPDATE of one row.
func changed(n int64, err error, what string) error {
	if err == nil && n == 0 {
		return notFound(db.ErrNoRows, what)
	}
	return err
}

// end stores an instant of which Never is NULL; orNever reads it back.
func end(i instant.Instant) any {
	if i == instant.Never {
		return nil
	}
	return int64(i)
}

type orNever struct{ at *instant.Instant }

func (o orNever) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*o.at = instant.Never
	case int64:
		*o.at = instant.Instant(v)
	default:
		return errors.New("store: an instant that is no integer")
	}
	return nil
}

// orNull stores an instant of which 0 is none, NULL; orZero reads it back.
type orZero struct{ at *instant.Instant }

func (o orZero) Scan(src any) error {
	if src == nil {
		*o.at = 0
		return nil
	}
	return orNever(o).Scan(src)
}

func orNull(i instant.Instant) any {
	if i == 0 {
		return nil
	}
	return int64(i)
}

// blob stores fixed bytes of which all zeros are NULL.
func blob(b []byte) any {
	for _, x := range b {
		if x != 0 {
			return b
		}
	}
	return nil
}

// fixed reads bytes of a fixed length; NULL leaves zeros.
type fixed []byte

func (f fixed) Scan(src any) error {
	switch b := src.(type) {
	case nil:
		clear(f)
		return nil
	case []byte:
		if len(b) == len(f) {
			copy(f, b)
			return nil
		}
	}
	return errors.New("store: bytes of another length")
}
