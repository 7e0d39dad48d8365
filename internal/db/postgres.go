package db

import (
	"context"
	"database/sql"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"kangma/internal/fault"
)

// minPostgresVersion is 15.0 as the server numbers itself.
const minPostgresVersion = 150000

func openPostgres(ctx context.Context, url string) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fault.Secret("database", "is not a PostgreSQL address that can be read").Because(err)
	}
	if !strings.Contains(url, "pool_max_conns") {
		cfg.MaxConns = int32(max(16, 4*runtime.GOMAXPROCS(0)))
	}
	p, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "database.unavailable", "the database does not answer").Because(err)
	}
	handle := stdlib.OpenDBFromPool(p)
	d := &DB{
		engine:  &postgresEngine,
		handle:  handle,
		writers: handlePool{handle},
		readers: handlePool{handle},
		closeHandles: []func() error{handle.Close, func() error {
			p.Close()
			return nil
		}},
	}
	var version int
	if err := handle.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		d.Close()
		return nil, fault.New(fault.Unavailable, "database.unavailable", "the database does not answer").Because(err)
	}
	if version < minPostgresVersion {
		d.Close()
		return nil, fault.New(fault.Invalid, "database.too_old", "the database server is PostgreSQL %d, needed is 15 or later", version/10000)
	}
	return d, nil
}

// handlePool takes connections from the driver's own pool, which remembers their statements.
type handlePool struct{ handle *sql.DB }

func (p handlePool) acquire(ctx context.Context) (*conn, error) {
	c, err := p.handle.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{sql: c}, nil
}

func (p handlePool) release(c *conn) {
	if c.sql != nil {
		c.sql.Close()
	}
}

// postgresCopy streams rows with COPY inside the transaction.
func postgresCopy(ctx context.Context, tx *Tx, into *Into, n int, row func(i int) []any) error {
	return tx.conn.sql.Raw(func(driverConn any) error {
		c := driverConn.(*stdlib.Conn).Conn()
		_, err := c.CopyFrom(ctx, pgx.Identifier{into.table}, into.columns,
			pgx.CopyFromSlice(n, func(i int) ([]any, error) { return row(i), nil }))
		return err
	})
}
