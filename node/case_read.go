package node

import (
	"context"
	"encoding/json"
	"slices"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// CaseFile is a case as somebody sees it. A holder sees states, reasons, offices and times; never notes, nor which member
// of staff did what.
type CaseFile struct {
	Case      review.Case
	Def       *review.Definition
	Stage     review.Stage
	Who       person.Identity // prints masked; zero of a case about nobody, or of a person who was forgotten
	Form      json.RawMessage // none if it has none or its person was forgotten
	Facts     []evidence.Fact // the pieces that it is about
	History   []review.Event
	Possible  []review.Step // that the reader's side has from here
	Certifies bool          // it is a certificate that holds and can be printed
	Now       instant.Instant
}

// caseFile reads a case for one side.
func (n *Node) caseFile(ctx context.Context, tx *store.Tx, d *review.Definition, c review.Case, side review.Side) (CaseFile, error) {
	out := CaseFile{Case: c, Def: d, Now: n.clock.Now()}
	out.Stage, _ = d.Stage(c.State)
	p, err := subject(ctx, tx, c)
	if err != nil {
		return out, err
	}
	if !c.Person.IsZero() {
		who, err := n.identity(p)
		if err != nil {
			return out, err
		}
		if who != nil {
			out.Who = *who
		}
	}
	form, err := n.openForm(d, c, p)
	if err != nil {
		return out, err
	}
	if form != nil {
		if out.Form, err = json.Marshal(form); err != nil {
			return out, err
		}
	}
	if out.History, err = n.history(ctx, tx, c, p); err != nil {
		return out, err
	}
	out.Possible = d.Possible(c.State, side)
	if d.Cites {
		if out.Facts, err = cited(ctx, tx, c); err != nil {
			return out, err
		}
	}
	if side == review.Holder {
		out.hideStaff()
	}
	if c.Kind == review.HospitalCertificate || c.Kind == review.IsolationCertificate {
		out.Certifies, err = certifies(ctx, tx, c, out.Now)
	}
	return out, err
}

// hideStaff leaves of a case what its holder may see.
func (f *CaseFile) hideStaff() {
	f.Case.Assigned = review.Assignment{}
	f.History = slices.DeleteFunc(f.History, func(e review.Event) bool { return e.Move == review.Note || e.Move == review.Give })
	for i := range f.History {
		e := &f.History[i]
		e.Words.Note = ""
		if e.By.Side != review.Holder {
			e.By.Account = id.ID{}
		}
	}
}

// Case shows one case: to who may speak for its holder, or to staff who may read cases and work on its kind where it lies
// or belongs, or who opened it. Each look of staff is an entry that the holder can read (BY-06).
func (n *Node) Case(ctx context.Context, c Caller, v id.ID) (CaseFile, error) {
	var out CaseFile
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		k, err := tx.Case(ctx, v)
		if err != nil {
			return err
		}
		d, err := review.Of(k.Kind)
		if err != nil {
			return err
		}
		if c.isHolder() {
			if _, err := holderOf(ctx, tx, c, k, at); err != nil {
				return err
			}
			out, err = n.caseFile(ctx, tx, d, k, review.Holder)
			return err
		}
		o, err := n.reader(ctx, tx, c, d, k, casePurpose(d, k), at)
		if err != nil {
			return err
		}
		if out, err = n.caseFile(ctx, tx, d, k, review.Desk); err != nil {
			return err
		}
		own, err := kin(ctx, tx, c.Account, k.Person, at)
		if err != nil {
			return err
		}
		if own { // he reads it as its holder does, and another decides it (RE-4)
			out.hideStaff()
			out.Possible = nil
		}
		e := o.entry(audit.ReviewView, k.Region, at)
		e.Subject, e.Object = k.Person, audit.Object{Kind: "case", ID: k.ID.String()}
		e.Detail = e.Detail.With("kind", k.Kind)
		return n.record(ctx, tx, e)
	})
	return out, err
}

