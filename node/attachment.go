package node

import (
	"context"
	"io"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/review"
	"kangma/review/attachment"
	"kangma/staff"
	"kangma/store"
)

// Attachment is what is known of a file that was attached to a case.
type Attachment = store.Attachment

// attachmentName is what the content of an attachment is sealed under.
func attachmentName(v id.ID) string { return "case attachment " + v.String() }

// AttachToCase reads a picture or PDF and keeps it with a case, sealed: by who may speak for its holder, or by staff who may
// work on it where it stands, while it is open. What the file is, its content says; it is cleaned of metadata (AT-1 to AT-4).
func (n *Node) AttachToCase(ctx context.Context, c Caller, v id.ID, file io.Reader) (store.Attachment, error) {
	err := n.store.Read(ctx, func(tx *store.Tx) error { // before anything is read of the file
		_, _, err := n.attacher(ctx, tx, c, v)
		return err
	})
	if err != nil {
		return store.Attachment{}, err
	}
	f, err := attachment.Read(file)
	if err != nil {
		return store.Attachment{}, err
	}
	var out store.Attachment
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		k, e, err := n.attacher(ctx, tx, c, v)
		if err != nil {
			return err
		}
		p, err := subject(ctx, tx, k)
		if err != nil {
			return err
		}
		at := n.clock.Now()
		out = store.Attachment{Owner: k.Person, Case: k.ID, ID: id.New(at), Type: f.Type, Size: int64(len(f.Content)), SHA256: f.SHA256[:],
			AddedAt: at, AddedBy: c.Account, ByHolder: c.isHolder()}
		safe := n.vault.SafeOf(p)
		if k.Person.IsZero() {
			out.Owner = k.ID
			safe = n.vault.NewSafe(k.ID)
			out.Key = safe.Wrapped
		}
		before, err := tx.Attachments(ctx, out.Owner, k.ID)
		if err != nil {
			return err
		}
		if len(before) >= attachment.MaxCount {
			return fault.New(fault.TooLarge, "attachment.too_many", "a case has at most %d attachments", attachment.MaxCount)
		}
		sealed, err := safe.Seal(attachmentName(out.ID), f.Content)
		if err != nil {
			return err
		}
		if err := tx.InsertAttachment(ctx, out, sealed); err != nil {
			return err
		}
		e.Detail = e.Detail.With("kind", k.Kind).With("attachment", out.ID).With("type", f.Type).With("size", out.Size)
		return n.record(ctx, tx, e)
	})
	return out, err
}

// attacher makes sure that the caller may attach something to a case now, and begins the audit entry.
func (n *Node) attacher(ctx context.Context, tx *store.Tx, c Caller, v id.ID) (review.Case, audit.Entry, error) {
	at := n.clock.Now()
	k, err := tx.Case(ctx, v)
	if err != nil {
		return k, audit.Entry{}, err
	}
	d, err := review.Of(k.Kind)
	if err != nil {
		return k, audit.Entry{}, err
	}
	var e audit.Entry
	if c.isHolder() {
		_, err = holderOf(ctx, tx, c, k, at)
		e = holderEntry(c, audit.ReviewAttach, k.Person, at)
	} else {
		may := k.Desk()
		if may == "" {
			may = staff.CaseRead
		}
		var o office
		var by review.Actor
		if o, by, err = n.deskOf(ctx, tx, c, k, may, casePurpose(d, k), at); err == nil && by.Kin {
			err = review.OwnCase() // he adds to it as its holder
		}
		e = o.entry(audit.ReviewAttach, k.Region, at)
	}
	if err == nil && !k.IsOpen() {
		err = fault.New(fault.Conflict, "case.closed", "the case is closed; nothing is attached to it any more")
	}
	e.Subject, e.Object = k.Person, audit.Object{Kind: "case", ID: k.ID.String()}
	return k, e, err
}

// Attachments lists what is attached to a case, the oldest first, for who may see the case.
func (n *Node) Attachments(ctx context.Context, c Caller, v id.ID) (list []store.Attachment, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		k, _, err := n.attachmentsOf(ctx, tx, c, v, n.clock.Now())
		if err != nil {
			return err
		}
		list, err = tx.Attachments(ctx, ownerOf(k), k.ID)
		return err
	})
	return list, err
}

// Attachment is one file with its content, for who may see the case. Each look of staff is an entry that the holder can
// read (BY-06).
func (n *Node) Attachment(ctx context.Context, c Caller, v, which id.ID) (a store.Attachment, content []byte, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		k, o, err := n.attachmentsOf(ctx, tx, c, v, n.clock.Now())
		if err != nil {
			return err
		}
		var sealed []byte
		if a, sealed, err = tx.Attachment(ctx, ownerOf(k), k.ID, which); err != nil {
			return err
		}
		p, err := subject(ctx, tx, k)
		if err != nil {
			return err
		}
		safe := n.vault.SafeOf(p)
		if k.Person.IsZero() {
			safe = n.vault.SafeWith(k.ID, a.Key)
		}
		content, err = safe.Open(attachmentName(a.ID), sealed)
		switch {
		case lost(err):
			return fault.New(fault.NotFound, "attachment.forgotten", "the person was forgotten, and this with him").Because(err)
		case err != nil || c.isHolder():
			return err
		}
		e := o.entry(audit.ReviewView, k.Region, n.clock.Now())
		e.Subject, e.Object = k.Person, audit.Object{Kind: "case", ID: k.ID.String()}
		e.Detail = e.Detail.With("kind", k.Kind).With("attachment", a.ID)
		return n.record(ctx, tx, e)
	})
	return a, content, err
}

func ownerOf(k review.Case) id.ID {
	if k.Person.IsZero() {
		return k.ID
	}
	return k.Person
}

// attachmentsOf makes sure that the caller may see a case.
func (n *Node) attachmentsOf(ctx context.Context, tx *store.Tx, c Caller, v id.ID, at instant.Instant) (review.Case, office, error) {
	k, err := tx.Case(ctx, v)
	if err != nil {
		return k, office{}, err
	}
	d, err := review.Of(k.Kind)
	if err != nil {
		return k, office{}, err
	}
	if c.isHolder() {
		_, err := holderOf(ctx, tx, c, k, at)
		return k, office{}, err
	}
	o, err := n.reader(ctx, tx, c, d, k, casePurpose(d, k), at)
	return k, o, err
}
