package node

import (
	"context"

	"kangma/audit"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/staff"
	"kangma/store"
)

// Away enters that somebody is absent, and his deputy (ST-7); Staff zero is the caller himself.
func (n *Node) Away(ctx context.Context, c Caller, a staff.Absence) (staff.Absence, error) {
	if a.Staff.IsZero() {
		a.Staff = c.Account
	}
	return n.absence(ctx, c, func(tx *store.Tx, s staff.Standing, at instant.Instant) (staff.Absence, error) {
		return staff.Away(ctx, tx, s, a, at)
	})
}

// Back ends an absence at once.
func (n *Node) Back(ctx context.Context, c Caller, absence id.ID) (staff.Absence, error) {
	return n.absence(ctx, c, func(tx *store.Tx, s staff.Standing, at instant.Instant) (staff.Absence, error) {
		return staff.Back(ctx, tx, s, absence, at)
	})
}

func (n *Node) absence(ctx context.Context, c Caller, verb func(*store.Tx, staff.Standing, instant.Instant) (staff.Absence, error)) (staff.Absence, error) {
	var out staff.Absence
	err := n.manageStaff(ctx, c, audit.StaffAway, &out, func(tx *store.Tx, s staff.Standing, e *audit.Entry) (err error) {
		out, err = verb(tx, s, e.At)
		e.Object = audit.Object{Kind: "staff", ID: out.Staff.String()}
		e.Detail = e.Detail.With("from", out.From).With("until", out.Until).With("deputy", out.Deputy)
		return err
	})
	return out, err
}

// Suspend makes an account inactive at once, and ends its logins (ST-8).
func (n *Node) Suspend(ctx context.Context, c Caller, account id.ID, reason string) error {
	return n.manageStaff(ctx, c, audit.StaffSuspend, nil, func(tx *store.Tx, s staff.Standing, e *audit.Entry) error {
		if _, err := staff.Suspend(ctx, tx, s, account, reason, e.At); err != nil {
			return err
		}
		e.Object = audit.Object{Kind: "staff", ID: account.String()}
		_, err := endSessions(ctx, tx, account, id.ID{}, e.At)
		return err
	})
}

// Restore lifts a suspension.
func (n *Node) Restore(ctx context.Context, c Caller, account id.ID) error {
	return n.manageStaff(ctx, c, audit.StaffRestore, nil, func(tx *store.Tx, s staff.Standing, e *audit.Entry) error {
		e.Object = audit.Object{Kind: "staff", ID: account.String()}
		return staff.Restore(ctx, tx, s, account, e.At)
	})
}

// manageStaff runs an act on somebody's account that the domain allows or refuses, with its entry; result as in write.
func (n *Node) manageStaff(ctx context.Context, c Caller, action audit.Action, result any, act func(*store.Tx, staff.Standing, *audit.Entry) error) error {
	return n.write(ctx, c, result, func(tx *store.Tx) error {
		at := n.clock.Now()
		s, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		w, err := s.MaySomewhere(staff.StaffAppoint, staff.Purpose{}, at)
		if err != nil {
			w = staff.Warrant{} // on his own account one needs no office
		}
		e := office{Warrant: w, Caller: c}.entry(action, w.Region, at)
		if err := act(tx, s, &e); err != nil {
			return err
		}
		return n.record(ctx, tx, e)
	})
}
