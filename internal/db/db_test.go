package db_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/testkit"
)

var schema = fstest.MapFS{"00001_things.sql": {Data: []byte(`-- +goose Up
CREATE TABLE things (
	owner BYTEA NOT NULL,
	n BIGINT NOT NULL,
	label TEXT,
	ok BOOLEAN NOT NULL,
	PRIMARY KEY (owner, n)
) /*clustered*/;
CREATE TABLE parts (
	owner BYTEA NOT NULL,
	n BIGINT NOT NULL,
	FOREIGN KEY (owner, n) REFERENCES things (owner, n)
);
CREATE TABLE log (id BYTEA NOT NULL PRIMARY KEY, text TEXT NOT NULL) /*clustered*/;
/*append-only log*/
`)}}

type thing struct {
	Owner id.ID
	N     int64
	Label *string
	OK    bool
}

const thingColumns = "owner, n, label, ok"

var intoThings = db.IntoTable("things", thingColumns, "")

func thingValues(x *thing, v []any) []any { return append(v, x.Owner, x.N, x.Label, x.OK) }

func readThing(scan db.Scan) (x thing, err error) {
	err = scan(&x.Owner, &x.N, &x.Label, &x.OK)
	return x, err
}

func things(owner id.ID, n int) []thing {
	list := make([]thing, n)
	label := "标签"
	for i := range list {
		list[i] = thing{Owner: owner, N: int64(i), OK: i%2 == 0}
		if i%3 == 0 {
			list[i].Label = &label
		}
	}
	return list
}

func TestInsertAndReadBack(t *testing.T) {
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for _, n := range []int{1, 7, 8, 300, 1000} { // below and above COPY's threshold, and several shapes of INSERT
			owner := id.New(1)
			want := things(owner, n)
			must(t, d.Write(ctx, func(tx *db.Tx) error {
				stored, err := db.Insert(ctx, tx, intoThings, want, thingValues)
				if stored != int64(n) {
					t.Errorf("stored %d of %d", stored, n)
				}
				return err
			}))
			var got []thing
			must(t, d.Read(ctx, func(tx *db.Tx) (err error) {
				got, err = db.List(ctx, tx, readThing, "SELECT "+thingColumns+" FROM things WHERE owner = $1 ORDER BY n", owner)
				return err
			}))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
	})
}

func TestInsertOnConflict(t *testing.T) {
	ignore := db.IntoTable("things", thingColumns, "ON CONFLICT (owner, n) DO NOTHING")
	replace := db.IntoTable("things", thingColumns, "ON CONFLICT (owner, n) DO UPDATE SET ok = excluded.ok")
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		ctx, owner := t.Context(), id.New(1)
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Insert(ctx, tx, intoThings, things(owner, 10), thingValues)
			return err
		}))
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			stored, err := db.Insert(ctx, tx, ignore, things(owner, 300), thingValues)
			if stored != 290 {
				t.Errorf("%d were new, want 290", stored)
			}
			return err
		}))
		turned := things(owner, 300)
		for i := range turned {
			turned[i].OK = true
		}
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Insert(ctx, tx, replace, turned, thingValues)
			return err
		}))
		if n := count(t, d, "SELECT count(*) FROM things WHERE ok AND owner = $1", owner); n != 300 {
			t.Errorf("%d are ok, want 300", n)
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Insert(ctx, tx, intoThings, append(things(id.New(2), 10), turned[0]), thingValues)
			return err
		})
		if !db.IsUnique(err) {
			t.Errorf("a key twice: %v", err)
		}
		if n := count(t, d, "SELECT count(*) FROM things"); n != 300 {
			t.Errorf("%d rows after a refused insert, want 300", n)
		}
	})
}

func TestByKeys(t *testing.T) {
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		ctx, owner := t.Context(), id.New(1)
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Insert(ctx, tx, intoThings, things(owner, 1500), thingValues)
			return err
		}))
		for _, n := range []int{0, 1, 2, 8, 9, 512, 513, 1300} {
			keys := make([]int64, n)
			for i := range keys {
				keys[i] = int64(i)
			}
			seen := 0
			must(t, d.Read(ctx, func(tx *db.Tx) error {
				return db.ByKeys(ctx, tx, keys, func(db.Scan) error { seen++; return nil },
					"SELECT n FROM things WHERE owner = $1 AND n IN (/*keys*/)", owner)
			}))
			if seen != n {
				t.Errorf("%d keys found %d rows", n, seen)
			}
		}
	})
}

