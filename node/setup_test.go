package node_test

import (
	"encoding/base64"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"kangma/internal/keys"
	"kangma/internal/testkit"
	"kangma/node"
	"kangma/packs"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
	"kangma/store/migrations"
)

// clock is a clock that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

var wuhan = region.MustParseCode("420102")

type hubei struct {
	*node.Node
	clock *clock
	t     testing.TB
}

func config(t testing.TB, dir string, c *clock) node.Config {
	root, err := keys.ParseRoot(base64.StdEncoding.EncodeToString([]byte("a root secret of a test node: 48 bytes, no secret")))
	if err != nil {
		t.Fatal(err)
	}
	return node.Config{Region: region.MustParseCode("420000"), Name: pass.Text{ZH: "湖北省", EN: "Hubei"}, Pack: "hubei",
		Packs: policy.Library{FS: packs.FS}, Database: "sqlite:" + filepath.Join(dir, "kangma.db"), Root: root, Now: c.Now}
}

// spring is when the node of Hubei has its first rule book.
var spring = time.Date(2020, 3, 25, 1, 0, 0, 0, time.UTC)

// open is a node of Hubei in spring on SQLite.
func open(t testing.TB) *hubei { return openAt(t, spring, nil) }

// openAt is a node whose clock begins at an instant; change, if any, makes it another than the one of Hubei.
func openAt(t testing.TB, begin time.Time, change func(*node.Config)) *hubei {
	c := &clock{now: begin}
	cfg := config(t, t.TempDir(), c)
	if change != nil {
		change(&cfg)
	}
	n, err := node.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	return &hubei{n, c, t}
}

// eachURL runs a test with a fresh database of each engine.
func eachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, testkit.SQLiteURL(t, migrations.Files)) })
	t.Run("postgres", func(t *testing.T) { test(t, testkit.PostgresURL(t, migrations.Files)) })
}

// eachEngine runs a test in a node as openAt makes it, on a database of each engine.
func eachEngine(t *testing.T, begin time.Time, change func(*node.Config), test func(*testing.T, *hubei)) {
	eachURL(t, func(t *testing.T, url string) {
		test(t, openAt(t, begin, func(c *node.Config) {
			c.Database = url
			if change != nil {
				change(c)
			}
		}))
	})
}
