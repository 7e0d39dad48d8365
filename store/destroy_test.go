package store_test

import (
	"slices"
	"testing"

	"kangma/internal/db"
	"kangma/internal/testkit"
	"kangma/store"
	"kangma/store/migrations"
)

// DE-4: every table is in one of the lists of destroy.go, once. Whoever adds a table decides there whether it ends with the
// node (doomed, with its key), or stays (kept, with the reason that the certificate says). BY-16
func TestEveryTableIsDoomedOrKept(t *testing.T) {
	d := testkit.SQLite(t, migrations.Files)
	var have []string
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		have, err = db.List(t.Context(), tx, func(scan db.Scan) (s string, err error) { err = scan(&s); return s, err },
			`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	listed := store.Tables()
	for _, table := range have {
		if !slices.Contains(listed, table) {
			t.Errorf("store/destroy.go does not say whether %s is destroyed or kept", table)
		}
	}
	slices.Sort(listed)
	if once := slices.Compact(slices.Clone(listed)); len(once) != len(listed) {
		t.Error("a table is listed twice")
	}
	for _, table := range listed {
		if !slices.Contains(have, table) {
			t.Errorf("store/destroy.go lists %s, which is no table", table)
		}
	}
}
