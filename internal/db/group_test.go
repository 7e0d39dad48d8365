package db_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/testkit"
)

func TestGroup(t *testing.T) {
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		ctx, owner := t.Context(), id.New(1)
		var commits atomic.Int64
		g := db.NewGroup(64, 0, func(ctx context.Context, items []thing) error {
			commits.Add(1)
			if len(items) > 64 {
				t.Errorf("a group of %d", len(items))
			}
			return d.Write(ctx, func(tx *db.Tx) error {
				_, err := db.Insert(ctx, tx, intoThings, items, thingValues)
				return err
			})
		})
		var all sync.WaitGroup
		var stored, refused atomic.Int64
		for i := range 1000 {
			all.Go(func() {
				err := g.Do(ctx, thing{Owner: owner, N: int64(i % 990)}) // ten come twice
				switch {
				case err == nil:
					stored.Add(1)
				case db.IsUnique(err):
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := count(t, d, "SELECT count(*) FROM things"); n != 990 || stored.Load() != 990 || refused.Load() != 10 {
			t.Errorf("%d rows, %d stored, %d refused", n, stored.Load(), refused.Load())
		}
		t.Logf("%d commits", commits.Load())
	})
}

func TestGroupLingers(t *testing.T) {
	var groups [][]int
	g := db.NewGroup(3, time.Hour, func(_ context.Context, items []int) error {
		groups = append(groups, items)
		return nil
	})
	var all sync.WaitGroup
	for i := range 3 {
		all.Go(func() { must(t, g.Do(t.Context(), i)) })
	}
	all.Wait() // a full group does not wait
	if len(groups) != 1 || len(groups[0]) != 3 {
		t.Errorf("groups: %v", groups)
	}
}
