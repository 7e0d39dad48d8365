package node

import (
	"context"
	"slices"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/notice"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// OnSite is a registration with a declaration that a helper enters for who has no phone (NA-12): a collector, a grid worker.
type OnSite struct {
	Claim       // Ward is not asked for
	Application // Person, Channel and Truth are not asked for
	Seen        Seen
	Consent     Consent
	Purpose     staff.Purpose
}

// Seen is by what the helper knows who the person is.
type Seen string

const (
	SeenDocument Seen = "document" // he compared it with the person
	SeenVouched  Seen = "vouched"  // there is none: somebody of the community vouches
)

// Consent is how the person agreed.
type Consent string

const (
	ConsentSigned   Consent = "signed"   // on the paper form
	ConsentSpoken   Consent = "spoken"   // before the helper
	ConsentGuardian Consent = "guardian" // by who looks after him
)

// EnteredOnSite says what came of it.
type EnteredOnSite struct {
	Applied
	New bool // nobody was known by this document before
}

const onSiteChannel = "on_site"

// EnterOnSite registers a person who stands before a helper, with his declaration, and decides his code (NA-12, BY-09). It is for who
// shows no code himself: somebody with an account of his own declares there. The person, or who looks after him later, reads of it.
func (n *Node) EnterOnSite(ctx context.Context, c Caller, o OnSite) (EnteredOnSite, error) {
	if err := o.check(); err != nil {
		return EnteredOnSite{}, err
	}
	o.Ward = true // as for a ward, there may be no document
	r, err := n.parseClaim(o.Claim, n.clock.Now())
	if err != nil {
		return EnteredOnSite{}, err
	}
	o.Channel, o.Truth = onSiteChannel, true
	f, err := n.readApplication(o.Application)
	if err != nil {
		return EnteredOnSite{}, err
	}
	var out EnteredOnSite
	err = n.sought(ctx, c, o.Purpose, func() error {
		if n.RealName != nil && r.Who.Document.Exists() {
			if err := n.RealName.Check(ctx, r.Who); err != nil {
				return err
			}
		}
		return n.enter(ctx, c, o, r, f, &out)
	})
	return out, err
}

// enter is EnterOnSite of what was read.
func (n *Node) enter(ctx context.Context, c Caller, o OnSite, r person.Registration, f form, out *EnteredOnSite) error {
	return n.write(ctx, c, out, func(tx *store.Tx) error {
		at := n.clock.Now()
		of, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PersonRegister, Region: o.Region, Purpose: o.Purpose})
		if err != nil {
			return err
		}
		p, created, err := person.Register(ctx, tx, n.vault, r, at)
		if err != nil {
			return err
		}
		if of, err = n.helps(ctx, tx, c, p, o.Region, o.Purpose); err != nil {
			return err
		}
		links, err := tx.LinksOfPerson(ctx, p.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(links, func(l person.Link) bool { return l.Relation == person.Self && l.Open(at) }) {
			return fault.New(fault.Conflict, "onsite.own_account", "this person has an account of his own and declares himself; a lost phone is a matter for a service desk")
		}
		if out.Applied, err = n.applyFor(ctx, tx, p.ID, f, c.Account, at); err != nil {
			return err
		}
		out.New = created
		err = n.notify(ctx, tx, at, notice.Notice{To: notice.ToPerson(p.ID), Kind: notice.OnSite, About: notice.About{Kind: "application", ID: out.Application.ID},
			Values: notice.Values{"region": notice.Region(of.Region), "role": notice.Role(of.Role)}})
		if err != nil {
			return err
		}
		e := of.entry(audit.PersonOnSite, o.Region, at)
		e.Subject, e.Object = p.ID, audit.Object{Kind: "application", ID: out.Application.ID.String()}
		e.Detail = e.Detail.With("new", created).With("seen", o.Seen).With("consent", o.Consent).With("purpose", f.Application.Purpose)
		return n.record(ctx, tx, e)
	})
}

// check is what the helper states himself.
func (o OnSite) check() error {
	switch {
	case !slices.Contains([]Seen{SeenDocument, SeenVouched}, o.Seen):
		return fault.Field("seen", string(o.Seen), "is not document or vouched: say by what you know who the person is").WithKey("onsite.seen")
	case o.IDType == string(person.NoDocument) && o.Seen == SeenDocument:
		return fault.Field("seen", string(o.Seen), "cannot be: the person has no document").WithKey("onsite.seen")
	case !slices.Contains([]Consent{ConsentSigned, ConsentSpoken, ConsentGuardian}, o.Consent):
		return fault.Field("consent", string(o.Consent), "is not signed, spoken or guardian: nothing is entered without consent").WithKey("onsite.consent")
	}
	return nil
}

// helps checks that a member of staff may help a person: one who lives in his region, or of whom no residence is known yet.
func (n *Node) helps(ctx context.Context, tx *store.Tx, c Caller, p person.Person, here region.Code, purpose staff.Purpose) (office, error) {
	return n.permit(ctx, tx, c, staff.Ask{Action: staff.PersonRegister, Region: n.concerned(p, here), Person: p.ID, Purpose: purpose})
}

// holderOrHelper is the person whom a caller may do something for that the person does himself if he can: his own or a ward by the
// holder's door, one whom he may help by that of staff. It begins the audit entry too.
func (n *Node) holderOrHelper(ctx context.Context, tx *store.Tx, c Caller, who id.ID, action audit.Action, purpose staff.Purpose) (p person.Person, e audit.Entry, helped bool, err error) {
	at := n.clock.Now()
	if c.Door != person.StaffDoor && !c.itself {
		if who, err = linked(ctx, tx, c, who, at); err != nil {
			return p, e, false, err
		}
		p, err = tx.Person(ctx, who)
		return p, holderEntry(c, action, who, at), false, err
	}
	if who.IsZero() {
		return p, e, true, fault.Missing("person")
	}
	if _, err := n.permitSomewhere(ctx, tx, c, staff.PersonRegister, purpose); err != nil {
		return p, e, true, err
	}
	if p, err = tx.Person(ctx, who); err != nil {
		return p, e, true, err
	}
	o, err := n.helps(ctx, tx, c, p, 0, purpose)
	if err != nil {
		return p, e, true, err
	}
	e = o.entry(action, n.concerned(p, 0), at)
	e.Subject = who
	return p, e, true, nil
}
