package store_test

import (
	"testing"

	"kangma/internal/db"
	"kangma/internal/testkit"
	"kangma/store/migrations"
)

func TestMigrationsRun(t *testing.T) {
	testkit.EachEngine(t, migrations.Files, func(t *testing.T, d *db.DB) {})
}