// Rule DB-2: after a failed statement the transaction is over, on both engines, even if the error is swallowed.
func TestFailedStatementEndsTransaction(t *testing.T) {
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		ctx, owner := t.Context(), id.New(1)
		err := d.Write(ctx, func(tx *db.Tx) error {
			for _, x := range append(things(owner, 1), things(owner, 1)...) {
				db.Insert(ctx, tx, intoThings, []thing{x}, thingValues)
			}
			_, err := tx.Exec(ctx, "UPDATE things SET ok = false")
			if !db.IsUnique(err) {
				t.Errorf("the next statement: %v", err)
			}
			return nil
		})
		if !db.IsUnique(err) {
			t.Errorf("Write: %v", err)
		}
		if n := count(t, d, "SELECT count(*) FROM things"); n != 0 {
			t.Errorf("%d rows, want 0", n)
		}
	})
}

func TestClassification(t *testing.T) {
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		write := func(query string, args ...any) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, query, args...)
				return err
			})
		}
		if err := write("INSERT INTO parts (owner, n) VALUES ($1, $2)", id.New(1), 1); !db.IsForeignKey(err) {
			t.Errorf("no such thing: %v", err)
		}
		must(t, write("INSERT INTO log (id, text) VALUES ($1, $2)", id.New(1), "a"))
		for _, q := range []string{"UPDATE log SET text = 'b'", "DELETE FROM log"} {
			if err := write(q); !db.IsAppendOnly(err) {
				t.Errorf("%s: %v", q, err)
			}
		}
		if n := count(t, d, "SELECT count(*) FROM log WHERE text = $1", "a"); n != 1 {
			t.Error("the append-only row was changed")
		}
		err := d.Read(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO log (id, text) VALUES ($1, $2)", id.New(1), "a")
			return err
		})
		if err == nil {
			t.Error("Read wrote")
		}
	})
}

func TestErrorAndPanicRollBack(t *testing.T) {
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		ctx, owner, no := t.Context(), id.New(1), errors.New("no")
		committed := false
		err := d.Write(ctx, func(tx *db.Tx) error {
			tx.OnCommit(func() { committed = true })
			if _, err := db.Insert(ctx, tx, intoThings, things(owner, 3), thingValues); err != nil {
				return err
			}
			return no
		})
		if err != no || committed {
			t.Errorf("got %v, committed %v", err, committed)
		}
		func() {
			defer func() { recover() }()
			d.Write(ctx, func(tx *db.Tx) error {
				db.Insert(ctx, tx, intoThings, things(owner, 3), thingValues)
				panic("no")
			})
		}()
		ended, end := context.WithCancel(ctx)
		err = d.Write(ended, func(tx *db.Tx) error {
			_, err := db.Insert(ended, tx, intoThings, things(owner, 3), thingValues)
			end()
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("ended: %v", err)
		}
		if n := count(t, d, "SELECT count(*) FROM things"); n != 0 {
			t.Errorf("%d rows, want 0", n)
		}
		must(t, d.Write(ctx, func(tx *db.Tx) error { // the connection is usable again
			tx.OnCommit(func() { committed = true })
			_, err := db.Insert(ctx, tx, intoThings, things(owner, 3), thingValues)
			return err
		}))
		if !committed {
			t.Error("OnCommit was not run")
		}
	})
}

