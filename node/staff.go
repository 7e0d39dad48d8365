package node

import (
	"context"
	"slices"

	"kangma/audit"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/notice"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// NewAppointment names whom to appoint to what, by phone (WH-08).
type NewAppointment struct {
	Phone       string
	Name        string
	Role        staff.Role
	Region      region.Code
	Point       id.ID
	From, Until instant.Instant // zero: now, without end
}

// Appoint appoints the account of a phone, made if need be. It works at once (WH-10).
func (n *Node) Appoint(ctx context.Context, c Caller, a NewAppointment) (staff.Appointment, error) {
	phone, err := person.ParsePhone(a.Phone)
	if err != nil {
		return staff.Appointment{}, err
	}
	name, err := person.ParseName(a.Name)
	if err != nil {
		return staff.Appointment{}, err
	}
	var out staff.Appointment
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		at := n.clock.Now()
		giver := staff.Itself(n.region)
		o := office{Warrant: staff.Warrant{Role: staff.System}, Caller: c}
		if !c.itself {
			if giver, err = staff.Stand(ctx, tx, c.Account); err != nil {
				return err
			}
			if o, err = n.permit(ctx, tx, c, staff.Ask{Action: staff.StaffAppoint, Region: a.Region}); err != nil {
				return err
			}
		}
		account, err := person.OpenAccount(ctx, tx, n.vault, person.Contact{Phone: phone, Name: name}, at)
		if err != nil {
			return err
		}
		before, err := tx.Appointments(ctx, account.ID)
		if err != nil {
			return err
		}
		out, err = staff.Appoint(ctx, tx, giver, staff.Appointment{Staff: account.ID, Role: a.Role, Region: a.Region, Point: a.Point, From: a.From, Until: a.Until}, at)
		if err != nil {
			return err
		}
		e := o.entry(audit.StaffAppoint, out.Region, at)
		e.Object = audit.Object{Kind: "appointment", ID: out.ID.String()}
		e.Detail = e.Detail.With("role", out.Role).With("staff", out.Staff)
		if !slices.Contains(before, out) { // else it stood already
			if err := n.notify(ctx, tx, at, appointmentNotice(notice.StaffAppointed, out).With("from", notice.Time(out.From))); err != nil {
				return err
			}
		}
		return n.record(ctx, tx, e)
	})
	return out, err
}

// Dismiss ends an appointment at once.
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
		if out.Until >= at { // else it had ended before
			if err := n.notify(ctx, tx, at, appointmentNotice(notice.StaffDismissed, out)); err != nil {
				return err
			}
		}
		e := office{Caller: c}.entry(audit.StaffRemove, out.Region, at)
		e.Object = audit.Object{Kind: "appointment", ID: out.ID.String()}
		return n.record(ctx, tx, e)
	})
	return out, err
}

// appointmentNotice tells somebody of his appointment.
func appointmentNotice(kind notice.Kind, a staff.Appointment) notice.Notice {
	return notice.Notice{To: notice.ToStaff(a.Staff), Kind: kind, About: notice.About{Kind: "appointment", ID: a.ID},
		Values: notice.Values{"region": notice.Region(a.Region), "role": notice.Role(a.Role)}}
}

// Standing is what the caller was given, for pages that show him what he may do.
func (n *Node) Standing(ctx context.Context, c Caller) (s staff.Standing, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		s, err = n.stand(ctx, tx, c)
		return err
	})
	return s, err
}
