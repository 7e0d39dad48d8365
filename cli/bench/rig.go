package bench

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kangma/internal/db"
	"kangma/internal/jobs"
	"kangma/internal/keys"
	"kangma/node"
	"kangma/packs"
	"kangma/pass"
	"kangma/policy"
)

// leastPeople is the smallest population: the smallest loads need so many.
const leastPeople = 1000

// rig is a node filled with made-up people, in a folder that is removed afterwards; made when a figure first needs it.
type rig struct {
	dir     string
	url     string
	node    *node.Node
	stop    context.CancelFunc
	ended   chan error
	holders []node.SampleHolder
	beneath *db.DB // of the floors: the same kind of database
}

// engine is the kind of database.
func (s *suite) engine() string {
	if s.Database == "" || strings.HasPrefix(s.Database, "sqlite:") {
		return "sqlite"
	}
	return "postgres"
}

// ready makes the node and its people, starts its work in the background as in service, and waits until it rests.
func (s *suite) ready(ctx context.Context) error {
	if s.node != nil {
		return s.rest(ctx)
	}
	var err error
	if s.dir, err = os.MkdirTemp("", "kangma-bench-"); err != nil {
		return err
	}
	secret := make([]byte, 32)
	rand.Read(secret)
	root, err := keys.ParseRoot(base64.StdEncoding.EncodeToString(secret))
	if err != nil {
		return err
	}
	if s.url = s.Database; s.url == "" {
		s.url = "sqlite:" + filepath.Join(s.dir, "kangma.db")
	}
	s.node, err = node.Open(ctx, node.Config{Region: hubeiCode, Name: pass.Text{ZH: "湖北省", EN: "Hubei"}, Pack: "hubei@2020-03-22",
		Packs: policy.Library{FS: packs.FS}, Database: s.url, Root: root, Spool: filepath.Join(s.dir, "spool"),
		Contacts: "china@2020-03-07", Mass: math.MaxInt32}) // how fast feeds are is measured, not how long a second office takes to agree
	if err != nil {
		return err
	}
	next := s.People / 10
	if err := s.node.Populate(ctx, s.People, func(done int) {
		if done >= next {
			s.Say("%s of %s made-up people", count(done), count(s.People))
			next += s.People / 10
		}
	}); err != nil {
		return err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop, s.ended = stop, make(chan error, 1)
	go func() { s.ended <- s.node.Run(running) }()
	return s.rest(ctx)
}

// rest waits until the node has nothing to do in the background.
func (s *suite) rest(ctx context.Context) error {
	for {
		f, err := s.node.Figures(ctx)
		if err != nil {
			return err
		}
		if f.Jobs[jobs.Waiting]+f.Jobs[jobs.Running] == 0 {
			return s.node.Settle(ctx)
		}
		if err := pause(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// loggedIn gives so many of the people with an account and a session.
func (s *suite) loggedIn(ctx context.Context, n int) ([]node.SampleHolder, error) {
	if len(s.holders) < n {
		s.Say("%s of them log in", count(n))
		more, err := s.node.SampleHolders(ctx, len(s.holders), n-len(s.holders))
		if err != nil {
			return nil, err
		}
		s.holders = append(s.holders, more...)
	}
	return s.holders[:n], nil
}

// floors is a database of the same kind for what the figures are compared with: on PostgreSQL the same one, on SQLite
// a file beside the node's. The tables are made anew.
func (s *suite) floors(ctx context.Context, schema ...string) (*db.DB, error) {
	if s.beneath == nil {
		url := s.url
		if s.engine() == "sqlite" {
			url = "sqlite:" + filepath.Join(s.dir, "floor.db")
		}
		var err error
		if s.beneath, err = db.Open(ctx, url); err != nil {
			return nil, err
		}
	}
	return s.beneath, s.beneath.Write(ctx, func(tx *db.Tx) error {
		for _, statement := range schema {
			if s.engine() == "postgres" {
				statement = strings.ReplaceAll(statement, "WITHOUT ROWID", "")
			}
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// count reads numbers from the node's database with a connection of its own, as an auditor would.
func (s *suite) count(ctx context.Context, query string, args []any, into ...any) error {
	return s.audit(ctx, func(tx *db.Tx) error { return tx.QueryRow(ctx, query, args, into...) })
}

// audit reads the node's database with a connection of its own.
func (s *suite) audit(ctx context.Context, read func(*db.Tx) error) error {
	d, err := db.Open(ctx, s.url)
	if err != nil {
		return err
	}
	if s.tamper.stored != nil {
		err = d.Write(ctx, func(tx *db.Tx) error { return s.tamper.stored(ctx, tx) })
	}
	if err != nil {
		return errors.Join(err, d.Close())
	}
	return errors.Join(d.Read(ctx, read), d.Close())
}

// close ends the node and removes its folder. The tables in a database that was given stay.
func (r *rig) close() error {
	var failed []error
	if r.stop != nil {
		r.stop()
		failed = append(failed, <-r.ended)
	}
	if r.node != nil {
		failed = append(failed, r.node.Close())
	}
	if r.beneath != nil {
		failed = append(failed, r.beneath.Close())
	}
	if r.dir != "" {
		failed = append(failed, os.RemoveAll(r.dir))
	}
	if err := errors.Join(failed...); err != nil {
		return fmt.Errorf("bench: ending: %w", err)
	}
	return nil
}
