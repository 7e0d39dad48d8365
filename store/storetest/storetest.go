package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/testkit"
	"kangma/region"
	"kangma/store"
	"kangma/store/migrations"
)

// SQLite is a fresh, migrated store on SQLite.
func SQLite(t testing.TB) *store.Store {
	t.Helper()
	return store.New(testkit.SQLite(t, migrations.Files))
}

// Postgres is the same on PostgreSQL, where there is one (testkit.Postgres).
func Postgres(t testing.TB) *store.Store {
	t.Helper()
	return store.New(testkit.Postgres(t, migrations.Files))
}

// Run runs the whole suite on stores that fresh makes.
func Run(t *testing.T, fresh func(testing.TB) *store.Store) {
	for _, c := range []struct {
		noun string
		test func(*testing.T, *store.Store)
	}{
		{"people", people}, {"accounts", accounts}, {"sessions", sessions}, {"staff", staffs}, {"logins", logins},
		{"places", places}, {"passages", passages}, {"days", days}, {"recalls", recalls}, {"hub", hub}, {"codeLinks", codeLinks}, {"papers", papers}, {"genuine", genuine}, {"doubled", doubled}, {"attachments", attachments}, {"alarms", alarms}, {"weighings", weighings}, {"visits", visits}, {"inspections", inspections},
		{"evidence", evidences}, {"applications", applications}, {"cases", cases}, {"drafts", drafts}, {"decisions", decisions}, {"regimes", regimes}, {"packs", packs}, {"editions", editions}, {"simulations", simulations}, {"shadows", shadows}, {"risk", risk}, {"handles", handles},
		{"audit", audits}, {"keyring", keyring}, {"imports", imports}, {"idempotency", idempotency}, {"settings", settings},
		{"divisions", divisions}, {"statistics", statistics}, {"messages", messages}, {"notices", notices}, {"texts", texts},
		{"manual", manual},
		{"contacts", contacts},
		{"itineraries", itineraries},
		{"order", order}, {"append_only", appendOnly}, {"bitemporal", bitemporal}, {"concurrency", concurrency},
	} {
		t.Run(c.noun, func(t *testing.T) { c.test(t, fresh(t)) })
	}
}

// What the tests have in common.

const day = instant.Instant(86400_000_000)

var (
	ctx   = context.Background()
	at, _ = instant.Date("2020-03-25", instant.Beijing)

	jiangan = region.MustParseCode("420102")
	wuhan   = region.MustParseCode("420100")
	street  = region.MustParseCode("420102002000")
	xiaogan = region.MustParseCode("420900")
)

// ident is the n-th of a row of ids that can be told apart: n is its time and its last byte.
func ident(n int) id.ID {
	v := id.ID{4: byte(n >> 8), 5: byte(n)}
	v[15] = 1
	return v
}

// bytes16 is a key of sixteen bytes that can be told apart.
func bytes16(n int) (b [16]byte) {
	copy(b[:], fmt.Sprintf("key %011d!", n))
	return b
}

func write(t *testing.T, s *store.Store, f func(*store.Tx) error) {
	t.Helper()
	if err := s.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, s *store.Store, f func(*store.Tx) error) {
	t.Helper()
	if err := s.Read(ctx, f); err != nil {
		t.Fatal(err)
	}
}

// refused runs f in a write and wants a fault of the code.
func refused(t *testing.T, s *store.Store, code fault.Code, f func(*store.Tx) error) {
	t.Helper()
	if err := s.Write(ctx, f); fault.CodeOf(err) != code {
		t.Errorf("got %v, want a fault %s", err, code)
	}
}

// reads wants what a method of one argument reads.
func reads[T any](t *testing.T, s *store.Store, want T, method func(*store.Tx) (T, error)) {
	t.Helper()
	var got T
	read(t, s, func(tx *store.Tx) (err error) {
		got, err = method(tx)
		return err
	})
	same(t, want, got)
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
