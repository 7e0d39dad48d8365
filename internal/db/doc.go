// Package db opens a node's database, SQLite or PostgreSQL, and runs one
// portable SQL text on either.
//
// A transaction is a value: Write and Read hand a *Tx to a function, and
// everything that the function does goes through it. What differs between the
// engines is the handful of facts in Engine, nothing else; whoever writes SQL keeps
// to the portable subset:
//
//   - parameters are $1, $2, …; ids are 16 bytes, instants BIGINT microseconds,
//     regions BIGINT digits, flags BOOLEAN, documents TEXT that Go decodes;
//   - columns are named, never *; RETURNING, ON CONFLICT, partial indexes and
//     window functions are allowed; now(), JSON operators and arrays are not;
//   - text is never ordered by collation, every list has a total order;
//   - rows are read to the end before the next statement (Query enforces it).
//
// Rule DB-1: what Write has answered is durable, through kill -9 and loss of power.
// Rule DB-2: after a failed statement the transaction is over, on both engines.
//
// It knows no table; that is store. It is not an object mapper and not a query builder.
package db
