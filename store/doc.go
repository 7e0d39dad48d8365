// Package store keeps everything that a node knows in SQLite or PostgreSQL.
//
// A *Tx satisfies the Tx interface of every domain package (tx.go); their comments are the contract, and
// storetest holds both engines to it. One file per noun. The schema is in migrations.
//
//   - SR-1: append-only tables refuse every update and delete.
//   - SR-2: what is not there is fault.NotFound, what is there already fault.Conflict.
//   - SR-3: every list has a total order.
//   - SR-4: a write that was acknowledged is there after kill -9, once.
//
// It decides nothing, knows no clock, and seals nothing: what must be sealed comes sealed.
package store
