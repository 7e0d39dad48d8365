package node

import (
	"bytes"
	"context"
	"slices"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// Member is an appointment as those see it who read the staff of its region.
type Member struct {
	staff.Appointment
	Who       person.Contact // name and phone; prints masked
	Suspended bool
	Away      *staff.Absence // nil if he is there
}

// StaffQuery says which staff are listed.
type StaffQuery struct {
	Region region.Code // and below; zero: wherever the caller reads staff
	Role   staff.Role  // "" for all
	Phone  string      // of one account only (WH-09)
	After  id.ID       // cursor
	Limit  int
}

// Staff lists the appointments in force in a region, by id, for who may read its staff (WH-08, WH-09): where none is named, in
// all that he reads.
func (n *Node) Staff(ctx context.Context, c Caller, q StaffQuery) (list []Member, err error) {
	var phone person.Phone
	if q.Phone != "" {
		if phone, err = person.ParsePhone(q.Phone); err != nil {
			return nil, err
		}
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		scope, err := n.scope(ctx, tx, c, staff.StaffRead, q.Region)
		if err != nil {
			return err
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.StaffRead, Region: scope[0]})
		if err != nil {
			return err
		}
		var found []staff.Appointment
		if phone.IsZero() {
			found, err = appointmentsIn(ctx, tx, scope, q, at)
		} else {
			found, err = n.appointmentsOf(ctx, tx, phone)
			found = slices.DeleteFunc(found, func(a staff.Appointment) bool {
				return !a.InForce(at) || !covers(scope, a.Region) || q.Role != "" && a.Role != q.Role
			})
		}
		if err != nil {
			return err
		}
		if list, err = n.members(ctx, tx, found, at); err != nil {
			return err
		}
		e := o.entry(audit.StaffView, scope[0], at)
		e.Detail = e.Detail.With("shown", len(list))
		return n.record(ctx, tx, e)
	})
	return list, err
}

// appointmentsIn are a page of those in force in several regions, of which none lies in another.
func appointmentsIn(ctx context.Context, tx *store.Tx, scope []region.Code, q StaffQuery, at instant.Instant) (all []staff.Appointment, err error) {
	for _, r := range scope {
		some, err := tx.AppointmentsIn(ctx, r, q.Role, at, q.After, q.Limit)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b staff.Appointment) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return all[:min(q.Limit, len(all))], nil
}

func (n *Node) appointmentsOf(ctx context.Context, tx *store.Tx, phone person.Phone) ([]staff.Appointment, error) {
	account, err := tx.AccountByPhone(ctx, n.vault.IndexPhone(phone))
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	return tx.Appointments(ctx, account.ID)
}

// StaffHistory lists all that an account was ever appointed to, and by whom, in the regions whose staff the caller reads
// (WH-08). What lies elsewhere is left out; an account of which nothing is left is not found. One's own is whole.
func (n *Node) StaffHistory(ctx context.Context, c Caller, account id.ID) (list []Member, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		o := office{Caller: c}
		var scope []region.Code
		if c.Account != account || c.itself {
			if o, err = n.permitSomewhere(ctx, tx, c, staff.StaffRead, staff.Purpose{}); err != nil {
				return err
			}
		}
		s, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		scope = s.Scope(staff.StaffRead, at)
		found, err := tx.Appointments(ctx, account)
		if err != nil {
			return err
		}
		if c.Account != account || c.itself {
			found = slices.DeleteFunc(found, func(a staff.Appointment) bool { return !covers(scope, a.Region) })
		}
		if len(found) == 0 {
			return fault.New(fault.NotFound, "staff.not_found", "there is no such member of staff in your region")
		}
		if list, err = n.members(ctx, tx, found, at); err != nil {
			return err
		}
		e := o.entry(audit.StaffView, o.Region, at)
		e.Object = audit.Object{Kind: "staff", ID: account.String()}
		return n.record(ctx, tx, e)
	})
	return list, err
}

// members adds to appointments who holds them, and whether he is there.
func (n *Node) members(ctx context.Context, tx *store.Tx, found []staff.Appointment, at instant.Instant) ([]Member, error) {
	var accounts []id.ID
	for _, a := range found {
		if !slices.Contains(accounts, a.Staff) {
			accounts = append(accounts, a.Staff)
		}
	}
	absences, err := tx.Absences(ctx, accounts...)
	if err != nil {
		return nil, err
	}
	suspensions, err := tx.Suspensions(ctx, accounts...)
	if err != nil {
		return nil, err
	}
	contacts := make(map[id.ID]person.Contact, len(accounts))
	for _, account := range accounts {
		if contacts[account], err = n.contact(ctx, tx, account, at); err != nil {
			return nil, err
		}
	}
	list := make([]Member, len(found))
	for i, a := range found {
		list[i] = Member{Appointment: a, Who: contacts[a.Staff]}
		list[i].Suspended = slices.ContainsFunc(suspensions, func(s staff.Suspension) bool { return s.Staff == a.Staff })
		for _, b := range absences {
			if b.Staff == a.Staff && b.Holds(at) {
				list[i].Away = &b
			}
		}
	}
	return list, nil
}

// contact is how to reach an account, and its name: the one he was appointed by, else that of his own person.
func (n *Node) contact(ctx context.Context, tx *store.Tx, account id.ID, at instant.Instant) (person.Contact, error) {
	a, err := tx.Account(ctx, account)
	if err != nil {
		return person.Contact{}, err
	}
	who, err := n.vault.OpenContact(a.ID, a.Sealed)
	if err != nil || !who.Name.IsZero() {
		return who, err
	}
	links, err := tx.LinksOfAccount(ctx, account)
	if err != nil {
		return who, err
	}
	for _, l := range links {
		if l.Relation != person.Self || !l.Open(at) {
			continue
		}
		p, err := tx.Person(ctx, l.Person)
		if err != nil {
			return who, err
		}
		if identity, err := n.identity(p); err != nil || identity == nil {
			return who, err
		} else {
			who.Name = identity.Name
		}
	}
	return who, nil
}

// MostRows is how many appointments one list makes.
const MostRows = 500

// AppointmentResult is what became of one row of a list: an appointment, or why not.
type AppointmentResult struct {
	Appointment staff.Appointment
	Err         error // a fault
}

// AppointAll makes appointments of a list, each by itself: one that is refused hinders no other, and a list sent again
// gives what stands (WH-08). Whoever may appoint nobody is refused as a whole.
func (n *Node) AppointAll(ctx context.Context, c Caller, rows []NewAppointment) ([]AppointmentResult, error) {
	if len(rows) == 0 || len(rows) > MostRows {
		return nil, fault.Field("rows", len(rows), "rows are not between 1 and %d", MostRows)
	}
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		_, err := n.permitSomewhere(ctx, tx, c, staff.StaffAppoint, staff.Purpose{})
		return err
	})
	if err != nil {
		return nil, err
	}
	results := make([]AppointmentResult, len(rows))
	for i, row := range rows {
		results[i].Appointment, results[i].Err = n.Appoint(ctx, c, row)
		if fault.CodeOf(results[i].Err) == fault.Internal {
			return nil, results[i].Err
		}
	}
	return results, nil
}
