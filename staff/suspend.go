package staff

import (
	"context"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Suspension makes an account inactive: whatever it was given works no longer until it is lifted (ST-8). It is for a
// phone that was lost or an act that is looked into; who leaves is dismissed.
type Suspension struct {
	Staff  id.ID
	At     instant.Instant
	Reason string
	By     id.ID
}

// Suspend makes an account inactive at once, by who could have given all that it has. Repeated, it gives the suspension
// that stands.
func Suspend(ctx context.Context, tx Tx, giver Standing, account id.ID, reason string, at instant.Instant) (Suspension, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return Suspension{}, fault.Missing("reason")
	}
	if err := line("reason", reason, maxReason); err != nil {
		return Suspension{}, err
	}
	if account == giver.Staff {
		return Suspension{}, fault.New(fault.Forbidden, "staff.himself", "nobody suspends himself")
	}
	who, err := Stand(ctx, tx, account)
	if err != nil {
		return Suspension{}, err
	}
	if err := giver.Manage(who, at); err != nil {
		return Suspension{}, err
	}
	if who.Suspended != nil {
		return *who.Suspended, nil
	}
	s := Suspension{account, at, reason, giver.Staff}
	return s, tx.InsertSuspension(ctx, s)
}

// Restore lifts a suspension at once. An account that is not suspended stays as it is; who is suspended does not lift
// his own.
func Restore(ctx context.Context, tx Tx, giver Standing, account id.ID, at instant.Instant) error {
	if account == giver.Staff {
		return fault.New(fault.Forbidden, "staff.himself", "nobody lifts his own suspension")
	}
	who, err := Stand(ctx, tx, account)
	if err != nil {
		return err
	}
	if err := giver.Manage(who, at); err != nil {
		return err
	}
	return tx.DeleteSuspension(ctx, account)
}

func suspended() error {
	return fault.New(fault.Forbidden, "staff.suspended", "your access is suspended; ask who appointed you")
}
