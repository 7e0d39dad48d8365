// Package testkit gives tests a real database of their own: SQLite always,
// PostgreSQL where KANGMA_TEST_POSTGRES names a cluster (scripts/with-postgres
// starts a private one). The migrations run once; each test gets a copy.
//
// It is not a mock, and nothing outside of tests imports it.
package testkit