// A read sees one snapshot although others write; a write that reads before it writes is as if it ran alone.
func TestIsolation(t *testing.T) {
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		ctx, owner := t.Context(), id.New(1)
		add := func() error {
			return d.Write(ctx, func(tx *db.Tx) error {
				var n int64
				if err := tx.QueryRow(ctx, "SELECT count(*) FROM things WHERE owner = $1", []any{owner}, &n); err != nil {
					return err
				}
				_, err := db.Insert(ctx, tx, intoThings, []thing{{Owner: owner, N: n}}, thingValues)
				return err
			})
		}
		must(t, d.Read(ctx, func(tx *db.Tx) error {
			var before, after int64
			if err := tx.QueryRow(ctx, "SELECT count(*) FROM things", nil, &before); err != nil {
				return err
			}
			must(t, add())
			if err := tx.QueryRow(ctx, "SELECT count(*) FROM things", nil, &after); err != nil {
				return err
			}
			if before != 0 || after != 0 {
				t.Errorf("the snapshot moved from %d to %d", before, after)
			}
			return nil
		}))
		var all sync.WaitGroup
		var done, busy atomic.Int64
		for range 4 {
			all.Go(func() {
				for range 25 {
					switch err := add(); {
					case err == nil:
						done.Add(1)
					case fault.CodeOf(err) == fault.Busy:
						busy.Add(1)
					default: // a unique violation here would mean that two counted the same
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		t.Logf("%d busy", busy.Load())
		if n := count(t, d, "SELECT count(*) FROM things"); n != done.Load()+1 || busy.Load() > 20 {
			t.Errorf("%d rows, %d answered, %d busy", n, done.Load()+1, busy.Load())
		}
	})
}

// Look sees what is committed, statement by statement, and gives its connection back whatever happens.
func TestLook(t *testing.T) {
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		ctx, owner, no := t.Context(), id.New(1), errors.New("no")
		must(t, d.Look(ctx, func(tx *db.Tx) error {
			for n := range int64(3) {
				var seen int64
				if err := tx.QueryRow(ctx, "SELECT count(*) FROM things WHERE owner = $1", []any{owner}, &seen); err != nil {
					return err
				}
				if seen != n {
					t.Errorf("%d things are seen, want %d", seen, n)
				}
				must(t, d.Write(ctx, func(tx *db.Tx) error {
					_, err := db.Insert(ctx, tx, intoThings, []thing{{Owner: owner, N: n}}, thingValues)
					return err
				}))
			}
			return nil
		}))
		for range 50 { // more than there are connections
			if err := d.Look(ctx, func(*db.Tx) error { return no }); err != no {
				t.Fatal(err)
			}
			if err := d.Look(ctx, func(tx *db.Tx) error {
				tx.Exec(ctx, "SELECT nothing FROM nowhere")
				return nil
			}); err == nil {
				t.Fatal("a failure that was swallowed is no failure")
			}
		}
		if err := d.Look(ctx, func(tx *db.Tx) error {
			if tx.Engine().Name != "sqlite" {
				return no
			}
			_, err := tx.Exec(ctx, "DELETE FROM things")
			return err
		}); err == nil {
			t.Error("Look wrote")
		}
		if n := count(t, d, "SELECT count(*) FROM things"); n != 3 {
			t.Errorf("%d things", n)
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	for url, code := range map[string]fault.Code{
		"mysql://x":                            fault.Invalid,
		"sqlite:":                              fault.Invalid,
		"sqlite:/no/such/folder/node.db":       fault.Invalid,
		"postgres://:::":                       fault.Invalid,
		"postgres://u:secret@/x?host=/no/such": fault.Unavailable,
	} {
		_, err := db.Open(t.Context(), url)
		if fault.CodeOf(err) != code {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestMigrateForwardOnly(t *testing.T) {
	next := fstest.MapFS{"00001_things.sql": schema["00001_things.sql"], "00002_more.sql": {Data: []byte("-- +goose Up\nCREATE TABLE more (n BIGINT);\n")}}
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		must(t, d.Migrate(t.Context(), schema)) // nothing to do
		var all sync.WaitGroup
		for range 4 { // several processes start at once
			all.Go(func() { must(t, d.Migrate(t.Context(), next)) })
		}
		all.Wait()
		has, newest, err := d.SchemaVersion(t.Context(), next)
		if has != 2 || newest != 2 || err != nil {
			t.Errorf("schema %d of %d, %v", has, newest, err)
		}
		if err := d.Migrate(t.Context(), schema); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("a newer database: %v", err)
		}
	})
}

func TestInstantsKeepMicroseconds(t *testing.T) {
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		ctx, owner := t.Context(), id.New(1)
		want := []instant.Instant{-1, 0, 1, 1585098000000001, instant.Never}
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Insert(ctx, tx, intoThings, want, func(i *instant.Instant, v []any) []any { return append(v, owner, *i, nil, true) })
			return err
		}))
		var got []instant.Instant
		must(t, d.Read(ctx, func(tx *db.Tx) (err error) {
			got, err = db.List(ctx, tx, func(scan db.Scan) (i instant.Instant, err error) {
				err = scan(&i)
				return i, err
			}, "SELECT n FROM things ORDER BY n")
			return err
		}))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func count(t *testing.T, d *db.DB, query string, args ...any) (n int64) {
	t.Helper()
	must(t, d.Read(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(t.Context(), query, args, &n) }))
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
