package db

import (
	"context"
	"database/sql"
	"strings"
	"sync/atomic"

	"kangma/internal/fault"
)

// DB is an open database, safe for concurrent use.
type DB struct {
	engine *Engine
	// migrations run on this handle; transactions take their connections from the two pools.
	handle        *sql.DB
	writers       pool
	readers       pool
	closeHandles  []func() error
	backgroundEnd func()
	commits       atomic.Int64
}

// pool hands out connections. acquire waits until one is free or ctx ends.
type pool interface {
	acquire(ctx context.Context) (*conn, error)
	release(c *conn)
}

// conn is one connection and, on SQLite, its prepared statements. The zero sql is a connection yet to be opened.
type conn struct {
	sql   *sql.Conn
	stmts map[string]*sql.Stmt // nil where the driver itself remembers statements
}

// Open opens "sqlite:PATH" or "postgres://…". A SQLite file is made if it is not there, readable by its owner only.
// The schema is not touched: see Migrate. A wrong url is a fault; a database that does not answer is fault.Unavailable.
func Open(ctx context.Context, url string) (*DB, error) {
	switch scheme, rest, _ := strings.Cut(url, ":"); scheme {
	case "sqlite":
		return openSQLite(ctx, rest)
	case "postgres", "postgresql":
		return openPostgres(ctx, url)
	}
	return nil, fault.Secret("database", "is neither sqlite:PATH nor postgres://…") // the value may hold a password
}

// Close waits for no one: end all work first.
func (d *DB) Close() error {
	if d.backgroundEnd != nil {
		d.backgroundEnd()
	}
	var first error
	for _, c := range d.closeHandles {
		if err := c(); err != nil && first == nil {
			first = err
		}
	}
	return first
}
