package staff

import (
	"context"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

const maxReason = 500 // characters

// Give makes an explicit exception (ST-6, architecture.md section 4): one action in one region beyond the role of its
// receiver, with a reason and an end at most MaxGrant away. The giver must have both staff.grant and the action there
// (ST-2). From zero means now.
func Give(ctx context.Context, tx Tx, giver Standing, g Grant, at instant.Instant) (Grant, error) {
	if g.From == 0 {
		g.From = at
	}
	g.Reason = strings.TrimSpace(g.Reason)
	if _, err := ParseAction(string(g.Action)); err != nil {
		return Grant{}, err
	}
	switch {
	case g.Staff.IsZero():
		return Grant{}, fault.Missing("staff")
	case g.Region.IsZero():
		return Grant{}, fault.Missing("region")
	case g.Action == StaffGrant || g.Action == StaffAppoint:
		return Grant{}, fault.Field("action", string(g.Action), "cannot be granted; it belongs to an office")
	case g.From < at:
		return Grant{}, fault.Field("from", g.From, "is in the past")
	case g.Until <= g.From || g.Until > g.From.Add(MaxGrant):
		return Grant{}, fault.Field("until", g.Until, "is not within 30 days after from %s", g.From)
	case g.Reason == "":
		return Grant{}, fault.Missing("reason")
	case g.Staff == giver.Staff:
		return Grant{}, fault.New(fault.Forbidden, "staff.himself", "nobody gives himself a grant")
	}
	if err := line("reason", g.Reason, maxReason); err != nil {
		return Grant{}, err
	}
	for _, action := range []Action{StaffGrant, g.Action} {
		if _, err := giver.byRole(action, g.Region, at); err != nil {
			return Grant{}, err
		}
	}
	g.ID, g.By = id.New(at), giver.Staff
	return g, tx.InsertGrant(ctx, g)
}

// Withdraw ends a grant at once, by anybody who could have given it. Ended before, it stays as it is.
func Withdraw(ctx context.Context, tx Tx, giver Standing, grant id.ID, at instant.Instant) (Grant, error) {
	g, err := tx.Grant(ctx, grant)
	if err != nil {
		return Grant{}, err
	}
	if _, err := giver.byRole(StaffGrant, g.Region, at); err != nil {
		return Grant{}, err
	}
	if g.Until <= at {
		return g, nil
	}
	g.Until = max(at, g.From)
	return g, tx.EndGrant(ctx, g.ID, g.Until, giver.Staff)
}
