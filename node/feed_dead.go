package node

import (
	"context"
	"io"
	"os"
	"slices"
	"strings"

	"kangma/audit"
	"kangma/feed"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/staff"
	"kangma/store"
)

// FeedDelivery is a delivery with the name of its feed.
type FeedDelivery struct {
	feed.Delivery
	FeedName string
}

// DeliveryQuery says which deliveries are listed.
type DeliveryQuery struct {
	Feed   string // by number or name; "": of all feeds that the caller may see
	Dead   bool   // dead letters only
	Before id.ID
	Limit  int
}

// Deliveries lists what came, newest first. next is where to go on, zero at the end; a page may be short of limit.
func (n *Node) Deliveries(ctx context.Context, c Caller, q DeliveryQuery) (list []FeedDelivery, next id.ID, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list, next = nil, id.ID{}
		scope, err := n.scope(ctx, tx, c, staff.FeedRead, 0)
		if err != nil {
			return err
		}
		all, err := tx.Feeds(ctx)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(f feed.Feed) bool { return !covers(scope, f.Region) })
		find := feed.Query{Dead: q.Dead, Before: q.Before, Limit: q.Limit}
		if q.Feed != "" {
			i := slices.IndexFunc(all, func(f feed.Feed) bool { return f.Name == q.Feed || f.ID.String() == q.Feed })
			if i < 0 {
				return fault.New(fault.NotFound, "feed.not_found", "there is no such feed in your region")
			}
			find.Feed = all[i].ID
		}
		found, err := tx.Deliveries(ctx, find)
		for _, d := range found {
			next = d.ID
			if i := slices.IndexFunc(all, func(f feed.Feed) bool { return f.ID == d.Feed }); i >= 0 {
				list = append(list, FeedDelivery{d, all[i].Name})
			}
		}
		if len(found) < q.Limit {
			next = id.ID{}
		}
		return err
	})
	return list, next, err
}

// RetakeDelivery takes a dead letter after what was wrong has been mended (FD-6): a whole file that could not be read, once the feed's mapping can
// read it; or, with corrected rows as a file, what staff send in its place under their name.
func (n *Node) RetakeDelivery(ctx context.Context, c Caller, delivery id.ID, corrected io.Reader) (out feed.Delivery, err error) {
	var d feed.Delivery
	var f feed.Feed
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		d, f, _, err = n.deadLetter(ctx, tx, c, delivery)
		return err
	})
	if err != nil {
		return out, err
	}
	at := n.clock.Now()
	out = d
	switch {
	case corrected != nil:
		out = feed.Delivery{Feed: f.ID, ID: id.New(at), Name: d.Name, Way: feed.Corrected, At: at, Replaces: d.ID, SettledAt: instant.Never}
		digest, err := n.spool(ctx, out.ID, corrected)
		if err != nil {
			return out, err
		}
		out.Digest = feed.Digest(digest)
	case d.Reason == "":
		return out, fault.New(fault.Invalid, "feed.corrected_rows", "send the refused rows, corrected, as a file")
	}
	out.Reason = ""
	kept := corrected == nil
	defer func() {
		if !kept {
			os.Remove(n.spooled(out.ID))
		}
	}()
	p, err := n.planOf(ctx, f, out.ID)
	if err != nil {
		return out, err
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		d, f, o, err := n.deadLetter(ctx, tx, c, delivery)
		if err != nil {
			return err
		}
		d.Reason = ""
		if corrected != nil {
			d.SettledAt, d.SettledBy = at, o.by()
			if err := tx.InsertDelivery(ctx, out); err != nil {
				return err
			}
		}
		if err := tx.SettleDelivery(ctx, d); err != nil {
			return err
		}
		if err := n.importDelivery(ctx, tx, f, out, p, o); err != nil {
			return err
		}
		return n.record(ctx, tx, settleEntry(o, f, d, "retake", at))
	})
	kept = kept || err == nil
	return out, err
}

// DismissDelivery gives a dead letter up, with a reason: what it says is not taken.
func (n *Node) DismissDelivery(ctx context.Context, c Caller, delivery id.ID, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.Missing("reason")
	}
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		at := n.clock.Now()
		d, f, o, err := n.deadLetter(ctx, tx, c, delivery)
		if err != nil {
			return err
		}
		d.SettledAt, d.SettledBy, d.Note = at, o.by(), reason
		if err := tx.SettleDelivery(ctx, d); err != nil {
			return err
		}
		tx.OnCommit(func() { os.Remove(n.spooled(d.ID)) })
		return n.record(ctx, tx, settleEntry(o, f, d, "dismiss", at))
	})
}

func settleEntry(o office, f feed.Feed, d feed.Delivery, step string, at instant.Instant) audit.Entry {
	e := feedEntry(o, audit.FeedSettle, f, at)
	e.Detail = e.Detail.With("step", step).With("delivery", d.ID)
	return e
}

// deadLetter is one that the caller may settle: who may import for the region of its feed.
func (n *Node) deadLetter(ctx context.Context, tx *store.Tx, c Caller, delivery id.ID) (d feed.Delivery, f feed.Feed, o office, err error) {
	if _, err = n.permitSomewhere(ctx, tx, c, staff.EvidenceImport, staff.Purpose{}); err != nil {
		return d, f, o, err
	}
	if d, err = tx.Delivery(ctx, delivery); err != nil {
		return d, f, o, err
	}
	if f, err = tx.FeedByID(ctx, d.Feed); err != nil {
		return d, f, o, err
	}
	if o, err = n.permit(ctx, tx, c, staff.Ask{Action: staff.EvidenceImport, Region: f.Region}); err != nil {
		return d, f, o, err
	}
	if !d.Dead() {
		err = fault.New(fault.Conflict, "delivery.not_dead", "nothing of this delivery waits for correction")
	}
	return d, f, o, err
}
