package node

import (
	"context"
	"slices"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/notice"
	"kangma/pass"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// NewAppointment names whom to appoint to what: by phone (WH-08), or by the health code that he shows (WH-09).
type NewAppointment struct {
	Phone       string
	Code        string // as scanned, instead of Phone and Name
	Name        string
	Role        staff.Role
	Region      region.Code
	Point       id.ID
	From, Until instant.Instant // zero: now, without end
}

// Appoint appoints the account of a phone, made if need be, or the account of who shows his code. It works at once
// (WH-10), and the appointed reads it in his inbox.
func (n *Node) Appoint(ctx context.Context, c Caller, a NewAppointment) (staff.Appointment, error) {
	find, err := n.appointee(ctx, a)
	if err != nil {
		return staff.Appointment{}, err
	}
	var out staff.Appointment
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		at := n.clock.Now()
		giver, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		if _, err := giver.MaySomewhere(staff.StaffAppoint, staff.Purpose{}, at); err != nil {
			return err // before anybody's account is looked for
		}
		account, err := find(tx, at)
		if err != nil {
			return err
		}
		before, err := tx.Appointments(ctx, account)
		if err != nil {
			return err
		}
		out, err = staff.Appoint(ctx, tx, giver, staff.Appointment{Staff: account, Role: a.Role, Region: a.Region, Point: a.Point, From: a.From, Until: a.Until}, at)
		if err != nil {
			return err
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.StaffAppoint, Region: out.Region})
		if err != nil {
			return err
		}
		if !slices.Contains(before, out) { // else it stood already
			if err := n.notify(ctx, tx, at, appointmentNotice(notice.StaffAppointed, out).With("from", notice.Time(out.From))); err != nil {
				return err
			}
		}
		e := o.entry(audit.StaffAppoint, out.Region, at)
		e.Object = audit.Object{Kind: "appointment", ID: out.ID.String()}
		e.Detail = e.Detail.With("role", out.Role).With("staff", out.Staff)
		return n.record(ctx, tx, e)
	})
	return out, err
}

// appointee says how the account of who is to be appointed is found, after what names him was checked.
func (n *Node) appointee(ctx context.Context, a NewAppointment) (func(*store.Tx, instant.Instant) (id.ID, error), error) {
	if a.Code != "" {
		if a.Phone != "" || a.Name != "" {
			return nil, fault.Secret("code", "stands instead of phone and name, not beside them")
		}
		answer, err := n.verify(ctx, a.Code, id.ID{}, n.clock.Now())
		if err != nil {
			return nil, err
		}
		if answer.Claims == nil || answer.Reason == pass.Expired || answer.Reason == pass.Future || answer.Claims.Issuer != n.region {
			return nil, fault.Secret("code", "is no health code of this authority that is valid now (%s)", answer.Reason).WithKey("staff.code")
		}
		return func(tx *store.Tx, at instant.Instant) (id.ID, error) {
			return n.accountOfCode(ctx, tx, answer.Claims.CTI, at)
		}, nil
	}
	phone, err := person.ParsePhone(a.Phone)
	if err != nil {
		return nil, err
	}
	name, err := person.ParseName(a.Name)
	if err != nil {
		return nil, err
	}
	return func(tx *store.Tx, at instant.Instant) (id.ID, error) {
		account, err := person.OpenAccount(ctx, tx, n.vault, person.Contact{Phone: phone, Name: name}, at)
		return account.ID, err
	}, nil
}

// accountOfCode is the account whose own person a code is about; a ward's code names nobody who could log in.
func (n *Node) accountOfCode(ctx context.Context, tx *store.Tx, cti pass.CTI, at instant.Instant) (id.ID, error) {
	who, err := tx.PersonByHandle(ctx, n.handles.HandleOf(cti))
	if err != nil {
		return id.ID{}, err
	}
	links, err := tx.LinksOfPerson(ctx, who.ID)
	if err != nil {
		return id.ID{}, err
	}
	for _, l := range links {
		if l.Relation == person.Self && l.Open(at) {
			return l.Account, nil
		}
	}
	return id.ID{}, fault.New(fault.Conflict, "staff.ward", "this person has no account of his own; appoint him by phone")
}

// Dismiss ends an appointment at once, and with the last one every login of the account.
func (n *Node) Dismiss(ctx context.Context, c Caller, appointment id.ID) (staff.Appointment, error) {
	var out staff.Appointment
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		at := n.clock.Now()
		giver, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		if out, err = staff.Dismiss(ctx, tx, giver, appointment, at); err != nil {
			return err
		}
		if err := n.leave(ctx, tx, out.Staff, at); err != nil {
			return err
		}
		if out.Until >= at { // else it had ended before
			if err := n.notify(ctx, tx, at, appointmentNotice(notice.StaffDismissed, out)); err != nil {
				return err
			}
		}
		e := n.officeOf(c, giver, staff.StaffAppoint, out.Region, at).entry(audit.StaffRemove, out.Region, at)
		e.Object = audit.Object{Kind: "appointment", ID: out.ID.String()}
		e.Detail = e.Detail.With("role", out.Role).With("staff", out.Staff)
		return n.record(ctx, tx, e)
	})
	return out, err
}

// leave ends the logins of who holds no appointment any more.
func (n *Node) leave(ctx context.Context, tx *store.Tx, account id.ID, at instant.Instant) error {
	held, err := tx.Appointments(ctx, account)
	if err != nil {
		return err
	}
	for _, a := range held {
		if at < a.Until {
			return nil
		}
	}
	_, err = endSessions(ctx, tx, account, id.ID{}, at)
	return err
}

// appointmentNotice tells somebody of his appointment.
func appointmentNotice(kind notice.Kind, a staff.Appointment) notice.Notice {
	return notice.Notice{To: notice.ToStaff(a.Staff), Kind: kind, About: notice.About{Kind: "appointment", ID: a.ID},
		Values: notice.Values{"region": notice.Region(a.Region), "role": notice.Role(a.Role)}}
}

// officeOf is the office under which somebody did what a domain verb allowed him: none where it was his own affair.
func (n *Node) officeOf(c Caller, s staff.Standing, action staff.Action, r region.Code, at instant.Instant) office {
	w, err := s.May(staff.Ask{Action: action, Region: r}, at)
	if err != nil {
		w = staff.Warrant{}
	}
	return office{Warrant: w, Caller: c}
}

// Standing is what the caller was given, for pages that show him what he may do.
func (n *Node) Standing(ctx context.Context, c Caller) (s staff.Standing, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		s, err = n.stand(ctx, tx, c)
		return err
	})
	return s, err
}
