package node

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/policy"
	"kangma/staff"
	"kangma/store"
)

// Explained is a decision with the reasons that its holder may read: which rule of which policy version, on which
// evidence of which source, until when, and what to do (BY-02).
type Explained struct {
	Person id.ID
	Moment
	Now     instant.Instant
	Policy  string
	Digest  policy.Digest // of the pack; zero of decisions before packs had one
	Regime  int64
	Title   policy.Text
	From    instant.Instant // when the rules came into force
	Colour  policy.Colour
	Mark    policy.Mark
	Labels  []string
	State   *policy.State
	Gate    policy.Gate
	Reasons []Reason
	Next    instant.Instant // Never if nothing changes by itself

	Decision []byte // as the contract writes it: the same bytes whenever the same moment is asked about
}

// Reason is one ground of a decision.
type Reason struct {
	Rule     *policy.Rule
	Evidence []evidence.Fact
	Until    instant.Instant
}

// Why explains the code of the caller's own person or of a ward at an instant, as known then; the zero instant is now.
func (n *Node) Why(ctx context.Context, c Caller, who id.ID, at instant.Instant) (Explained, error) {
	return n.Replay(ctx, c, who, Moment{At: at})
}

// Overdue lists applications that should have been answered by now, in the caller's region (HB-06).
func (n *Node) Overdue(ctx context.Context, c Caller, limit int) (list []evidence.Application, total int, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list, total = nil, 0
		if _, err := n.permitSomewhere(ctx, tx, c, staff.StatisticsRead, staff.Purpose{}); err != nil {
			return err
		}
		standing, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		at := n.clock.Now()
		for _, r := range standing.Scope(staff.StatisticsRead, at) {
			lo, hi := r.Range()
			some, all, err := tx.OverdueApplications(ctx, at, lo, hi, limit)
			if err != nil {
				return err
			}
			list, total = append(list, some...), total+all
		}
		slices.SortFunc(list, func(a, b evidence.Application) int {
			return cmp.Or(cmp.Compare(a.DueAt, b.DueAt), bytes.Compare(a.ID[:], b.ID[:]))
		})
		list = list[:min(len(list), limit)]
		return nil
	})
	return list, total, err
}

// Record is what staff see of a person: masked identity, why his code is as it is, and his facts.
type Record struct {
	Held
	Explained
	Facts []evidence.Fact
}

// LookUp finds a person by document for staff with a role, a region and a purpose, and leaves an entry that the holder
// can read (BY-06, BY-19). It never finds by name, and answers the same for who is unknown and who is out of reach.
func (n *Node) LookUp(ctx context.Context, c Caller, whom Whom, purpose staff.Purpose) (Record, error) {
	return n.LookUpAt(ctx, c, whom, Moment{}, purpose)
}

// LookUpAt is LookUp that says why the code was as it was at a moment; the facts are those of now.
func (n *Node) LookUpAt(ctx context.Context, c Caller, whom Whom, m Moment, purpose staff.Purpose) (Record, error) {
	if err := n.maySomewhere(ctx, c, staff.PersonLookUp, purpose); err != nil {
		return Record{}, err
	}
	now := n.clock.Now()
	m, err := m.settled(now)
	if err != nil {
		return Record{}, err
	}
	who, err := n.parseWhom(whom, now)
	if err != nil {
		return Record{}, err
	}
	var out Record
	found := false
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		found = false
		o, err := n.permitSomewhere(ctx, tx, c, staff.PersonLookUp, purpose)
		if err != nil {
			return err
		}
		if err := person.MayMiss(ctx, tx, n.vault, c.Account, now); err != nil {
			return err
		}
		p, known, err := n.byDocument(ctx, tx, who)
		if err != nil {
			return err
		}
		if !known {
			return n.missed(ctx, tx, c, o, now) // who tries numbers leaves a trace too
		}
		region := n.concerned(p, 0)
		within, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PersonLookUp, Region: region, Person: p.ID, Purpose: purpose})
		if err != nil && fault.CodeOf(err) != fault.Forbidden {
			return err
		}
		if err != nil {
			return n.missed(ctx, tx, c, o, now)
		}
		found = true
		if out, err = n.recordOf(ctx, tx, p, m, now); err != nil {
			return err
		}
		e := within.entry(audit.PersonLookUp, region, now)
		e.Subject = p.ID
		return n.record(ctx, tx, e)
	})
	if err == nil && !found {
		err = noSuchPerson()
	}
	return out, err
}

// noSuchPerson is the one answer about who is unknown and who is out of reach.
func noSuchPerson() error {
	return fault.New(fault.NotFound, "person.not_found", "there is no such person in your region")
}

func (n *Node) recordOf(ctx context.Context, tx *store.Tx, p person.Person, m Moment, now instant.Instant) (out Record, err error) {
	out.Held = Held{ID: p.ID, Birth: p.Birth}
	if who, err := n.identity(p); err != nil {
		return out, err
	} else if who != nil {
		out.Held.Who = *who
	}
	if out.Explained, err = n.explain(ctx, tx, p.ID, m, now); err != nil {
		return out, err
	}
	known, err := tx.EvidenceOf(ctx, []id.ID{p.ID})
	out.Facts = known[p.ID]
	return out, err
}
