package testkit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"kangma/internal/db"
)

// PostgresVariable names the address of the cluster, RequireVariable (if set to 1) turns "no PostgreSQL" into a failure.
const (
	PostgresVariable = "KANGMA_TEST_POSTGRES"
	RequireVariable  = "KANGMA_REQUIRE_POSTGRES"
)

// EachEngine runs test as a subtest on a fresh database of each engine.
func EachEngine(t *testing.T, migrations fs.FS, test func(t *testing.T, d *db.DB)) {
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t, migrations)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t, migrations)) })
}

// SQLite is a fresh SQLite database with the migrations applied; nil migrations leave it empty.
func SQLite(t testing.TB, migrations fs.FS) *db.DB {
	t.Helper()
	return open(t, SQLiteURL(t, migrations))
}

// Postgres is the same on PostgreSQL. Without a cluster the test is skipped, or fails where PostgreSQL is required.
func Postgres(t testing.TB, migrations fs.FS) *db.DB {
	t.Helper()
	return open(t, PostgresURL(t, migrations))
}

func open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

var templates sync.Map // hash of migrations → func() ([]byte, error), the bytes of a migrated SQLite file

// SQLiteURL is the address of a fresh SQLite database, for what opens it by itself.
func SQLiteURL(t testing.TB, migrations fs.FS) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "node.db")
	if migrations != nil {
		name := hash(t, migrations)
		build, _ := templates.LoadOrStore(name, sync.OnceValues(func() ([]byte, error) { return sqliteTemplate(migrations) }))
		file, err := build.(func() ([]byte, error))()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return "sqlite:" + path
}

func sqliteTemplate(migrations fs.FS) ([]byte, error) {
	dir, err := os.MkdirTemp("", "kangma-template")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrate("sqlite:"+path, migrations); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// PostgresURL is the address of a fresh PostgreSQL database, dropped when the test ends.
func PostgresURL(t testing.TB, migrations fs.FS) string {
	t.Helper()
	cluster := os.Getenv(PostgresVariable)
	if cluster == "" {
		if os.Getenv(RequireVariable) == "1" {
			t.Fatalf("no PostgreSQL: %s is empty", PostgresVariable)
		}
		t.Skipf("no PostgreSQL: %s is empty (run scripts/with-postgres go test …)", PostgresVariable)
	}
	template := "template1"
	if migrations != nil {
		template = postgresTemplate(t, cluster, migrations)
	}
	name := "test_" + hex.EncodeToString(random())
	if err := administer(cluster, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := administer(cluster, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return within(t, cluster, name)
}

// postgresTemplate makes the migrated database that others are copied from, once for the cluster.
func postgresTemplate(t testing.TB, cluster string, migrations fs.FS) string {
	name := "kangma_" + hash(t, migrations)
	if templateExists(t, cluster, name) {
		return name
	}
	// Several test programs may come here at once: each builds under a name of its own, the first to rename wins.
	building := "building_" + hex.EncodeToString(random())
	if err := administer(cluster, "CREATE DATABASE "+building); err != nil {
		t.Fatal(err)
	}
	if err := migrate(within(t, cluster, building), migrations); err != nil {
		t.Fatal(err)
	}
	if err := administer(cluster, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s", building, name)); err != nil {
		if !templateExists(t, cluster, name) {
			t.Fatal(err)
		}
		if err := administer(cluster, "DROP DATABASE "+building); err != nil {
			t.Fatal(err)
		}
	}
	return name
}

func templateExists(t testing.TB, cluster, name string) (found bool) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), cluster)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if err := c.QueryRow(t.Context(), "SELECT count(*) > 0 FROM pg_database WHERE datname = $1", name).Scan(&found); err != nil {
		t.Fatal(err)
	}
	return found
}

// administer runs a statement about databases, which no transaction may hold.
func administer(cluster, statement string) error {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, cluster)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, statement)
	return err
}

func migrate(url string, migrations fs.FS) error {
	d, err := db.Open(context.Background(), url)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Migrate(context.Background(), migrations)
}

func within(t testing.TB, cluster, database string) string {
	u, err := url.Parse(cluster)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + database
	return u.String()
}

func random() []byte {
	b := make([]byte, 8)
	rand.Read(b)
	return b
}

// hash tells sets of migrations apart.
func hash(t testing.TB, migrations fs.FS) string {
	h := sha256.New()
	err := fs.WalkDir(migrations, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations, path)
		fmt.Fprintf(h, "%s %d\n%s", path, len(text), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
