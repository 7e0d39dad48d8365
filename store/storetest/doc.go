// Package storetest holds both databases to the contracts in the domain packages' tx.go: one file per noun, and
// what concerns all of them in order.go, append_only.go, concurrency.go and bitemporal.go.
//
// Run takes a constructor, so that a third engine would only need another one. SQLite and Postgres are also for
// tests elsewhere that need a real store. It is not compiled into the program.
package storetest
