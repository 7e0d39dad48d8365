package node

import (
	"context"
	"strings"

	"kangma/audit"
	"kangma/contact"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// ContactRuns lists matchings with their counts, the newest first, before one.
func (n *Node) ContactRuns(ctx context.Context, c Caller, before id.ID, limit int) (list []contact.Run, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permitSomewhere(ctx, tx, c, staff.StatisticsRead, staff.Purpose{}); err != nil {
			return err
		}
		list, err = tx.ContactRuns(ctx, before, limit)
		return err
	})
	return list, err
}

// CandidateRow is a candidate as professionals see him: the journey and the numbers, no identity.
type CandidateRow struct {
	contact.Candidate
	Mode     contact.Mode
	Numbers  []string
	From, To string
	Known    bool // a person of this node, whose case is with the professionals of his residence
}

// ContactCandidates lists what a run found for patients of a region: of one class, the nearest first, behind a row of the page before.
// It names nobody, and is an audit entry with a purpose.
func (n *Node) ContactCandidates(ctx context.Context, c Caller, run id.ID, class contact.Class, in region.Code, after *contact.Candidate, limit int, purpose staff.Purpose) (rows []CandidateRow, err error) {
	if _, ok := map[contact.Class]bool{contact.Close: true, contact.Ask: true, contact.Notice: true, contact.General: true}[class]; !ok {
		return nil, fault.Field("class", string(class), "is not one of close, ask, notice, general")
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		if in.IsZero() {
			in = n.region
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.InvestigateWork, Region: in, Purpose: purpose})
		if err != nil {
			return err
		}
		if _, err := tx.ContactRun(ctx, run); err != nil {
			return err
		}
		lo, hi := in.Range()
		page, err := tx.ContactCandidates(ctx, contact.CandidateQuery{Run: run, Lo: lo, Hi: hi, Class: class, After: after, Limit: limit})
		if err != nil {
			return err
		}
		if rows, err = candidateRows(ctx, tx, page); err != nil {
			return err
		}
		e := o.entry(audit.ContactView, in, at)
		e.Object = audit.Object{Kind: "run", ID: run.String()}
		e.Detail = e.Detail.With("class", class).With("shown", len(rows))
		return n.record(ctx, tx, e)
	})
	return rows, err
}

func candidateRows(ctx context.Context, tx *store.Tx, page []contact.Candidate) ([]CandidateRow, error) {
	whose, err := tx.ContactPeople(ctx, keysOf(page))
	if err != nil {
		return nil, err
	}
	services := map[id.ID]contact.Listed{}
	rows := make([]CandidateRow, len(page))
	for i, f := range page {
		s, ok := services[f.Service]
		if !ok {
			if s, err = tx.ContactService(ctx, f.Day, f.Service); err != nil {
				return nil, err
			}
			services[f.Service] = s
		}
		_, known := whose[f.Who]
		rows[i] = CandidateRow{f, s.Mode, s.Numbers, s.Stops[f.Leg.From].Name, s.Stops[f.Leg.To].Name, known}
	}
	return rows, nil
}

// ContactDifference counts how two runs differ: what a change of policy, lists or patients did (CT-3).
type ContactDifference struct {
	Before, After contact.Run
	Same          int            // the same person, patient, service and class
	Changed       map[string]int // "close → general": how many
}

// CompareContacts compares what two runs found.
func (n *Node) CompareContacts(ctx context.Context, c Caller, before, after id.ID) (d ContactDifference, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permitSomewhere(ctx, tx, c, staff.StatisticsRead, staff.Purpose{}); err != nil {
			return err
		}
		if d.Before, err = tx.ContactRun(ctx, before); err != nil {
			return err
		}
		if d.After, err = tx.ContactRun(ctx, after); err != nil {
			return err
		}
		d.Changed, d.Same, err = tx.CompareContactRuns(ctx, before, after)
		return err
	})
	return d, err
}

// RunState is a matching with the job that does it.
type RunState struct {
	contact.Run
	State string // "" while it waits or runs; done, or failed
	Error string
}

// ContactRun is one matching as it stands: done when what follows from it is done too.
func (n *Node) ContactRun(ctx context.Context, c Caller, run id.ID) (out RunState, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permitSomewhere(ctx, tx, c, staff.StatisticsRead, staff.Purpose{}); err != nil {
			return err
		}
		if out.Run, err = tx.ContactRun(ctx, run); err != nil {
			return err
		}
		all, err := jobs.List(ctx, tx.Raw(), string(matchKind), id.ID{}, 100)
		if err != nil {
			return err
		}
		for _, j := range all {
			if !strings.Contains(string(j.Args), run.String()) {
				continue
			}
			switch j.State {
			case jobs.Done:
				out.State = string(j.State)
			case jobs.Failed, jobs.Stopped:
				out.State, out.Error = string(j.State), j.Error
			}
		}
		return nil
	})
	return out, err
}
