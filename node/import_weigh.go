package node

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/person"
	"kangma/policy"
	"kangma/review"
	"kangma/store"
)

// weigh finds, before any row of an import is stored, whom it would give a worse colour (BY-18). free is false if it must
// wait for a second office: the import is held, nothing of it is stored, and the auditor is told.
func (m *importing) weigh(ctx context.Context) (free bool, err error) {
	var before store.Weighing
	var done bool
	err = m.store.Read(ctx, func(tx *store.Tx) error {
		before, done, err = tx.Weighing(ctx, m.run.ID)
		return err
	})
	if err != nil || done {
		return before.State != WeighingHeld && before.State != WeighingRefused, m.unchanged(before, err)
	}
	s, err := m.weighFile(ctx)
	if err != nil {
		return false, err
	}
	err = m.store.Write(ctx, func(tx *store.Tx) error {
		free, err = m.keepWeighing(ctx, tx, s.sum())
		return err
	})
	return free, err
}

// unchanged refuses a file that is another than the one that was approved.
func (m *importing) unchanged(w store.Weighing, err error) error {
	if err != nil || w.State != WeighingApproved || m.work.Checkpoint() != nil {
		return err
	}
	f, err := os.Open(m.spooled(m.run.ID))
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	if !bytes.Equal(h.Sum(nil), m.run.Digest) {
		return fault.New(fault.Invalid, "import.altered", "the file that waits is another than the one that was approved")
	}
	return nil
}

// weighFile reads the file to its end and stores nothing. A file whose rows are all of a kind that no rule looks at is
// not read.
func (m *importing) weighFile(ctx context.Context) (*scale, error) {
	s := newScale()
	r := m.regime.Load()
	if k, ok := evidence.KindOf(m.plan.Mapping.Constant(evidence.FieldKind)); ok && !r.looksAt(k) {
		return s, nil
	}
	t, err := m.openSpooled(m.run.ID, &m.plan, ImportOptions{})
	if err != nil {
		return nil, err
	}
	defer t.Close()
	ctx, cancel := context.WithCancel(ctx)
	batches, wait := m.read(ctx, t)
	defer wait() // before the table is closed
	defer cancel()
	rows := seen{}
	for b := range batches {
		<-b.ready
		if err := m.weighBatch(ctx, b, r, rows, s); err != nil {
			return nil, err
		}
	}
	if err := wait(); err != nil {
		return nil, err
	}
	return s, ctx.Err()
}

func (m *importing) weighBatch(ctx context.Context, b *batch, r *regime, rows seen, s *scale) error {
	at := m.clock.Now()
	return m.store.Read(ctx, func(tx *store.Tx) error {
		_, may, err := m.under(ctx, tx)
		if err != nil {
			return err
		}
		scope := may.scope
		j, err := m.judge(ctx, tx, b, may, rows)
		if err != nil {
			return err
		}
		rows.add(j.stored)
		added := map[person.Index][]evidence.Fact{}
		var inOrder []*row
		var known []id.ID
		for _, row := range j.stored {
			f := row.candidate.Fact
			s.row(&f)
			if !r.looksAt(f.Kind) {
				continue
			}
			if _, twice := added[row.document]; !twice {
				inOrder = append(inOrder, row)
				if owner, ok := j.owners[row.document]; ok {
					known = append(known, owner)
				}
			}
			f.ID = id.New(at).String()
			f.RecordedAt, f.EndRecordedAt, f.RetractedAt = at, at, instant.Never
			added[row.document] = append(added[row.document], f)
		}
		people, facts, err := briefsOf(ctx, tx, known)
		if err != nil {
			return err
		}
		for _, row := range inOrder {
			owner, isKnown := j.owners[row.document]
			who, has := people[owner], facts[owner]
			isKnown = isKnown && covers(scope, m.concerned(person.Person{Residence: who.Residence}, 0)) // else the counts would tell who is (BY-19)
			if !isKnown {
				who, has = policy.Person{IDType: string(row.who.Document.Kind())}, nil
			}
			after := append(append([]evidence.Fact{}, has...), added[row.document]...)
			t, coloured := r.turn(who, has, after, at, beginnings(added[row.document], at)...)
			lives := m.concerned(person.Person{Residence: who.Residence}, row.candidate.Fact.Region)
			s.person(row.document, isKnown, lives, added[row.document], t, coloured)
		}
		return nil
	})
}

func briefsOf(ctx context.Context, tx *store.Tx, persons []id.ID) (map[id.ID]policy.Person, map[id.ID][]evidence.Fact, error) {
	people := make(map[id.ID]policy.Person, len(persons))
	if len(persons) == 0 {
		return people, nil, nil
	}
	briefs, err := tx.Briefs(ctx, persons, id.ID{}, len(persons))
	if err != nil {
		return nil, nil, err
	}
	for _, b := range briefs {
		people[b.ID] = b.Person
	}
	facts, err := tx.EvidenceOf(ctx, persons)
	return people, facts, err
}

