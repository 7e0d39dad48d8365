package node

import (
	"context"
	"time"

	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/policy"
	"kangma/store"
)

// Follow does what every process does every second.
func (n *Node) Follow(ctx context.Context) error { return n.catchUp(ctx) }

// Same has one account show the person of another: somebody who has two phones.
func (n *Node) Same(ctx context.Context, one, other id.ID) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		links, err := tx.LinksOfAccount(ctx, one)
		if err != nil {
			return err
		}
		for _, l := range links {
			l.ID, l.Account = id.New(n.clock.Now()), other
			if err := tx.InsertLink(ctx, l); err != nil {
				return err
			}
		}
		return nil
	})
}

// Faces are what everybody's newest decision shows, due ones decided first.
func (n *Node) Faces(ctx context.Context) (map[id.ID]policy.Face, error) {
	if _, err := n.reviewDue(ctx); err != nil {
		return nil, err
	}
	all := map[id.ID]policy.Face{}
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		briefs, err := tx.Briefs(ctx, nil, id.ID{}, 1<<20)
		if err != nil {
			return err
		}
		persons := make([]id.ID, len(briefs))
		for i, b := range briefs {
			persons[i] = b.ID
		}
		now, err := tx.Current(ctx, persons)
		for who, d := range now {
			all[who] = d.Face()
		}
		return err
	})
	return all, err
}

// RunJobs runs what waits in the background, and nothing else, until nothing does.
func (n *Node) RunJobs(ctx context.Context) error {
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- n.queue.Run(running, 1) }()
	defer func() { stop(); <-ended }()
	for {
		f, err := n.Figures(ctx)
		if err != nil || f.Jobs[jobs.Waiting]+f.Jobs[jobs.Running] == 0 {
			return err
		}
		if !sleep(ctx, 5*time.Millisecond, nil) {
			return ctx.Err()
		}
	}
}

// DecideShadow does what every process does a few times a second.
func (n *Node) DecideShadow(ctx context.Context) error { return n.decideShadow(ctx, n.shadow.Load()) }
