package node

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"

	"kangma/audit"
	"kangma/evidence"
	"kangma/feed"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/internal/sheet"
	"kangma/store"
)

// Arrival is a file of a feed as it comes: what its authority says of it, before any of it was read.
type Arrival struct {
	Feed, Name string
	Digest     feed.Digest
	Signature  string
	Way        feed.Way
	Tag        string // entity tag, of what was fetched
	Content    io.Reader
}

// Deliver takes a file of a feed, by whatever way it comes: the signature first, then the content, which is copied; then, in one
// transaction, the delivery and its import, which a job makes. So it may be killed and called again: the same content is one delivery
// (FD-5), and again says that it was here before. A file that is signed and cannot be read by the feed's mapping is a dead letter (FD-6).
func (n *Node) Deliver(ctx context.Context, a Arrival) (d feed.Delivery, again bool, err error) {
	if err := feed.CheckName(a.Name); err != nil {
		return d, false, err
	}
	f, key, err := n.admitted(ctx, a)
	if err != nil {
		return d, false, err
	}
	if d, again, err = n.deliveredBefore(ctx, f, a); again || err != nil {
		return d, again, err
	}
	at := n.clock.Now()
	d = feed.Delivery{Feed: f.ID, ID: id.New(at), Name: a.Name, Digest: a.Digest, Way: a.Way, Key: key.ID, At: at, SettledAt: instant.Never}
	digest, err := n.spool(ctx, d.ID, a.Content)
	if err != nil {
		return d, false, err
	}
	kept := false
	defer func() {
		if !kept {
			os.Remove(n.spooled(d.ID))
		}
	}()
	if feed.Digest(digest) != a.Digest {
		return d, false, fault.New(fault.Invalid, "feed.digest", "the content is not the one that was signed; send it again")
	}
	p, unreadable := n.planOf(ctx, f, d.ID)
	if unreadable != nil {
		said, ok := fault.As(unreadable)
		if !ok || said.Code == fault.Internal {
			return d, false, unreadable
		}
		d.Reason = said.Error()
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.FeedByID(ctx, f.ID)
		if err != nil {
			return err
		}
		if err := tx.InsertDelivery(ctx, d); err != nil {
			return err
		}
		if d.Reason == "" {
			if err := n.importDelivery(ctx, tx, now, d, p, feedOffice(now)); err != nil {
				return err
			}
			now.State.HeardAt, now.State.Trouble = at, ""
		} else {
			now.State.Trouble, now.State.TroubleAt = d.Reason, at
		}
		now.State.Last, now.State.Tag = a.Name, a.Tag
		if err := tx.KeepFeedState(ctx, now.ID, now.State); err != nil {
			return err
		}
		e := feedEntry(feedOffice(now), audit.FeedTake, now, at)
		e.Detail = e.Detail.With("delivery", d.ID).With("digest", sha(digest)).With("way", d.Way).With("key", d.Key).With("taken", d.Reason == "")
		return n.record(ctx, tx, e)
	})
	if fault.CodeOf(err) == fault.Conflict { // another process was faster
		return n.deliveredBefore(ctx, f, a)
	}
	kept = err == nil
	return d, false, err
}

// admitted is the feed whose file somebody sends, and the key by which he is known. Whoever is not is told no more than that.
func (n *Node) admitted(ctx context.Context, a Arrival) (f feed.Feed, key feed.Key, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if f, err = tx.Feed(ctx, a.Feed); err != nil && fault.CodeOf(err) != fault.NotFound {
			return err
		}
		keys := []feed.Key{}
		if !f.ID.IsZero() {
			if keys, err = tx.FeedKeys(ctx, f.ID); err != nil {
				return err
			}
		}
		if key, err = feed.Verify(keys, a.Feed, a.Name, a.Digest, a.Signature); err != nil {
			return err
		}
		switch {
		case f.Paused:
			return fault.New(fault.Unavailable, "feed.paused", "the feed %s is paused: nothing of it is taken", f.Name)
		case f.Way != a.Way:
			return fault.New(fault.Conflict, "feed.way", "files of the feed %s come by %s", f.Name, f.Way)
		}
		return nil
	})
	if f.ID.IsZero() || err == nil {
		return f, key, err
	}
	return f, key, errors.Join(err, n.troubled(ctx, f, err))
}

