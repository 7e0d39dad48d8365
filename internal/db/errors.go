package db

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// IsUnique says whether err is the violation of a unique constraint or primary key.
func IsUnique(err error) bool {
	return is(err, "23505", sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// IsForeignKey says whether err is a reference to a row that is not there.
func IsForeignKey(err error) bool {
	return is(err, "23503", sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY)
}

// IsAppendOnly says whether err is the refusal to update or delete a row of an append-only table.
func IsAppendOnly(err error) bool {
	return is(err, appendOnlyState, sqlite3.SQLITE_CONSTRAINT_TRIGGER)
}

// retryable says whether the transaction would pass if it ran again: it lost against another one.
func retryable(err error) bool {
	return is(err, "40001", sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_SNAPSHOT, sqlite3.SQLITE_BUSY_RECOVERY) || is(err, "40P01")
}

func is(err error, state string, codes ...int) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == state
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		for _, c := range codes {
			if lite.Code() == c {
				return true
			}
		}
	}
	return false
}

// lost says whether the connection is gone or was never made. The outcome of a commit that met it is not known.
func lost(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) { // 08: connection; 57P: the server is shutting down or starting; 53300: too many connections
		return pg.Code[:2] == "08" || pg.Code[:3] == "57P" || pg.Code == "53300"
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
