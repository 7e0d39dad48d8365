package db

import (
	"context"
	"database/sql"
	"time"
)

// checkpointEvery is the pause between checkpoints beside the writer. A checkpoint copies pages from SQLite's log into its
// file. Done by the writer it halts everybody who waits for a commit, for seconds on a slow and busy disk; done here
// more often, its syncing slows down theirs.
const checkpointEvery = 2 * time.Second

// checkpointInBackground works until the function that it returns is called.
func (d *DB) checkpointInBackground(handle *sql.DB) (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(checkpointEvery)
		defer tick.Stop()
		var seen int64
		var c *sql.Conn
		for {
			select {
			case <-tick.C:
			case <-ctx.Done():
				if c != nil {
					c.Close()
				}
				return
			}
			commits := d.commits.Load()
			if commits == seen {
				continue
			}
			var err error
			if c == nil {
				if c, err = handle.Conn(ctx); err != nil {
					continue
				}
			}
			// PASSIVE waits for nobody. If it fails, the writer's own checkpoint comes sooner or later.
			if _, err = c.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err == nil {
				seen = commits
			}
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}
