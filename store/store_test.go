package store_test

import (
	"testing"

	"kangma/store/storetest"
)

// SR-1, SR-2, SR-3: both engines keep the contracts.
func TestSQLite(t *testing.T)   { storetest.Run(t, storetest.SQLite) }
func TestPostgres(t *testing.T) { storetest.Run(t, storetest.Postgres) }
