package node

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"kangma/audit"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/itinerary"
	"kangma/store"
)

// followKind asks again for a statement that the operator is still analysing, so that the code changes by itself (WZ-11).
const followKind jobs.Kind[following] = "itinerary.follow"

// followEvery is how often.
const followEvery = time.Minute

// following is a question that the operator is still analysing.
type following struct {
	Person id.ID
	Ask    id.ID
}

func (n *Node) followLater(ctx context.Context, tx *store.Tx, f following, at instant.Instant) error {
	next := at.Add(followEvery)
	_, err := followKind.Enqueue(ctx, n.queue, tx.Raw(), f, jobs.Options{RunAt: next, Key: fmt.Sprintf("%s %d", f.Ask, next.Unix()/60)})
	return err
}

// runFollow asks once more, and again in a minute while the operator goes on analysing. Under a ticket that is over nobody
// is asked any more: then the holder needs another code.
func (n *Node) runFollow(ctx context.Context, _ *jobs.Work, f following) error {
	ask, ticket, err := n.followed(ctx, f)
	if err != nil || ticket == "" {
		return err
	}
	e := audit.Entry{Actor: audit.Actor{Kind: audit.System, ID: "itinerary"}, Action: audit.ItineraryRecord, Subject: f.Person}
	if err := n.inquire(ctx, ask, ticket, "", e); err != nil {
		slog.WarnContext(ctx, "an itinerary that is being analysed could not be asked for; it is tried again", "error", err)
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		now, err := tx.ItineraryAsk(ctx, f.Person)
		if err != nil || now.ID != f.Ask || now.Stage(at) != itinerary.InWork {
			return err
		}
		return n.followLater(ctx, tx, f, at)
	})
}

// followed is the question of a job with its ticket, "" if nobody is to be asked any more.
func (n *Node) followed(ctx context.Context, f following) (ask itinerary.Ask, ticket string, err error) {
	if n.Telecom == nil {
		return ask, "", nil
	}
	err = n.store.Read(ctx, func(tx *store.Tx) (err error) {
		if ask, err = tx.ItineraryAsk(ctx, f.Person); err != nil || ask.ID != f.Ask || ask.Stage(n.clock.Now()) != itinerary.InWork {
			return err
		}
		ticket, err = n.openTicket(ctx, tx, ask)
		return err
	})
	return ask, ticket, err
}
