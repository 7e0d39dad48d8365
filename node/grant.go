package node

import (
	"context"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/notice"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// NewGrant is what is granted, or opened in an emergency: one or several actions in a region, or on one person.
type NewGrant struct {
	Kind    staff.GrantKind
	Staff   id.ID // not in an emergency
	Actions []staff.Action
	Region  region.Code // of a transfer: the person's, whatever is said
	Person  id.ID       // a transfer's
	From    instant.Instant
	Until   instant.Instant
	Reason  string
}

const maxActions = 20

// Grant gives somebody an explicit exception: a grant for each action, together or not at all (ST-6, ST-9). Who is given
// reads it in his inbox, and so does the person whom a transfer is about.
func (n *Node) Grant(ctx context.Context, c Caller, g NewGrant) ([]staff.Grant, error) {
	return n.grant(ctx, c, g, audit.StaffGrant, func(tx *store.Tx, giver staff.Standing, one staff.Grant, at instant.Instant) (staff.Grant, error) {
		one, err := staff.Give(ctx, tx, giver, one, at)
		if err != nil {
			return one, err
		}
		err = n.notify(ctx, tx, at, notice.Notice{To: notice.ToStaff(one.Staff), Kind: notice.StaffGranted, About: notice.About{Kind: "grant", ID: one.ID},
			Values: notice.Values{"region": notice.Region(one.Region), "action": notice.Action(one.Action), "until": notice.Time(one.Until)}})
		return one, err
	})
}

// OpenEmergency takes access for at most three hours (ST-10). The auditors of the region are told in the same transaction,
// and every look that follows says to the person looked at that it was one in an emergency (BY-06).
func (n *Node) OpenEmergency(ctx context.Context, c Caller, g NewGrant) ([]staff.Grant, error) {
	if !g.Region.IsZero() && !n.region.Contains(g.Region) {
		return nil, fault.Field("region", g.Region.String(), "is not of this authority")
	}
	if c.itself {
		return nil, fault.New(fault.Forbidden, "staff.not_permitted", "the node itself has no emergencies")
	}
	return n.grant(ctx, c, g, audit.StaffEmergency, func(tx *store.Tx, who staff.Standing, one staff.Grant, at instant.Instant) (staff.Grant, error) {
		one, err := staff.OpenEmergency(ctx, tx, who, one, at)
		if err != nil {
			return one, err
		}
		w, err := staff.Standing{Appointments: who.Appointments}.MaySomewhere(staff.EmergencyOpen, staff.Purpose{}, at)
		if err != nil {
			return one, err
		}
		err = n.notify(ctx, tx, at, notice.Notice{To: notice.ToOffice(staff.Auditor, one.Region), Kind: notice.EmergencyOpened, About: notice.About{Kind: "grant", ID: one.ID},
			Values: notice.Values{"role": notice.Role(w.Role), "region": notice.Region(one.Region), "action": notice.Action(one.Action), "until": notice.Time(one.Until)}})
		return one, err
	})
}

// grant has each action of a grant given by a verb, with an entry each.
func (n *Node) grant(ctx context.Context, c Caller, g NewGrant, action audit.Action,
	give func(*store.Tx, staff.Standing, staff.Grant, instant.Instant) (staff.Grant, error)) ([]staff.Grant, error) {
	if len(g.Actions) == 0 || len(g.Actions) > maxActions {
		return nil, fault.Field("actions", len(g.Actions), "actions are not between 1 and %d", maxActions)
	}
	var out []staff.Grant
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		out = nil
		at := n.clock.Now()
		giver, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		if action == audit.StaffGrant { // before any person is looked for
			if _, err := giver.MaySomewhere(staff.StaffGrant, staff.Purpose{}, at); err != nil {
				return err
			}
		}
		if !g.Person.IsZero() {
			p, err := tx.Person(ctx, g.Person)
			if fault.CodeOf(err) == fault.NotFound {
				return noSuchPerson()
			}
			if err != nil {
				return err
			}
			g.Region = n.concerned(p, 0)
		}
		for _, a := range g.Actions {
			one, err := give(tx, giver, staff.Grant{Kind: g.Kind, Staff: g.Staff, Action: a, Region: g.Region, Person: g.Person,
				From: g.From, Until: g.Until, Reason: g.Reason}, at)
			if outOfReach(err) && !g.Person.IsZero() {
				return noSuchPerson()
			}
			if err != nil {
				return err
			}
			out = append(out, one)
			e := n.officeOf(c, giver, staff.StaffGrant, one.Region, at).entry(action, one.Region, at)
			e.Object, e.Subject = audit.Object{Kind: "grant", ID: one.ID.String()}, one.Person
			e.Detail = e.Detail.With("kind", one.Kind).With("action", one.Action).With("staff", one.Staff).With("until", one.Until)
			if err := n.record(ctx, tx, e); err != nil {
				return err
			}
		}
		return n.tellTransferred(ctx, tx, out[0], at)
	})
	return out, err
}

// tellTransferred tells a person to whom he was transferred, and until when.
func (n *Node) tellTransferred(ctx context.Context, tx *store.Tx, g staff.Grant, at instant.Instant) error {
	if g.Person.IsZero() {
		return nil
	}
	receiver, err := staff.Stand(ctx, tx, g.Staff)
	if err != nil {
		return err
	}
	for _, a := range receiver.Appointments {
		if a.InForce(at) && a.Role.Permits(g.Action) {
			return n.notify(ctx, tx, at, notice.Notice{To: notice.ToPerson(g.Person), Kind: notice.AccessGiven, About: notice.About{Kind: "grant", ID: g.ID},
				Values: notice.Values{"region": notice.Region(a.Region), "role": notice.Role(a.Role), "until": notice.Time(g.Until)}})
		}
	}
	return nil
}

// Withdraw ends a grant at once.
func (n *Node) Withdraw(ctx context.Context, c Caller, grant id.ID) (staff.Grant, error) {
	var out staff.Grant
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		at := n.clock.Now()
		giver, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		if out, err = staff.Withdraw(ctx, tx, giver, grant, at); err != nil {
			return err
		}
		if err := n.notify(ctx, tx, at, notice.Notice{To: notice.ToStaff(out.Staff), Kind: notice.StaffWithdrawn, About: notice.About{Kind: "grant", ID: out.ID},
			Values: notice.Values{"region": notice.Region(out.Region), "action": notice.Action(out.Action)}}); err != nil {
			return err
		}
		e := n.officeOf(c, giver, staff.StaffGrant, out.Region, at).entry(audit.StaffRevoke, out.Region, at)
		e.Object = audit.Object{Kind: "grant", ID: out.ID.String()}
		return n.record(ctx, tx, e)
	})
	return out, err
}

// Grants lists the grants of a region and below that end after an instant, for who reads its staff; an auditor sees
// emergencies there.
func (n *Node) Grants(ctx context.Context, c Caller, r region.Code, endAfter instant.Instant, after id.ID, limit int) (list []staff.Grant, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.StaffRead, Region: r}); err != nil {
			return err
		}
		list, err = tx.GrantsIn(ctx, n.orOwn(r), endAfter, after, limit)
		return err
	})
	return list, err
}

// orOwn is a region, the node's own if none is named.
func (n *Node) orOwn(r region.Code) region.Code {
	if r.IsZero() {
		return n.region
	}
	return r
}
