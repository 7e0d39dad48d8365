package node

import (
	"context"
	"log/slog"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"kangma/audit"
	"kangma/contact"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// matchArgs say which run a job is.
type matchArgs struct {
	Run id.ID // zero: the one that follows from what came in
}

const matchKind jobs.Kind[matchArgs] = "contact.match"

const defaultContacts = "china"

// enqueueMatch has all lists matched with all patients, once for however many files come before the next run begins. What
// comes while one runs is for the one after it: that has read its lists already.
func (n *Node) enqueueMatch(ctx context.Context, tx *store.Tx, at instant.Instant) error {
	begun, err := tx.ContactRuns(ctx, id.ID{}, 1)
	if err != nil {
		return err
	}
	key := "first"
	if len(begun) > 0 {
		key = "after " + begun[0].ID.String()
	}
	_, err = matchKind.Enqueue(ctx, n.queue, tx.Raw(), matchArgs{}, jobs.Options{Key: key, RunAt: at})
	return err
}

// contactPolicy is the policy of a name, by default the node's, in force now.
func (n *Node) contactPolicy(name string, at instant.Instant) (*contact.Policy, error) {
	if name == "" {
		name = n.Contacts
	}
	if name == "" {
		name = defaultContacts
	}
	return n.contactPolicies.Find(name, at)
}

// ContactPolicies are the policies about contacts that the node has.
func (n *Node) ContactPolicies() contact.Policies { return n.contactPolicies }

// StartMatch has all lists matched now. Under a policy that is named it is a trial: nothing follows from it, and it can be compared.
func (n *Node) StartMatch(ctx context.Context, c Caller, policy string, purpose staff.Purpose) (run contact.Run, err error) {
	err = n.write(ctx, c, &run, func(tx *store.Tx) error {
		at := n.clock.Now()
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.InvestigateWork, Purpose: purpose})
		if err != nil {
			return err
		}
		p, err := n.contactPolicy(policy, at)
		if err != nil {
			return err
		}
		run = contact.Run{ID: id.New(at), At: at, Policy: p.String(), Trial: policy != "", By: o.by(), EndedAt: instant.Never}
		if err := tx.InsertContactRun(ctx, run); err != nil {
			return err
		}
		if _, err := matchKind.Enqueue(ctx, n.queue, tx.Raw(), matchArgs{run.ID}, jobs.Options{Key: run.ID.String()}); err != nil {
			return err
		}
		e := o.entry(audit.ContactMatch, n.region, at)
		e.Object = audit.Object{Kind: "run", ID: run.ID.String()}
		e.Detail = e.Detail.With("policy", run.Policy).With("trial", run.Trial)
		return n.record(ctx, tx, e)
	})
	return run, err
}

// runMatch is the job: it begins anew when its process dies, and what it stored before is replaced.
func (n *Node) runMatch(ctx context.Context, w *jobs.Work, args matchArgs) error {
	if _, err := n.contactPolicy("", n.clock.Now()); err != nil && args.Run.IsZero() {
		slog.WarnContext(ctx, "no policy about contacts is in force: lists and patients are kept and not matched", "error", err)
		return nil
	}
	run, err := n.beginMatch(ctx, args)
	if err != nil {
		return err
	}
	m, err := n.matcher(ctx, run)
	if err != nil {
		return err
	}
	days, err := n.contactDays(ctx)
	if err != nil {
		return err
	}
	run.Counts = contact.Counts{Patients: m.Patients()}
	for i, day := range days {
		if err := n.matchDay(ctx, m, &run, day); err != nil {
			return err
		}
		if err := n.store.Write(ctx, func(tx *store.Tx) error {
			return w.Save(ctx, tx.Raw(), jobs.Progress{Done: int64(i + 1), Total: int64(len(days)), Note: day.String()}, nil)
		}); err != nil {
			return err
		}
	}
	if err := n.endMatch(ctx, &run); err != nil || run.Trial {
		return err
	}
	return n.proposeContacts(ctx, &run)
}

// beginMatch finds or makes the run, without what it found before its process died.
func (n *Node) beginMatch(ctx context.Context, args matchArgs) (run contact.Run, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		if !args.Run.IsZero() {
			if run, err = tx.ContactRun(ctx, args.Run); err != nil {
				return err
			}
			return tx.ForgetCandidates(ctx, run.ID)
		}
		p, err := n.contactPolicy("", at)
		if err != nil {
			return err
		}
		run = contact.Run{ID: id.New(at), At: at, Policy: p.String(), By: "system", EndedAt: instant.Never}
		return tx.InsertContactRun(ctx, run)
	})
	return run, err
}

