package node

import (
	"context"
	"log/slog"
	"time"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/internal/keys"
	"kangma/itinerary"
	"kangma/notice"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// openLog makes the signer of the audit log's checkpoints, and the verifier that knows every key it ever had.
func (n *Node) openLog(context.Context) error {
	k, err := n.key(keys.UseCheckpoint)
	if err != nil {
		return err
	}
	if n.logKey, err = audit.NewSigner(n.Origin, k.Signer()); err != nil {
		return err
	}
	var known []string
	for _, k := range n.signing.Published(n.clock.Now()) {
		if k.Use != keys.UseCheckpoint {
			continue
		}
		s, err := audit.NewSigner(n.Origin, k.Signer())
		if err != nil {
			return err
		}
		known = append(known, s.Key())
	}
	n.logKnown, err = audit.NewVerifier(known...)
	return err
}

const (
	logBatch = audit.MaxBatch
	logEvery = time.Second
	logGrace = time.Minute // after which an entry must be in the log

	workKept = 14 * instant.Day // refused rows of imports, and jobs that ended
)

// runSequencer integrates audit entries into the Merkle log in batches, and signs checkpoints (BY-04).
func (n *Node) runSequencer(ctx context.Context) error {
	for {
		taken, err := n.integrate(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case fault.CodeOf(err) == fault.Conflict: // another sequencer was faster
		case err != nil:
			slog.ErrorContext(ctx, "the audit log could not be extended; it is tried again", "error", err)
		case taken == logBatch:
			continue
		}
		if !sleep(ctx, logEvery, n.logWake) {
			return ctx.Err()
		}
	}
}

func (n *Node) integrate(ctx context.Context) (taken int, err error) {
	pending := false
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		p, err := tx.AuditPending(ctx, 1)
		pending = len(p) > 0
		return err
	})
	if err != nil || !pending {
		return 0, err
	}
	err = n.store.WriteLate(ctx, func(tx *store.Tx) error {
		taken, _, err = audit.Integrate(ctx, tx, n.logKey, n.logKnown, n.clock.Now(), logBatch)
		return err
	})
	return taken, err
}

// Settle integrates everything that is pending, for whoever wants to verify now.
func (n *Node) Settle(ctx context.Context) error {
	for {
		taken, err := n.integrate(ctx)
		if err != nil || taken == 0 {
			return err
		}
	}
}

// LogKey is the public key under which outsiders verify the audit log.
func (n *Node) LogKey() string { return n.logKey.Key() }

// VerifyLog rebuilds the audit log from its rows and compares (BY-04); held are older checkpoints that somebody kept.
func (n *Node) VerifyLog(ctx context.Context, held [][]byte, progress func(done, total int64)) (report *audit.Report, err error) {
	settled := n.clock.Now().Add(-logGrace)
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		report, err = audit.Verify(ctx, tx, n.logKnown, audit.Options{Held: held, Settled: settled, Progress: progress})
		return err
	})
	return report, err
}

// Checkpoint is the newest signed checkpoint of the audit log.
func (n *Node) Checkpoint(ctx context.Context) (note []byte, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		c, ok, err := tx.AuditHead(ctx)
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "audit.empty", "the log has no checkpoint yet")
		}
		note = c.Note
		return err
	})
	return note, err
}

// ProveEntry shows that an entry stands in the audit log of the newest checkpoint. Whoever has the entry can check it
// with nothing but the log's key (BY-04).
func (n *Node) ProveEntry(ctx context.Context, entry id.ID) (proof audit.Inclusion, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		proof, err = audit.ProveInclusion(ctx, tx, n.logKnown, entry)
		return err
	})
	return proof, err
}

// ProveGrowth shows that the audit log of the newest checkpoint continues the one of an older size (BY-04).
func (n *Node) ProveGrowth(ctx context.Context, size int64) (proof audit.Consistency, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		proof, err = audit.ProveConsistency(ctx, tx, n.logKnown, size)
		return err
	})
	return proof, err
}

