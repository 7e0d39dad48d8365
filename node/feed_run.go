package node

import (
	"context"
	"log/slog"
	"time"

	"kangma/audit"
	"kangma/feed"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/notice"
	"kangma/staff"
	"kangma/store"
)

const (
	feedLook       = 5 * time.Second  // how often folders and clocks of feeds are looked at
	deliveriesKept = 90 * instant.Day // that are no dead letters
)

// runFeeds looks for what is dropped, fetches what is to be fetched, and tells staff of feeds that are late (FD-7).
func (n *Node) runFeeds(ctx context.Context) error {
	for {
		if err := n.followFeeds(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "feeds could not be looked at; it is tried again", "error", err)
		}
		if !sleep(ctx, feedLook, n.feedWake) {
			return ctx.Err()
		}
	}
}

// followFeeds does so once. A feed that fails holds up no other.
func (n *Node) followFeeds(ctx context.Context) error {
	var list []FeedStanding
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		over, err := tx.DestructionOrdered(ctx)
		if err != nil || over {
			return err
		}
		all, err := tx.Feeds(ctx)
		if err == nil {
			list, err = n.standings(ctx, tx, all...)
		}
		return err
	})
	for _, f := range list {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := n.followFeed(ctx, f); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "a feed could not be followed; it is tried again", "feed", f.Name, "error", err)
		}
	}
	return err
}

func (n *Node) followFeed(ctx context.Context, f FeedStanding) error {
	var failed error
	if !f.Paused && keyed(f.Keys) {
		switch {
		case f.Way == feed.Drop:
			failed = n.collectDropped(ctx, f.Feed)
		case f.Way == feed.Pull && n.clock.Now() >= f.State.NextAt:
			failed = n.fetch(ctx, f.Feed)
		}
	}
	if failed != nil {
		if err := n.troubled(ctx, f.Feed, failed); err != nil {
			return err
		}
	}
	if err := n.tellFreshness(ctx, f.ID); err != nil {
		return err
	}
	return failed
}

// tellFreshness tells the data officers of a feed's region, once, that it is late, and once more that it is stale.
func (n *Node) tellFreshness(ctx context.Context, of id.ID) error {
	var stands feed.Freshness
	told := func(tx *store.Tx) (f feed.Feed, err error) {
		if f, err = tx.FeedByID(ctx, of); err != nil {
			return f, err
		}
		keys, err := tx.FeedKeys(ctx, of)
		stands = f.Freshness(keyed(keys), n.clock.Now())
		return f, err
	}
	var f feed.Feed
	err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		f, err = told(tx)
		return err
	})
	if err != nil || f.State.Told == stands || !stands.Worries() && !f.State.Told.Worries() {
		return err
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		if f, err = told(tx); err != nil || f.State.Told == stands {
			return err
		}
		f.State.Told = stands
		if err := tx.KeepFeedState(ctx, of, f.State); err != nil || !stands.Worries() {
			return err
		}
		since := f.State.HeardAt
		if since == 0 {
			since = f.CreatedAt
		}
		e := feedEntry(feedOffice(f), audit.FeedStale, f, at)
		e.Detail = e.Detail.With("freshness", stands).With("since", since)
		if err := n.record(ctx, tx, e); err != nil {
			return err
		}
		spec, _ := f.Authority.Spec()
		values := notice.Values{"feed": notice.Word(spec.Zh+" "+f.Name, spec.En+" "+f.Name), "since": notice.Time(since)}
		about := notice.About{Kind: "feed", ID: f.ID}
		return n.notify(ctx, tx, at,
			notice.Notice{To: notice.ToOffice(staff.HealthDataOfficer, f.Region), Kind: notice.FeedLate, About: about, Values: values},
			notice.Notice{To: notice.ToOffice(staff.Headquarters, f.Region), Kind: notice.FeedLate, About: about, Values: values})
	})
}
