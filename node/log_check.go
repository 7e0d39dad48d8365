package node

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/staff"
	"kangma/store"
)

// LogHead is the newest signed state of the audit log (BY-04).
type LogHead struct {
	Note []byte // the signed checkpoint, to be kept outside
	Size int64  // entries under it
	Root tlog.Hash
	At   instant.Instant
}

// LogHead shows it to an auditor. NotFound "audit.empty" before the first.
func (n *Node) LogHead(ctx context.Context, c Caller) (h LogHead, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permitSomewhere(ctx, tx, c, staff.AuditRead, staff.Purpose{}); err != nil {
			return err
		}
		head, ok, err := tx.AuditHead(ctx)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.NotFound, "audit.empty", "the log has no checkpoint yet")
		}
		tree, err := n.logKnown.Open(head.Note)
		h = LogHead{Note: head.Note, Size: tree.N, Root: tree.Hash, At: head.At}
		return err
	})
	return h, err
}

// CheckedEntry is an entry of the audit log, with what shows that it stands there as it was written.
type CheckedEntry struct {
	audit.Entry
	Proof audit.Inclusion
	Tree  tlog.Tree // that the proof leads to
	Wrong error     // why the entry is not what was logged; nil if it is
}

// CheckEntry verifies one entry for an auditor of its region: its row against the log and the newest checkpoint's
// signature. NotFound "audit.pending" while it is not in the log.
func (n *Node) CheckEntry(ctx context.Context, c Caller, which id.ID, purpose staff.Purpose) (out CheckedEntry, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		out = CheckedEntry{}
		if _, err := n.permitSomewhere(ctx, tx, c, staff.AuditRead, purpose); err != nil {
			return err
		}
		var err error
		if out.Proof, err = audit.ProveInclusion(ctx, tx, n.logKnown, which); err != nil {
			return err
		}
		leaves, err := tx.AuditLeaves(ctx, out.Proof.Index, 1)
		if err != nil {
			return err
		}
		out.Entry.ID = which
		if len(leaves) == 1 && leaves[0].Content != nil {
			out.Entry = *leaves[0].Content
			out.Tree, out.Wrong = out.Proof.Check(n.logKnown, &out.Entry)
		} else {
			out.Wrong = fault.New(fault.Invalid, "audit.gone", "the entry was logged, and its row is gone")
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.AuditRead, Region: out.Region, Purpose: purpose})
		if err != nil {
			return err
		}
		e := o.entry(audit.AuditView, n.region, n.clock.Now())
		e.Object = audit.Object{Kind: "entry", ID: which.String()}
		return n.record(ctx, tx, e)
	})
	return out, err
}

// Growth is whether the audit log continues a checkpoint that somebody kept.
type Growth struct {
	Held, Now tlog.Tree
	Proof     audit.Consistency
	Wrong     error // why it does not; nil if it does
}

// CheckGrowth verifies that for an auditor. Invalid if what was kept is no checkpoint of this log.
func (n *Node) CheckGrowth(ctx context.Context, c Caller, held []byte) (g Growth, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permitSomewhere(ctx, tx, c, staff.AuditRead, staff.Purpose{}); err != nil {
			return err
		}
		var err error
		if g.Held, err = n.logKnown.Open(held); err != nil {
			return fault.Field("checkpoint", len(held), "bytes are no checkpoint that this log has signed")
		}
		g.Proof, err = audit.ProveConsistency(ctx, tx, n.logKnown, g.Held.N)
		if fault.CodeOf(err) == fault.Invalid {
			g.Wrong = fault.New(fault.Invalid, "audit.rolled_back", "the log is shorter than what was kept")
			return nil
		}
		if err != nil {
			return err
		}
		g.Now, g.Wrong = g.Proof.Check(n.logKnown, held)
		return nil
	})
	return g, err
}