// keepWeighing decides what follows from a weighing, and stores both.
func (m *importing) keepWeighing(ctx context.Context, tx *store.Tx, w Weighing) (free bool, err error) {
	if before, done, err := tx.Weighing(ctx, m.run.ID); err != nil || done {
		return before.State != WeighingHeld && before.State != WeighingRefused, err
	}
	at := m.clock.Now()
	o, may, err := m.under(ctx, tx)
	if err != nil {
		return false, err
	}
	hands := o.hands()
	if may.feed != nil {
		hands = []string{"feed:" + may.feed.Name}
	}
	for _, s := range w.Sources {
		if h := "source:" + s.Source; !slices.Contains(hands, h) {
			hands = append(hands, h)
		}
	}
	if w.Today, err = colouredToday(ctx, tx, hands, at); err != nil {
		return false, err
	}
	w.At, w.Threshold, w.State = at, int64(m.Mass), WeighingFree
	switch {
	case m.run.DryRun:
		w.State = WeighingTried
	case w.Coloured > 0 && w.Today+w.Coloured > w.Threshold:
		w.State = WeighingHeld
	case w.Coloured > 0:
		if err := countColoured(ctx, tx, hands, w.Coloured, at); err != nil {
			return false, err
		}
	}
	document, err := json.Marshal(w)
	if err != nil {
		return false, err
	}
	kept := store.Weighing{Import: m.run.ID, State: w.State, Coloured: w.Coloured, Document: string(document), At: at, DecidedAt: instant.Never}
	if w.State == WeighingHeld {
		if kept.Case, err = m.hold(ctx, tx, o, w, at); err != nil {
			return false, err
		}
	}
	return w.State != WeighingHeld, tx.InsertWeighing(ctx, kept)
}

// hold tells the auditor of a list that colours many, and asks a second office.
func (m *importing) hold(ctx context.Context, tx *store.Tx, o office, w Weighing, at instant.Instant) (id.ID, error) {
	e := importEntry(o, m.run.ID, "held", m.region, at)
	e.Detail = e.Detail.With("coloured", w.Coloured).With("today", w.Today).With("threshold", w.Threshold)
	if err := m.record(ctx, tx, e); err != nil {
		return id.ID{}, err
	}
	var sources []string
	for _, s := range w.Sources {
		sources = append(sources, s.Kind.String()+" "+s.Source)
	}
	k, err := m.openMass(ctx, tx, o, review.MassImport, m.run.ID, w, at)
	if err != nil {
		return k, err
	}
	return k, m.raise(ctx, tx, Alarm{Kind: AlarmMassList, About: m.run.ID.String(), Region: m.region, By: o.by(), People: int(w.Coloured), Detail: map[string]any{
		"import": m.run.ID, "case": k, "coloured": w.Coloured, "people": w.People, "today": w.Today, "threshold": w.Threshold,
		"says": sources[:min(len(sources), 10)]}}, at)
}

// settleHeld ends the waiting of a held import: approved it runs, refused it has ended and its file is gone.
func (n *Node) settleHeld(ctx context.Context, tx *store.Tx, o office, run id.ID, approved bool, at instant.Instant) error {
	w, ok, err := tx.Weighing(ctx, run)
	switch {
	case err != nil:
		return err
	case !ok || w.State != WeighingHeld:
		return fault.New(fault.Conflict, "import.not_held", "the list does not wait for a decision any more")
	}
	i, err := tx.Import(ctx, run)
	if err != nil {
		return err
	}
	step := "refused"
	w.State, w.DecidedAt = WeighingRefused, at
	if approved {
		step, w.State = "approved", WeighingApproved
		if i.Job, err = importKind.Enqueue(ctx, n.queue, tx.Raw(), importRun{run}, jobs.Options{Key: run.String()}); err != nil {
			return err
		}
	} else {
		i.EndedAt = at
		tx.OnCommit(func() { os.Remove(n.spooled(run)) })
	}
	if err := errors.Join(tx.UpdateImport(ctx, i), tx.UpdateWeighing(ctx, w)); err != nil {
		return err
	}
	e := importEntry(o, run, step, n.region, at)
	e.Detail = e.Detail.With("coloured", w.Coloured)
	return n.record(ctx, tx, e)
}

// ImportWeighing is what an import would do, or did, to colours, for who may see the import or decide over it; ok is false
// while it has not been found.
func (n *Node) ImportWeighing(ctx context.Context, c Caller, run id.ID) (w Weighing, ok bool, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, err := n.importOf(ctx, tx, c, run); err != nil {
			return err
		}
		w, ok, err = weighingOf(ctx, tx, run)
		return err
	})
	return w, ok, err
}

func weighingOf(ctx context.Context, tx *store.Tx, run id.ID) (w Weighing, ok bool, err error) {
	kept, ok, err := tx.Weighing(ctx, run)
	if err != nil || !ok {
		return w, ok, err
	}
	err = json.Unmarshal([]byte(kept.Document), &w)
	w.State, w.At, w.Case = kept.State, kept.At, kept.Case
	return w, true, err
}
