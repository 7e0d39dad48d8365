package node

import (
	"context"
	"slices"

	"kangma/audit"
	"kangma/feed"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/staff"
	"kangma/store"
)

// FeedStanding is a feed with its keys and how fresh it is.
type FeedStanding struct {
	feed.Feed
	Keys      []feed.Key
	Freshness feed.Freshness
	Dead      int // dead letters
}

// AddFeed sets up a feed (NA-15). Nothing can come before a key of it counts.
func (n *Node) AddFeed(ctx context.Context, c Caller, f feed.Feed) (out feed.Feed, err error) {
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		at := n.clock.Now()
		o, err := n.feedManager(ctx, tx, c, &f)
		if err != nil {
			return err
		}
		f.ID, f.CreatedAt, f.CreatedBy, f.State = id.New(at), at, o.by(), feed.State{}
		if err := tx.InsertFeed(ctx, f); err != nil {
			return err
		}
		out = f
		return n.record(ctx, tx, feedEntry(o, audit.FeedChange, f, at))
	})
	return out, err
}

// ChangeFeed changes what staff may change of a feed: all but its name and authority.
func (n *Node) ChangeFeed(ctx context.Context, c Caller, which string, f feed.Feed) (out feed.Feed, err error) {
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		at := n.clock.Now()
		before, _, err := n.feedFor(ctx, tx, c, which, staff.FeedManage)
		if err != nil {
			return err
		}
		f.Name, f.ID, f.Authority, f.CreatedAt, f.CreatedBy, f.State = before.Name, before.ID, before.Authority, before.CreatedAt, before.CreatedBy, before.State
		o, err := n.feedManager(ctx, tx, c, &f)
		if err != nil {
			return err
		}
		if err := tx.UpdateFeed(ctx, f); err != nil {
			return err
		}
		if f.Address != before.Address {
			f.State.Tag, f.State.NextAt = "", 0
			if err := tx.KeepFeedState(ctx, f.ID, f.State); err != nil {
				return err
			}
		}
		tx.OnCommit(func() { wake(n.feedWake) })
		out = f
		e := feedEntry(o, audit.FeedChange, f, at)
		return n.record(ctx, tx, e)
	})
	return out, err
}

// feedManager refuses who may not set up this feed, and a feed that cannot be.
func (n *Node) feedManager(ctx context.Context, tx *store.Tx, c Caller, f *feed.Feed) (office, error) {
	if f.Region.IsZero() {
		f.Region = n.region
	}
	o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.FeedManage, Region: f.Region})
	if err != nil {
		return o, err
	}
	if err := n.Regions().Check(f.Region); err != nil {
		return o, fault.Field("region", f.Region.String(), "is no region")
	}
	if err := f.Check(); err != nil {
		return o, err
	}
	if f.Mapping != "" {
		_, err = savedMapping(ctx, tx, f.Mapping)
	}
	return o, err
}

// feedFor is a feed, by its number or its name, of a region where the caller may do an action; who may do it nowhere does not learn whether there is one.
func (n *Node) feedFor(ctx context.Context, tx *store.Tx, c Caller, which string, action staff.Action) (f feed.Feed, o office, err error) {
	if _, err := n.permitSomewhere(ctx, tx, c, action, staff.Purpose{}); err != nil {
		return f, o, err
	}
	if v, no := id.Parse(which); no == nil {
		f, err = tx.FeedByID(ctx, v)
	} else {
		f, err = tx.Feed(ctx, which)
	}
	if err != nil {
		return f, office{}, err
	}
	o, err = n.permit(ctx, tx, c, staff.Ask{Action: action, Region: f.Region})
	return f, o, err
}

// Feeds are the feeds of the regions whose feeds the caller may see, by name, each with how fresh it is (FD-7).
func (n *Node) Feeds(ctx context.Context, c Caller) (list []FeedStanding, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		scope, err := n.scope(ctx, tx, c, staff.FeedRead, 0)
		if err != nil {
			return err
		}
		all, err := tx.Feeds(ctx)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(f feed.Feed) bool { return !covers(scope, f.Region) })
		list, err = n.standings(ctx, tx, all...)
		return err
	})
	return list, err
}

// Feed is one of them.
func (n *Node) Feed(ctx context.Context, c Caller, which string) (out FeedStanding, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		f, _, err := n.feedFor(ctx, tx, c, which, staff.FeedRead)
		if err != nil {
			return err
		}
		list, err := n.standings(ctx, tx, f)
		if err == nil {
			out = list[0]
		}
		return err
	})
	return out, err
}