// reader is the office under which somebody may read a case: he may read cases and do the work of one of its stages,
// where it lies now or where it belongs. A case about nobody he reads by the work alone.
func (n *Node) reader(ctx context.Context, tx *store.Tx, c Caller, d *review.Definition, k review.Case, purpose staff.Purpose, at instant.Instant) (office, error) {
	standing, err := n.stand(ctx, tx, c)
	if err != nil {
		return office{}, err
	}
	refused := fault.New(fault.NotFound, "case.not_found", "there is no such case in your region")
	for _, r := range []region.Code{k.Region, k.Seat} {
		if k.Person.IsZero() { // about nobody: whoever works on it reads it
			for _, g := range d.Stages {
				if g.May == "" {
					continue
				}
				if w, err := standing.May(staff.Ask{Action: g.May, Region: r}, at); err == nil {
					return office{w, c, purpose}, nil
				}
			}
		}
		w, err := standing.May(staff.Ask{Action: staff.CaseRead, Region: r, Person: k.Person, Purpose: purpose}, at)
		if err != nil {
			if fault.CodeOf(err) == fault.Invalid { // no purpose
				return office{}, err
			}
			continue
		}
		works := k.OpenedBy == c.Account && !c.itself
		for _, g := range d.Stages {
			if g.May != "" && !works {
				_, err := standing.May(staff.Ask{Action: g.May, Region: r, Person: k.Person, Purpose: purpose}, at)
				works = err == nil
			}
		}
		if works {
			return office{w, c, purpose}, nil
		}
	}
	return office{}, refused
}

// CaseQuery says which open cases staff want to see.
type CaseQuery struct {
	Kind   review.Kind
	State  review.State
	Region region.Code // and what lies in it; the whole scope if zero
	Late   bool
	Mine   bool // given to the caller
	After  review.Place
	Limit  int
}

// Cases is the work list: what is open in the caller's scope for the work that he is permitted, by when it is due. It
// shows no person, no form and no word of anybody.
func (n *Node) Cases(ctx context.Context, c Caller, q CaseQuery) (list []review.Case, err error) {
	if q.Kind != "" {
		if _, err := review.Of(q.Kind); err != nil {
			return nil, err
		}
	}
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		standing, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		find := review.Query{Kind: q.Kind, State: q.State, After: q.After, Limit: q.Limit}
		if q.Late {
			find.Late = at
		}
		if q.Mine {
			find.Assignee = c.Account
		}
		for _, may := range review.Works() {
			if rs := narrow(standing.Scope(may, at), q.Region); len(rs) > 0 {
				find.Desks = append(find.Desks, review.DeskScope{May: may, Regions: rs})
			}
		}
		if len(find.Desks) == 0 {
			return fault.New(fault.Forbidden, "staff.not_permitted", "your office does not permit to work on cases there")
		}
		list, err = tx.WorkList(ctx, find)
		return err
	})
	return list, err
}

// narrow is what of a scope lies in a region; all of it if the region is zero.
func narrow(scope []region.Code, r region.Code) []region.Code {
	if r.IsZero() {
		return scope
	}
	var in []region.Code
	for _, s := range scope {
		switch {
		case s.Contains(r):
			return []region.Code{r}
		case r.Contains(s):
			in = append(in, s)
		}
	}
	return in
}

// CasesOf are the cases of the caller's own person or of a ward, newest first, as a holder sees them.
func (n *Node) CasesOf(ctx context.Context, c Caller, who, before id.ID, limit int) (list []CaseFile, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		who, err := linked(ctx, tx, c, who, n.clock.Now())
		if err != nil {
			return err
		}
		all, err := tx.CasesOf(ctx, who, before, limit)
		if err != nil {
			return err
		}
		for _, k := range all {
			d, err := review.Of(k.Kind)
			if err != nil {
				return err
			}
			f, err := n.caseFile(ctx, tx, d, k, review.Holder)
			if err != nil {
				return err
			}
			list = append(list, f)
		}
		return nil
	})
	return list, err
}
