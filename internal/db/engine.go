package db

import (
	"context"
	"strconv"
)

// Engine is everything in which the two databases differ for those who write SQL. A fact is added only when a statement needs it.
type Engine struct {
	// Name is "sqlite" or "postgres".
	Name string
	// SkipLocked ends a SELECT that takes work from a queue, so that takers do not wait for one another.
	// SQLite needs none: it has one writer.
	SkipLocked string

	begin, beginRead, beginClaim string
	// insert begins an INSERT of many rows. OR FAIL spares SQLite a journal of each statement, by which it could take back
	// the rows before the one that is refused: the whole transaction is rolled back then (Rule DB-2).
	insert string
	// unnumbered says that long lists of parameters are written ?, ?, …: SQLite finds a numbered one by going through
	// all of them, which made a statement of 256 rows fifty times slower than 256 statements.
	unnumbered bool
	// copyIn appends many rows faster than INSERT can, nil if INSERT is the fastest.
	copyIn func(ctx context.Context, tx *Tx, into *Into, n int, row func(i int) []any) error
	// schema expands the words that migrations may use (migrate.go).
	schema expander
	// compact rewrites the database without what was deleted.
	compact []string
}

var sqliteEngine = Engine{
	Name:       "sqlite",
	begin:      "BEGIN IMMEDIATE",
	beginRead:  "BEGIN DEFERRED",
	beginClaim: "BEGIN IMMEDIATE",
	insert:     "INSERT OR FAIL INTO ",
	unnumbered: true,
	schema:     expander{clustered: "WITHOUT ROWID", appendOnly: sqliteAppendOnly, deletable: sqliteDeletable},
	compact:    []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"},
}

var postgresEngine = Engine{
	Name:       "postgres",
	SkipLocked: " FOR UPDATE SKIP LOCKED",
	begin:      "BEGIN ISOLATION LEVEL SERIALIZABLE",
	beginRead:  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	beginClaim: "BEGIN ISOLATION LEVEL READ COMMITTED",
	insert:     "INSERT INTO ",
	copyIn:     postgresCopy,
	schema:     expander{appendOnly: postgresAppendOnly, deletable: postgresDeletable},
	compact:    []string{"VACUUM FULL"},
}

// parameter appends the n-th parameter of a long list, counted from 1.
func (e *Engine) parameter(b []byte, n int) []byte {
	if e.unnumbered {
		return append(b, '?')
	}
	return strconv.AppendInt(append(b, '$'), int64(n), 10)
}