func (n *Node) standings(ctx context.Context, tx *store.Tx, feeds ...feed.Feed) ([]FeedStanding, error) {
	keys, err := tx.FeedKeys(ctx, id.ID{})
	if err != nil {
		return nil, err
	}
	dead, err := tx.DeadLetters(ctx)
	if err != nil {
		return nil, err
	}
	at := n.clock.Now()
	list := make([]FeedStanding, len(feeds))
	for i, f := range feeds {
		s := FeedStanding{Feed: f, Dead: dead[f.ID]}
		for _, k := range keys {
			if k.Feed == f.ID {
				s.Keys = append(s.Keys, k)
			}
		}
		s.Freshness = f.Freshness(keyed(s.Keys), at)
		list[i] = s
	}
	return list, nil
}

// keyed says whether a key counts.
func keyed(keys []feed.Key) bool {
	return slices.ContainsFunc(keys, func(k feed.Key) bool { return k.Counts() })
}

// ProposeFeedKey proposes a key of the authority, for another human being to approve (FD-4).
func (n *Node) ProposeFeedKey(ctx context.Context, c Caller, which, key string) (out feed.Key, err error) {
	err = n.feedKey(ctx, c, which, "propose", &out, func(tx *store.Tx, f feed.Feed, keys []feed.Key, o office, at instant.Instant) (feed.Key, error) {
		public, err := feed.ParseKey(key)
		if err != nil {
			return feed.Key{}, err
		}
		live := slices.DeleteFunc(keys, func(k feed.Key) bool { return k.RetiredAt != instant.Never })
		if len(live) >= feed.MostKeys {
			return feed.Key{}, fault.New(fault.Conflict, "feed.keys", "the feed has %d keys; retire one first", len(live))
		}
		by, err := n.hand(ctx, tx, o, at)
		if err != nil {
			return feed.Key{}, err
		}
		k := feed.ProposeKey(&f, public, by, at)
		return k, tx.InsertFeedKey(ctx, k)
	})
	return out, err
}

// ApproveFeedKey lets a key count.
func (n *Node) ApproveFeedKey(ctx context.Context, c Caller, which, key string) (out feed.Key, err error) {
	err = n.feedKey(ctx, c, which, "approve", &out, func(tx *store.Tx, _ feed.Feed, keys []feed.Key, o office, at instant.Instant) (feed.Key, error) {
		k, err := keyNamed(keys, key)
		if err != nil {
			return k, err
		}
		by, err := n.hand(ctx, tx, o, at)
		if err != nil {
			return k, err
		}
		if err := k.Approve(by, at); err != nil {
			return k, err
		}
		return k, tx.UpdateFeedKey(ctx, k)
	})
	return out, err
}

// RetireFeedKey lets a key count no more, at once. It may be repeated.
func (n *Node) RetireFeedKey(ctx context.Context, c Caller, which, key string) (out feed.Key, err error) {
	err = n.feedKey(ctx, c, which, "retire", &out, func(tx *store.Tx, _ feed.Feed, keys []feed.Key, _ office, at instant.Instant) (feed.Key, error) {
		k, err := keyNamed(keys, key)
		if err != nil || k.RetiredAt != instant.Never {
			return k, err
		}
		k.RetiredAt = at
		return k, tx.UpdateFeedKey(ctx, k)
	})
	return out, err
}

func keyNamed(keys []feed.Key, key string) (feed.Key, error) {
	i := slices.IndexFunc(keys, func(k feed.Key) bool { return k.ID == key })
	if i < 0 {
		return feed.Key{}, fault.New(fault.NotFound, "feed_key.not_found", "there is no such key of this feed")
	}
	return keys[i], nil
}

func (n *Node) feedKey(ctx context.Context, c Caller, which, step string, out *feed.Key,
	do func(*store.Tx, feed.Feed, []feed.Key, office, instant.Instant) (feed.Key, error)) error {
	return n.write(ctx, c, out, func(tx *store.Tx) error {
		at := n.clock.Now()
		f, o, err := n.feedFor(ctx, tx, c, which, staff.FeedManage)
		if err != nil {
			return err
		}
		keys, err := tx.FeedKeys(ctx, f.ID)
		if err != nil {
			return err
		}
		if *out, err = do(tx, f, keys, o, at); err != nil {
			return err
		}
		e := feedEntry(o, audit.FeedKey, f, at)
		e.Detail = e.Detail.With("step", step).With("key", out.ID)
		return n.record(ctx, tx, e)
	})
}

func feedEntry(o office, action audit.Action, f feed.Feed, at instant.Instant) audit.Entry {
	e := o.entry(action, f.Region, at)
	e.Object = audit.Object{Kind: "feed", ID: f.ID.String()}
	e.Detail = e.Detail.With("feed", f.Name)
	return e
}

// feedOffice is the one under which a feed itself acts.
func feedOffice(f feed.Feed) office {
	return office{Warrant: staff.Warrant{Role: staff.System, Region: f.Region}, Caller: Itself}
}