// Looks lists who looked at the data of the caller's own person or of a ward, newest first (BY-06).
func (n *Node) Looks(ctx context.Context, c Caller, who, before id.ID, limit int) (looks []audit.Look, next id.ID, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		who, err := linked(ctx, tx, c, who, n.clock.Now())
		if err != nil {
			return err
		}
		looks, next, err = audit.LooksAt(ctx, tx, who, before, limit)
		return err
	})
	return looks, next, err
}

// Entries lists audit entries of a region for an auditor of it; no region is all entries, also those of holders and of the
// node itself, which are of none.
func (n *Node) Entries(ctx context.Context, c Caller, in region.Code, q audit.Query, purpose staff.Purpose) (page []audit.Entry, next id.ID, err error) {
	q.Lo, q.Hi = in.Range()
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.AuditRead, Region: in, Purpose: purpose})
		if err != nil {
			return err
		}
		if page, next, err = audit.List(ctx, tx, q); err != nil {
			return err
		}
		e := o.entry(audit.AuditView, n.region, n.clock.Now())
		e.Detail = e.Detail.With("shown", len(page))
		return n.record(ctx, tx, e)
	})
	return page, next, err
}

// purge destroys the keys and passages of days past retention (BY-07), and what else has had its time.
func (n *Node) purge(ctx context.Context) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		gone, err := passage.Purge(ctx, tx, n.Retention, at)
		if err != nil {
			return err
		}
		for _, d := range gone {
			tx.OnCommit(func() { n.days.forget(d.Day) })
			err := n.record(ctx, tx, audit.Entry{At: at, Actor: audit.Actor{Kind: audit.System, ID: "retention"}, Action: audit.KeyDestroy, Region: n.region,
				Object: audit.Object{Kind: "day", ID: d.Day.String()}, Detail: audit.Detail{}.With("passages", d.Passages)})
			if err != nil {
				return err
			}
		}
		if err := tx.ForgetFallbacks(ctx, at.Add(-time.Duration(n.Retention+1)*instant.Day)); err != nil {
			return err
		}
		if err := n.purgeContacts(ctx, tx, at); err != nil {
			return err
		}
		if err := tx.ForgetDeliveries(ctx, at.Add(-deliveriesKept)); err != nil {
			return err
		}
		if _, err := tx.ForgetAnswers(ctx, at.Add(-answersKept)); err != nil {
			return err
		}
		if err := tx.ForgetNotices(ctx, at, at.Add(-notice.Kept)); err != nil {
			return err
		}
		if err := tx.ForgetTexts(ctx, at.Add(-workKept)); err != nil {
			return err
		}
		if err := tx.ForgetWords(ctx, at.Add(-wordsKept)); err != nil {
			return err
		}
		if err := tx.ForgetCalls(ctx, at.Add(-instant.Day)); err != nil {
			return err
		}
		if err := tx.ForgetPapers(ctx, at.Add(-workKept)); err != nil {
			return err
		}
		if _, err := tx.ForgetRefusals(ctx, at.Add(-workKept)); err != nil {
			return err
		}
		if _, err := tx.ForgetHands(ctx, dayNumber(at)-30); err != nil {
			return err
		}
		if err := tx.ForgetChanges(ctx, at.Add(-workKept)); err != nil {
			return err
		}
		if err := tx.ForgetNonces(ctx, at); err != nil {
			return err
		}
		if err := tx.ForgetDrafts(ctx, at.Add(-DraftKept)); err != nil {
			return err
		}
		if err := tx.ForgetItineraryAsks(ctx, at.Add(-instant.Day)); err != nil {
			return err
		}
		if err := tx.ForgetJourneys(ctx, at.Add(-itinerary.JourneyKept)); err != nil {
			return err
		}
		if _, err := jobs.Forget(ctx, tx.Raw(), at.Add(-workKept), 1000); err != nil {
			return err
		}
		return tx.ForgetMessages(ctx, at.Add(-24*time.Hour))
	})
}
