package db

import (
	"context"
	"database/sql"
)

// ErrNoRows is what QueryRow's Scan and One return where there is no row.
var ErrNoRows = sql.ErrNoRows

// Tx is a running transaction. It is not safe for concurrent use and must not be kept after the function it was given to.
type Tx struct {
	engine   *Engine
	conn     *conn
	failed   error    // Rule DB-2: the first failure ends the transaction
	onCommit []func() // run after the commit
}

// Engine says in what this database differs.
func (t *Tx) Engine() *Engine { return t.engine }

// OnCommit has f run once the transaction is durable, and not at all if it is not: to wake workers and to
// forget cached values. f must be quick.
func (t *Tx) OnCommit(f func()) { t.onCommit = append(t.onCommit, f) }

// Exec runs a statement and returns the number of rows it changed.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	ctx, stmt, err := t.ready(ctx, query)
	if err != nil {
		return 0, t.fail(err)
	}
	var res sql.Result
	if stmt != nil {
		res, err = stmt.ExecContext(ctx, args...)
	} else {
		res, err = t.conn.sql.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, t.fail(err)
	}
	return res.RowsAffected()
}

// Scan reads the columns of the current row.
type Scan func(dest ...any) error

// Query gives every row to each, in order. each must not use the transaction. An error of each ends the reading and is returned.
func (t *Tx) Query(ctx context.Context, each func(Scan) error, query string, args ...any) error {
	rows, err := t.rows(ctx, query, args)
	if err != nil {
		return t.fail(err)
	}
	defer rows.Close()
	scan := Scan(rows.Scan)
	for rows.Next() {
		if err := each(scan); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return t.fail(err)
	}
	return nil
}

// QueryRow reads the first row into dest; ErrNoRows if there is none.
func (t *Tx) QueryRow(ctx context.Context, query string, args []any, dest ...any) error {
	found := false
	err := t.Query(ctx, func(scan Scan) error {
		if found {
			return nil
		}
		found = true
		return scan(dest...)
	}, query, args...)
	if err == nil && !found {
		return ErrNoRows
	}
	return err
}

// List collects what read makes of every row.
func List[T any](ctx context.Context, t *Tx, read func(Scan) (T, error), query string, args ...any) ([]T, error) {
	var list []T
	err := t.Query(ctx, func(scan Scan) error {
		v, err := read(scan)
		list = append(list, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return list, nil
}

// One is what read makes of the first row; ErrNoRows if there is none.
func One[T any](ctx context.Context, t *Tx, read func(Scan) (T, error), query string, args ...any) (T, error) {
	list, err := List(ctx, t, read, query, args...)
	if err == nil && len(list) == 0 {
		err = ErrNoRows
	}
	if err != nil {
		var none T
		return none, err
	}
	return list[0], nil
}

func (t *Tx) rows(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	ctx, stmt, err := t.ready(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return t.conn.sql.QueryContext(ctx, query, args...)
}

// ready checks that a statement may run, and prepares it where the driver does not remember it by itself. There
// the statement also runs under a context that does not end: the SQLite driver would start a goroutine
// for each statement to watch it, and statements are short.
func (t *Tx) ready(ctx context.Context, query string) (context.Context, *sql.Stmt, error) {
	if t.failed != nil {
		return nil, nil, t.failed
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if t.conn.stmts == nil {
		return ctx, nil, nil
	}
	ctx = context.Background()
	if s, ok := t.conn.stmts[query]; ok {
		return ctx, s, nil
	}
	s, err := t.conn.sql.PrepareContext(ctx, query)
	if err != nil {
		return nil, nil, err
	}
	t.conn.stmts[query] = s
	return ctx, s, nil
}

// fail remembers the first failure and gives it its name.
func (t *Tx) fail(err error) error {
	if t.failed == nil {
		t.failed = err
	}
	return err
}
