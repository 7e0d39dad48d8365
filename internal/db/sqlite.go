package db

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"modernc.org/sqlite"

	"kangma/internal/fault"
)

// Pragma is a setting of a SQLite connection, with the value that SQLite reports back once it holds.
type Pragma struct{ Name, Set, Holds string }

// busyTimeout bounds the wait for another process that writes; it is the first setting, so that the others wait too.
const busyTimeout = 10 * time.Second

// sqlitePragmas hold on every connection. synchronous FULL makes a commit in the write-ahead log survive a loss of
// power (NORMAL would survive only kill -9); group commit pays for it. The writer's cache is large because
// its pages are the ones being changed; readers read through the memory map. The writer itself only ends what the
// checkpoints in the background (checkpoint.go) have nearly done, at 50000 pages, 200 MB: then the log begins anew.
var sqlitePragmas = []Pragma{
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"foreign_keys", "1", "1"},
	{"secure_delete", "FAST", "2"}, // destroyed keys do not linger in freed space
	{"mmap_size", "1073741824", "1073741824"},
	{"wal_autocheckpoint", "50000", "50000"},
	{"journal_size_limit", "268435456", "268435456"},
	{"temp_store", "MEMORY", "2"},
}

var (
	sqliteWriter = []Pragma{{"cache_size", "-131072", "-131072"}}
	sqliteReader = []Pragma{{"cache_size", "-16384", "-16384"}, {"query_only", "1", "1"}}
)

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if path == "" {
		return nil, fault.Secret("database", "sqlite: needs a path")
	}
	if dir := filepath.Dir(path); !isDir(dir) {
		return nil, fault.Field("database", path, "lies in no existing folder")
	}
	// SQLite itself would make the file with the process's mask. Its log and index take the file's mode.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.Field("database", path, "cannot be opened for writing").Because(err)
	}
	f.Close()

	writer, err := sqliteHandle(path, sqliteWriter)
	if err != nil {
		return nil, err
	}
	reader, err := sqliteHandle(path, sqliteReader)
	if err != nil {
		return nil, err
	}
	writer.SetMaxIdleConns(-1) // only Migrate takes connections from the handle itself; slots keep theirs
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	d := &DB{
		engine:       &sqliteEngine,
		handle:       writer,
		writers:      newSlots(writer, 1),
		readers:      newSlots(reader, readers),
		closeHandles: []func() error{reader.Close, writer.Close},
	}
	if err := writer.PingContext(ctx); err != nil { // switches to WAL before any reader comes
		d.Close()
		return nil, fault.Field("database", path, "is not a SQLite database that can be opened").Because(err)
	}
	d.backgroundEnd = d.checkpointInBackground(writer)
	return d, nil
}

func sqliteHandle(path string, own []Pragma) (*sql.DB, error) {
	q := url.Values{"_busy_timeout": {strconv.FormatInt(busyTimeout.Milliseconds(), 10)}}
	for _, p := range append(append([]Pragma(nil), sqlitePragmas...), own...) {
		q.Add("_pragma", p.Name+"("+p.Set+")")
	}
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}
	c, err := sqlite.NewConnector(dsn.String())
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

func isDir(path string) bool {
	s, err := os.Stat(path)
	return err == nil && s.IsDir()
}

// slots is a fixed number of connections, each opened when first needed and kept with its prepared statements.
type slots struct {
	handle *sql.DB
	free   chan *conn
}

func newSlots(handle *sql.DB, n int) *slots {
	s := &slots{handle: handle, free: make(chan *conn, n)}
	for range n {
		s.free <- &conn{}
	}
	return s
}

func (s *slots) acquire(ctx context.Context) (*conn, error) {
	select {
	case c := <-s.free:
		if c.sql != nil {
			return c, nil
		}
		raw, err := s.handle.Conn(ctx)
		if err != nil {
			s.free <- c
			return nil, err
		}
		return &conn{sql: raw, stmts: make(map[string]*sql.Stmt)}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *slots) release(c *conn) { s.free <- c }
