package db

import "context"

// Engine is everything in which the two databases differ for those who write SQL. A fact is added only when a statement needs it.
type Engine struct {
	// Name is "sqlite" or "postgres".
	Name string
	// SkipLocked ends a SELECT that takes work from a queue, so that takers do not wait for one another.
	// SQLite needs none: it has one writer.
	SkipLocked string

	begin, beginRead, beginClaim string
	// copyIn appends many rows faster than INSERT can, nil if INSERT is the fastest.
	copyIn func(ctx context.Context, tx *Tx, into *Into, n int, row func(i int) []any) error
	// schema expands the words that migrations may use (migrate.go).
	schema expander
}

var sqliteEngine = Engine{
	Name:       "sqlite",
	begin:      "BEGIN IMMEDIATE",
	beginRead:  "BEGIN DEFERRED",
	beginClaim: "BEGIN IMMEDIATE",
	schema:     expander{clustered: "WITHOUT ROWID", appendOnly: sqliteAppendOnly},
}

var postgresEngine = Engine{
	Name:       "postgres",
	SkipLocked: " FOR UPDATE SKIP LOCKED",
	begin:      "BEGIN ISOLATION LEVEL SERIALIZABLE",
	beginRead:  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	beginClaim: "BEGIN ISOLATION LEVEL READ COMMITTED",
	copyIn:     postgresCopy,
	schema:     expander{appendOnly: postgresAppendOnly},
}