func (n *Node) matcher(ctx context.Context, run contact.Run) (*contact.Matcher, error) {
	p, err := n.contactPolicy(run.Policy, run.At)
	if err != nil {
		return nil, err
	}
	var all []contact.Patient
	lo, hi := n.region.Range()
	const page = 2000
	for after := (id.ID{}); ; {
		var some []contact.Patient
		err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
			some, err = tx.Patients(ctx, lo, hi, after, page)
			return err
		})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if len(some) < page {
			return contact.NewMatcher(p, all), nil
		}
		after = some[page-1].ID
	}
}

func (n *Node) contactDays(ctx context.Context) (days []passage.Day, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		days, err = tx.ContactDays(ctx)
		return err
	})
	return days, err
}

// servicesPage is how many services are read at once: some megabytes of lists.
const servicesPage = 200

// matchDay matches the services of one day, on all cores, each list read once.
func (n *Node) matchDay(ctx context.Context, m *contact.Matcher, run *contact.Run, day passage.Day) error {
	var safe contact.DaySafe
	var trips []contact.Trip
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		w, err := tx.ContactDay(ctx, day)
		if err != nil {
			return err
		}
		if safe, err = w.Open(n.ring); err != nil {
			return err
		}
		trips, err = tx.ContactTrips(ctx, day)
		return err
	})
	if fault.CodeOf(err) == fault.NotFound {
		return nil // destroyed meanwhile
	}
	if err != nil {
		return err
	}
	run.Counts.Trips += len(trips)
	for after := (id.ID{}); ; {
		var page []contact.Listed
		err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
			page, err = tx.ContactServices(ctx, day, after, servicesPage)
			return err
		})
		if err != nil {
			return err
		}
		if err := n.matchPage(ctx, m, run, safe, page, trips); err != nil {
			return err
		}
		if len(page) < servicesPage {
			return nil
		}
		after = page[servicesPage-1].ID
	}
}

func (n *Node) matchPage(ctx context.Context, m *contact.Matcher, run *contact.Run, safe contact.DaySafe, page []contact.Listed, trips []contact.Trip) error {
	found := make([][]contact.Found, len(page))
	g := errgroup.Group{}
	g.SetLimit(runtime.GOMAXPROCS(0))
	var mu sync.Mutex
	for i := range page {
		g.Go(func() error {
			l := &page[i]
			b, err := safe.Open(l.ID, l.Sealed)
			if err != nil {
				return err
			}
			published, err := exposuresOf(&l.Service, trips, n.region)
			if err != nil {
				return err
			}
			found[i] = m.Service(&l.Service, b, published)
			mu.Lock()
			defer mu.Unlock()
			run.Counts.Services++
			run.Counts.Passengers += b.Len()
			run.Counts.Add(found[i])
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	var all []contact.Candidate
	for i, list := range found {
		for _, f := range list {
			all = append(all, contact.Candidate{Found: f, Run: run.ID, Day: page[i].Day})
		}
	}
	const batch = 5000
	for len(all) > 0 {
		part := all[:min(batch, len(all))]
		all = all[len(part):]
		if err := n.store.Write(ctx, func(tx *store.Tx) error { return tx.InsertCandidates(ctx, part) }); err != nil {
			return err
		}
	}
	return nil
}

// exposuresOf are the published trips of one service; who published them is answered for by the node.
func exposuresOf(s *contact.Service, trips []contact.Trip, region region.Code) ([]contact.Exposure, error) {
	var all []contact.Exposure
	for _, t := range trips {
		if t.Service != s.ID {
			continue
		}
		e, err := t.Exposures(s)
		if err != nil {
			return nil, err
		}
		for i := range e {
			e[i].Region = region
		}
		all = append(all, e...)
	}
	return all, nil
}

// endMatch makes what the run found what is answered from, and forgets what the one before the last found.
func (n *Node) endMatch(ctx context.Context, run *contact.Run) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		run.EndedAt = at
		if err := tx.UpdateContactRun(ctx, *run); err != nil || run.Trial {
			return err
		}
		runs, err := tx.ContactRuns(ctx, run.ID, 50)
		if err != nil {
			return err
		}
		live := 0
		for _, r := range runs {
			if r.Trial {
				continue
			}
			if live++; live == 2 {
				return tx.ForgetCandidates(ctx, r.ID)
			}
		}
		return nil
	})
}
