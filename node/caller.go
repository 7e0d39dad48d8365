package node

import (
	"context"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// Caller is who calls a use case: an account through one of the doors, or the node itself.
type Caller struct {
	person.Bearer
	itself bool
}

// Itself is the node as its own caller: jobs, first appointments, whoever has the machine.
var Itself = Caller{itself: true}

// Authenticate reads a bearer token for a door. It touches no storage; what staff may do is read in each use case.
func (n *Node) Authenticate(token string, door person.Door) (Caller, error) {
	b, err := n.mint.Read(token, door, n.clock.Now())
	return Caller{Bearer: b}, err
}

// linked is the person that the caller's account may show: the one named, or its own if none is named (NO-5).
func linked(ctx context.Context, tx *store.Tx, c Caller, who id.ID, at instant.Instant) (id.ID, error) {
	links, err := tx.LinksOfAccount(ctx, c.Account)
	if err != nil {
		return id.ID{}, err
	}
	return pick(links, who, at)
}

func pick(links []person.Link, who id.ID, at instant.Instant) (id.ID, error) {
	for _, l := range links {
		if l.Open(at) && (l.Person == who || who.IsZero() && l.Relation == person.Self) {
			return l.Person, nil
		}
	}
	if who.IsZero() {
		return id.ID{}, fault.New(fault.NotFound, "person.none", "this account has no verified person of its own yet")
	}
	return id.ID{}, fault.New(fault.NotFound, "person.not_linked", "there is no such person in this account")
}

// office is what a member of staff acts under: the warrant of one permission.
type office struct {
	staff.Warrant
	Caller
	purpose staff.Purpose
}

// permit checks that the caller may do an action in a region, now (ST-1).
func (n *Node) permit(ctx context.Context, tx *store.Tx, c Caller, ask staff.Ask) (office, error) {
	standing, err := n.stand(ctx, tx, c)
	if err != nil {
		return office{}, err
	}
	if ask.Region.IsZero() {
		ask.Region = n.region
	}
	w, err := standing.May(ask, n.clock.Now())
	return office{w, c, ask.Purpose}, err
}

// stand is what the caller was given: nothing to who did not come in by the staff door.
func (n *Node) stand(ctx context.Context, tx *store.Tx, c Caller) (staff.Standing, error) {
	switch {
	case c.itself:
		return staff.Itself(n.region), nil
	case c.Door != person.StaffDoor:
		return staff.Standing{}, fault.New(fault.Forbidden, "staff.door", "this is for staff; log in as staff")
	}
	if !c.Session.IsZero() { // else work in the background goes on for somebody who began it
		ended, err := tx.EndedSessions(ctx, n.clock.Now(), c.Session)
		if err != nil {
			return staff.Standing{}, err
		}
		if len(ended) > 0 {
			return staff.Standing{}, sessionEnded()
		}
	}
	return staff.Stand(ctx, tx, c.Account)
}

// sessionEnded refuses a bearer token whose session was ended elsewhere: staff are out at once, not when it expires (NO-11).
func sessionEnded() error {
	return fault.New(fault.Unauthenticated, "session.expired", "the login has ended; log in again")
}

// permitSomewhere refuses who may not do an action anywhere, or gives no purpose, before anything is looked up.
func (n *Node) permitSomewhere(ctx context.Context, tx *store.Tx, c Caller, action staff.Action, purpose staff.Purpose) (office, error) {
	standing, err := n.stand(ctx, tx, c)
	if err != nil {
		return office{}, err
	}
	w, err := standing.MaySomewhere(action, purpose, n.clock.Now())
	return office{w, c, purpose}, err
}

// may is permit in a transaction of its own, for use cases that look at what they are sent before they store anything: who
// may not is refused for that first, and learns nothing of what he sent. They ask again where they act.
func (n *Node) may(ctx context.Context, c Caller, ask staff.Ask) error {
	return n.store.Read(ctx, func(tx *store.Tx) error {
		_, err := n.permit(ctx, tx, c, ask)
		return err
	})
}

// maySomewhere is may where the region is not known yet.
func (n *Node) maySomewhere(ctx context.Context, c Caller, action staff.Action, purpose staff.Purpose) error {
	return n.store.Read(ctx, func(tx *store.Tx) error {
		_, err := n.permitSomewhere(ctx, tx, c, action, purpose)
		return err
	})
}

// entry begins the audit entry of an act under this office.
func (o office) entry(action audit.Action, r region.Code, at instant.Instant) audit.Entry {
	e := audit.Entry{At: at, Role: string(o.Role), Region: r, Purpose: o.purpose.String(), Action: action}
	if o.itself {
		e.Actor = audit.Actor{Kind: audit.System, ID: "node"}
		return e
	}
	e.Actor = audit.Actor{Kind: audit.Staff, ID: o.Account.String(), Text: staff.Role(o.Role).Office().Zh}
	if !o.Grant.IsZero() { // his holder reads under which exception somebody looked (BY-06)
		e.Actor.Text = o.Kind.Zh()
		e.Detail = e.Detail.With("grant", o.Grant).With(audit.GrantKind, o.Kind)
	}
	return e
}

// holderEntry begins the audit entry of what an account does about a person.
func holderEntry(c Caller, action audit.Action, subject id.ID, at instant.Instant) audit.Entry {
	return audit.Entry{At: at, Actor: audit.Actor{Kind: audit.Holder, ID: subject.String()}, Action: action, Subject: subject,
		Object: audit.Object{Kind: "account", ID: c.Account.String()}}
}

func (n *Node) record(ctx context.Context, tx *store.Tx, e audit.Entry) error {
	_, err := audit.Record(ctx, tx, e)
	return err
}
