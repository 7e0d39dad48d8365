package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"kangma/api/wire"
	"kangma/evidence"
	"kangma/feed"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/node"
)

func (a *API) newFeed(in wire.NewFeed) (f feed.Feed, err error) {
	f = feed.Feed{Name: in.Name, Authority: feed.Authority(in.Authority), Source: in.Source, Mapping: in.Mapping, Way: feed.Way(in.Way), Address: in.Address,
		Every: time.Duration(in.Every) * time.Second, Expected: time.Duration(in.Expected) * time.Second, Paused: in.Paused}
	if f.Region, err = a.regionIfSaid(in.Region); err != nil {
		return f, err
	}
	for _, k := range in.Kinds {
		kind, ok := evidence.KindOf(k)
		if !ok {
			return f, fault.Field("kinds", k, "is not a kind of evidence")
		}
		f.Kinds = append(f.Kinds, kind)
	}
	return f, nil
}

func (a *API) addFeed(ctx context.Context, c node.Caller, in *struct{ Body wire.NewFeed }) (feed.Feed, error) {
	f, err := a.newFeed(in.Body)
	if err != nil {
		return f, err
	}
	return a.node.AddFeed(ctx, c, f)
}

// FeedRef is a feed in an address.
type FeedRef struct {
	ID string `path:"id" maxLength:"40" doc:"its number or its name"`
}

func (a *API) changeFeed(ctx context.Context, c node.Caller, in *struct {
	FeedRef
	Body wire.NewFeed
}) (feed.Feed, error) {
	f, err := a.newFeed(in.Body)
	if err != nil {
		return f, err
	}
	return a.node.ChangeFeed(ctx, c, in.ID, f)
}

// feedOf is a feed without how it stands.
func feedOf(f feed.Feed) wire.Feed {
	spec, _ := f.Authority.Spec()
	out := wire.Feed{ID: f.ID, NewFeed: wire.NewFeed{Name: f.Name, Authority: string(f.Authority), Region: f.Region.String(), Source: f.Source, Mapping: f.Mapping, Way: string(f.Way),
		Address: f.Address, Every: int64(f.Every / time.Second), Expected: int64(f.Expected / time.Second), Paused: f.Paused},
		AuthorityName: wire.Text{Zh: spec.Zh, En: spec.En}, Last: f.State.Last, Trouble: f.State.Trouble, CreatedAt: wire.Time(f.CreatedAt)}
	out.Kinds = each(f.Kinds, evidence.Kind.String)
	if f.State.HeardAt != 0 {
		out.HeardAt = wire.Time(f.State.HeardAt)
	}
	if out.Trouble != "" {
		out.TroubleAt = wire.Time(f.State.TroubleAt)
	}
	return out
}

func (a *API) feedStanding(s node.FeedStanding) wire.Feed {
	out := feedOf(s.Feed)
	out.RegionName, out.Freshness, out.Dead = a.node.Regions().FullName(s.Region), string(s.Freshness), s.Dead
	out.Keys = each(s.Keys, feedKey)
	return out
}

func (a *API) feeds(ctx context.Context, c node.Caller, _ *nothing) (out wire.Page[wire.Feed], err error) {
	list, err := a.node.Feeds(ctx, c)
	out.Items = each(list, a.feedStanding)
	return out, err
}

func (a *API) feed(ctx context.Context, c node.Caller, in *FeedRef) (wire.Feed, error) {
	s, err := a.node.Feed(ctx, c, in.ID)
	return a.feedStanding(s), err
}

func feedKey(k feed.Key) wire.FeedKey {
	out := wire.FeedKey{ID: k.ID, Key: feed.KeyText(k.Public), Counts: k.Counts(), Proposed: *actOf(&k.Proposed), Approved: actOf(k.Approved)}
	if k.RetiredAt != instant.Never {
		out.RetiredAt = wire.Time(k.RetiredAt)
	}
	return out
}

func (a *API) proposeFeedKey(ctx context.Context, c node.Caller, in *struct {
	FeedRef
	Body wire.NewFeedKey
}) (feed.Key, error) {
	return a.node.ProposeFeedKey(ctx, c, in.ID, in.Body.Key)
}

// KeyRef is a key of a feed in an address.
type KeyRef struct {
	FeedRef
	Key string `path:"key" maxLength:"8"`
}

func (a *API) approveFeedKey(ctx context.Context, c node.Caller, in *KeyRef) (feed.Key, error) {
	return a.node.ApproveFeedKey(ctx, c, in.ID, in.Key)
}

func (a *API) retireFeedKey(ctx context.Context, c node.Caller, in *KeyRef) (feed.Key, error) {
	return a.node.RetireFeedKey(ctx, c, in.ID, in.Key)
}

// pushDelivery takes a file from its authority: who it is says its signature, over name and digest, before the content is read (FD-3).
func (a *API) pushDelivery(_ context.Context, w http.ResponseWriter, r *http.Request, _ node.Caller) {
	in := node.Arrival{Feed: r.PathValue("id"), Name: r.URL.Query().Get("name"), Signature: r.Header.Get(node.HeaderSignature), Way: feed.Push, Content: uploaded(w, r)}
	var err error
	if in.Digest, err = feed.ParseDigest(r.Header.Get(node.HeaderDigest)); err != nil {
		a.refuse(w, r, err)
		return
	}
	d, again, err := a.node.Deliver(r.Context(), in)
	out := delivery(d)
	out.Feed, out.Again = in.Feed, again
	a.say(w, r, out, err)
}

func delivery(d feed.Delivery) wire.Delivery {
	out := wire.Delivery{ID: d.ID, Name: d.Name, Digest: d.Digest.String(), Way: string(d.Way), At: wire.Time(d.At), Dead: d.Dead(), Reason: d.Reason, Ended: d.Ended,
		Read: d.Read, Stored: d.Stored, Refused: d.Refused, Duplicate: d.Duplicate, Replaces: d.Replaces, Note: d.Note}
	if d.SettledAt != instant.Never {
		out.SettledAt = wire.Time(d.SettledAt)
	}
	return out
}

func (a *API) deliveries(ctx context.Context, c node.Caller, in *struct {
	Paging
	Feed string `query:"feed" maxLength:"40" doc:"by number or name; all if absent"`
	Dead bool   `query:"dead" doc:"dead letters only"`
}) (out wire.Page[wire.Delivery], err error) {
	before, err := in.before()
	if err != nil {
		return out, err
	}
	list, next, err := a.node.Deliveries(ctx, c, node.DeliveryQuery{Feed: in.Feed, Dead: in.Dead, Before: before, Limit: in.Limit})
	out.Items = each(list, func(d node.FeedDelivery) wire.Delivery {
		w := delivery(d.Delivery)
		w.Feed = d.FeedName
		return w
	})
	out.Next = cursor(next)
	return out, err
}

// retakeDelivery takes a dead letter after correction: the mapping was corrected, or the rows, which are then the body.
func (a *API) retakeDelivery(_ context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	v, err := parseID("id", r.PathValue("id"))
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	body := uploaded(w, r)
	first := make([]byte, 1)
	var corrected io.Reader
	if n, _ := io.ReadFull(body, first); n == 1 {
		corrected = io.MultiReader(bytes.NewReader(first), body)
	}
	d, err := a.node.RetakeDelivery(r.Context(), c, v, corrected)
	a.say(w, r, delivery(d), err)
}

func (a *API) dismissDelivery(ctx context.Context, c node.Caller, in *Acting) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.DismissDelivery(ctx, c, v, in.Body.Reason)
}
