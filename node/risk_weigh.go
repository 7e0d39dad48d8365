package node

import (
	"context"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/review"
	"kangma/riskarea"
	"kangma/store"
)

// weighedList is what a list of risk areas would do, were it let in under a regime.
type weighedList struct {
	Weighing
	regime int64
	change riskarea.Change
}

// weighRisk decides, on one snapshot, everybody whom a list concerns, without and with it, and counts whose colour it would
// change, for better or worse (BY-05, BY-18). As in turn, modes are left aside, and who has not applied is taken as if he had.
func (n *Node) weighRisk(ctx context.Context, list riskarea.List) (w weighedList, err error) {
	s := newScale()
	s.Rows = int64(len(list.Entries) + len(list.Unresolved))
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		now, err := n.current(ctx, tx)
		if err != nil {
			return err
		}
		w.regime = now.Number
		kept, err := tx.RiskLists(ctx, now.RiskList)
		if err != nil {
			return err
		}
		if err := later(kept, list.Published); err != nil {
			return err
		}
		w.change = riskarea.Diff(newest(kept), list)
		whom := concernedBy(now.pack, w.change.Regions())
		if whom.Nobody {
			return nil
		}
		next := *now
		next.risk = policy.NewRiskAreas(countedAreas(append(kept, store.RiskList{List: list})))
		return n.weighConcerned(ctx, tx, now, &next, whom, max(n.clock.Now(), list.Published), s)
	})
	w.Weighing = s.sum()
	return w, err
}

// weighConcerned decides page by page whom a change of regime concerns, and gives way after each, as Simulate does.
func (n *Node) weighConcerned(ctx context.Context, tx *store.Tx, now, next *regime, whom redecide, at instant.Instant, s *scale) error {
	for after := (id.ID{}); ; {
		page := time.Now()
		people, err := tx.PeopleWithEvidence(ctx, whom.Kinds, whom.Ranges, after, simulatePage)
		if err != nil || len(people) == 0 {
			return err
		}
		briefs, err := tx.Briefs(ctx, people, id.ID{}, len(people))
		if err != nil {
			return err
		}
		known, err := tx.EvidenceOf(ctx, people)
		if err != nil {
			return err
		}
		for _, b := range briefs {
			facts := known[b.ID]
			if !applied(facts, at) {
				facts = append(facts, application(at))
			}
			was := now.pack.Decide(&policy.Facts{Person: b.Person, Risk: now.risk, Evidence: facts}, at, at)
			is := next.pack.Decide(&policy.Facts{Person: b.Person, Risk: next.risk, Evidence: facts}, at, at)
			s.person(b.ID, true, b.Residence, facts, turn{was.Colour, is}, was.Colour != is.Colour)
		}
		after = people[len(people)-1]
		if !sleep(ctx, time.Since(page)/givesWay, nil) {
			return ctx.Err()
		}
	}
}

// holdRisk has a list wait for a second office, and tells the auditor.
func (n *Node) holdRisk(ctx context.Context, tx *store.Tx, o office, l store.WaitingList, w Weighing) (id.ID, error) {
	if err := tx.InsertWaitingList(ctx, l); err != nil {
		return id.ID{}, err
	}
	e := riskEntry(o, l.ID, "held", n.region, l.RecordedAt)
	e.Detail = e.Detail.With("coloured", w.Coloured).With("today", w.Today).With("threshold", w.Threshold)
	if err := n.record(ctx, tx, e); err != nil {
		return id.ID{}, err
	}
	k, err := n.openMass(ctx, tx, o, review.MassRiskList, l.ID, w, l.RecordedAt)
	if err != nil {
		return id.ID{}, err
	}
	return k, n.raise(ctx, tx, Alarm{Kind: AlarmMassList, About: l.ID.String(), Region: n.region, By: o.by(), People: int(w.Coloured), Detail: map[string]any{
		"risk_list": l.ID, "case": k, "coloured": w.Coloured, "people": w.People, "today": w.Today, "threshold": w.Threshold}}, l.RecordedAt)
}

// settleRisk ends the waiting of a list: approved it begins a regime, refused it is gone. One that was overtaken by a newer
// list meanwhile can only be refused.
func (n *Node) settleRisk(ctx context.Context, tx *store.Tx, o office, which id.ID, approved bool, at instant.Instant) error {
	waits, err := tx.WaitingList(ctx, which)
	if fault.CodeOf(err) == fault.NotFound {
		return fault.New(fault.Conflict, "risk.not_held", "the list does not wait for a decision any more")
	}
	if err != nil {
		return err
	}
	if err := tx.DeleteWaitingList(ctx, which); err != nil {
		return err
	}
	if !approved {
		return n.record(ctx, tx, riskEntry(o, which, "refused", n.region, at))
	}
	list, err := n.readList(Candidate{Source: waits.Source, List: waits.File})
	if err != nil {
		return err
	}
	_, err = n.beginRisk(ctx, tx, o, store.RiskList{ID: id.New(at), RecordedAt: at, By: waits.By, Digest: waits.Digest, List: list})
	return err
}

// weighed is what a list that was weighed comes to today, by the hands that brought it.
func (n *Node) weighed(ctx context.Context, tx *store.Tx, w Weighing, hands []string, at instant.Instant) (_ Weighing, held bool, err error) {
	w.At, w.Threshold = at, int64(n.Mass)
	if w.Today, err = colouredToday(ctx, tx, hands, at); err != nil || w.Coloured == 0 {
		return w, false, err
	}
	if w.Today+w.Coloured > w.Threshold {
		return w, true, nil
	}
	return w, false, countColoured(ctx, tx, hands, w.Coloured, at)
}
