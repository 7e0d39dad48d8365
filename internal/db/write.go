package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"math/rand/v2"
	"time"

	"kangma/internal/fault"
)

// attempts of a transaction that the engine refuses because of others, and the first pause between them, which doubles.
const (
	attempts   = 10
	firstPause = time.Millisecond
)

// Write runs f in a transaction that is as if it ran alone (SQLite: the one writer; PostgreSQL: SERIALIZABLE), and
// answers once it is durable. f may run several times, so it must change nothing but the database
// (and must not leave anything behind in what it closes over). An error of f rolls back and is returned as it is.
// Where others keep it from committing again and again, the error is fault.Busy. If ctx ends during f nothing is stored.
func (d *DB) Write(ctx context.Context, f func(*Tx) error) error {
	return d.retry(ctx, d.writers, d.engine.begin, f)
}

// Claim is Write for taking work from a queue: it sees what others commit meanwhile, so that SkipLocked passes over
// rows that they hold instead of colliding with them. f must not decide anything by rows that it does not lock.
func (d *DB) Claim(ctx context.Context, f func(*Tx) error) error {
	return d.retry(ctx, d.writers, d.engine.beginClaim, f)
}

// Read runs f on one consistent snapshot of the database. f cannot write.
func (d *DB) Read(ctx context.Context, f func(*Tx) error) error {
	return d.retry(ctx, d.readers, d.engine.beginRead, f)
}

// Look runs f without a transaction around it: each statement by itself sees what is committed by then. Where a few rows
// are looked up by their keys, very often, it spares the beginning and the end, on PostgreSQL two of four round trips.
// f must not write; on SQLite it cannot.
func (d *DB) Look(ctx context.Context, f func(*Tx) error) error {
	return d.retry(ctx, d.readers, "", f)
}

func (d *DB) retry(ctx context.Context, p pool, begin string, f func(*Tx) error) error {
	pause := firstPause
	for n := 1; ; n++ {
		err := d.once(ctx, p, begin, f)
		if err == nil || !retryable(err) {
			return err
		}
		if n == attempts {
			return fault.New(fault.Busy, "database.busy", "too many are writing the same thing, try again").Because(err)
		}
		select {
		case <-time.After(pause/2 + rand.N(pause)):
			pause *= 2
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (d *DB) once(ctx context.Context, p pool, begin string, f func(*Tx) error) (err error) {
	c, err := p.acquire(ctx)
	if err != nil {
		return unavailable(err)
	}
	defer func() { p.release(c) }()

	// Neither the beginning nor the end may be cut off half-way by ctx: the connection goes back to the pool.
	whole := context.WithoutCancel(ctx)
	tx := &Tx{engine: d.engine, conn: c}
	if begin == "" {
		if err := f(tx); err != nil {
			return err
		}
		return tx.failed
	}
	if _, err := tx.Exec(whole, begin); err != nil {
		c.discard()
		return unavailable(err)
	}
	open := true
	defer func() {
		if open { // f failed or panicked
			tx.failed = nil
			if _, e := tx.Exec(whole, "ROLLBACK"); e != nil {
				c.discard()
			}
		}
	}()
	if err := f(tx); err != nil {
		return err
	}
	if tx.failed != nil { // f swallowed it
		return tx.failed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := tx.Exec(whole, "COMMIT"); err != nil {
		return unavailable(err)
	}
	open = false
	d.commits.Add(1)
	for _, done := range tx.onCommit {
		done()
	}
	return nil
}

// discard closes a connection whose state is not known; the pool opens another.
func (c *conn) discard() {
	c.sql.Raw(func(any) error { return driver.ErrBadConn })
	c.sql.Close()
	c.sql, c.stmts = nil, nil
}

// unavailable says of a lost or refused connection that the database does not answer; other errors stay as they are.
func unavailable(err error) error {
	if err == nil || !lost(err) || errors.Is(err, context.Canceled) {
		return err
	}
	return fault.New(fault.Unavailable, "database.unavailable", "the database does not answer").Because(err)
}