// deliveredBefore is the delivery that brought the same content already; the feed has been heard of all the same.
func (n *Node) deliveredBefore(ctx context.Context, f feed.Feed, a Arrival) (d feed.Delivery, again bool, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		d, err = tx.DeliveryOf(ctx, f.ID, a.Digest)
		return err
	})
	if fault.CodeOf(err) == fault.NotFound {
		return d, false, nil
	}
	if err != nil {
		return d, false, err
	}
	if d.Reason != "" && d.Dead() { // what nobody could read is no news, however often it comes
		return d, true, nil
	}
	return d, true, n.heard(ctx, f, a.Name, a.Tag)
}

// heard notes that the authority had nothing new.
func (n *Node) heard(ctx context.Context, f feed.Feed, name, tag string) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.FeedByID(ctx, f.ID)
		if err != nil {
			return err
		}
		now.State.HeardAt, now.State.Trouble = n.clock.Now(), ""
		if name != "" {
			now.State.Last, now.State.Tag = name, tag
		}
		return tx.KeepFeedState(ctx, now.ID, now.State)
	})
}

// troubled notes why a try failed, for whoever looks after the feed.
func (n *Node) troubled(ctx context.Context, f feed.Feed, why error) error {
	reason := "the file or its address could not be read"
	if said, ok := fault.As(why); ok {
		reason = said.Detail
	}
	at := n.clock.Now()
	if f.State.Trouble == reason && at < f.State.TroubleAt.Add(feed.Shortest) { // whoever knocks often does not write often
		return nil
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.FeedByID(ctx, f.ID)
		if err != nil {
			return err
		}
		now.State.Trouble, now.State.TroubleAt = reason, at
		return tx.KeepFeedState(ctx, now.ID, now.State)
	})
}

// planOf lays the feed's mapping over the columns of a file that waits. Without a mapping the names of the columns tell; where the feed
// has one kind, a table need not name it.
func (n *Node) planOf(ctx context.Context, f feed.Feed, run id.ID) (p plan, err error) {
	o := ImportOptions{Source: f.Source}
	if f.Mapping != "" {
		err = n.store.Read(ctx, func(tx *store.Tx) error {
			p.Mapping, err = savedMapping(ctx, tx, f.Mapping)
			return err
		})
	} else {
		var header []string
		if header, _, err = n.peek(run, sheet.Options{}, 0); err == nil {
			p.Mapping = evidence.Suggest(header, 0)
			if _, told := p.Mapping.Fields[evidence.FieldKind]; !told && len(f.Kinds) == 1 {
				p.Mapping = evidence.Suggest(header, f.Kinds[0]).With(evidence.FieldKind, f.Kinds[0].String())
			}
		}
	}
	if err != nil {
		return p, err
	}
	p.Feed = f.ID
	t, err := n.openSpooled(run, &p, o)
	if err != nil {
		return p, err
	}
	return p, t.Close()
}

// importDelivery begins the import of a delivery whose file waits, in the transaction that keeps the delivery.
func (n *Node) importDelivery(ctx context.Context, tx *store.Tx, f feed.Feed, d feed.Delivery, p plan, o office) error {
	document, err := json.Marshal(p)
	if err != nil {
		return err
	}
	i := store.Import{ID: d.ID, Kind: "evidence", Source: f.Source, File: shownFile(d.Name), Digest: d.Digest[:], Mapping: string(document),
		By: "feed " + f.Name, StartedAt: n.clock.Now(), EndedAt: instant.Never}
	if i.Job, err = importKind.Enqueue(ctx, n.queue, tx.Raw(), importRun{d.ID}, jobs.Options{Key: d.ID.String()}); err != nil {
		return err
	}
	if err := tx.InsertImport(ctx, i); err != nil {
		return err
	}
	e := importEntry(o, d.ID, "start", f.Region, i.StartedAt)
	e.Detail = e.Detail.With("source", f.Source).With("feed", f.Name).With("digest", sha(d.Digest[:]))
	return n.record(ctx, tx, e)
}
