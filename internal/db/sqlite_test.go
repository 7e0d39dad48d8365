package db_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/testkit"
)

func TestSQLitePragmas(t *testing.T) {
	d := testkit.SQLite(t, schema)
	for _, way := range []struct {
		name   string
		run    func(context.Context, func(*db.Tx) error) error
		expect map[string]string
	}{
		{"writer", d.Write, map[string]string{"cache_size": "-131072", "query_only": "0"}},
		{"reader", d.Read, map[string]string{"cache_size": "-16384", "query_only": "1"}},
	} {
		for name, value := range map[string]string{"busy_timeout": "10000", "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "2",
			"mmap_size": "1073741824", "wal_autocheckpoint": "50000", "temp_store": "2", "journal_size_limit": "268435456"} {
			way.expect[name] = value
		}
		must(t, way.run(t.Context(), func(tx *db.Tx) error {
			for name, want := range way.expect {
				var got string
				if err := tx.QueryRow(t.Context(), "PRAGMA "+name, nil, &got); err != nil {
					return err
				}
				if got != want {
					t.Errorf("%s: %s is %s, want %s", way.name, name, got, want)
				}
			}
			return nil
		}))
	}
}

func TestSQLiteFileIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a node?.db") // odd letters stay letters
	d, err := db.Open(t.Context(), "sqlite:"+path)
	must(t, err)
	defer d.Close()
	must(t, d.Migrate(t.Context(), schema))
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO log (id, text) VALUES ($1, $2)", id.New(1), "a")
		return err
	}))
	for _, suffix := range []string{"", "-wal"} {
		s, err := os.Stat(path + suffix)
		must(t, err)
		if s.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", s.Name(), s.Mode().Perm())
		}
	}
}
