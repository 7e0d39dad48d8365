package staff

import (
	"context"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

const maxReason = 500 // characters

// Give makes an explicit exception (ST-6, architecture.md section 4): one action in one region beyond the role of its
// receiver, with a reason and an end at most MaxGrant away. The giver must have both staff.grant and the action there
// (ST-2). From zero means now, Kind "" means Special. Help and a Transfer give only what the receiver's own office
// permits elsewhere (ST-9).
func Give(ctx context.Context, tx Tx, giver Standing, g Grant, at instant.Instant) (Grant, error) {
	if g.From == 0 {
		g.From = at
	}
	if g.Kind == "" {
		g.Kind = Special
	}
	g.Reason = strings.TrimSpace(g.Reason)
	if err := g.check(at); err != nil {
		return Grant{}, err
	}
	switch {
	case g.Kind == Emergency:
		return Grant{}, fault.Field("kind", string(g.Kind), "is opened by who needs it, not given")
	case g.Until > g.From.Add(MaxGrant):
		return Grant{}, fault.Field("until", g.Until, "is not within 30 days after from %s", g.From)
	case g.Staff == giver.Staff:
		return Grant{}, fault.New(fault.Forbidden, "staff.himself", "nobody gives himself a grant")
	}
	for _, action := range []Action{StaffGrant, g.Action} {
		if _, err := giver.byRole(action, g.Region, at); err != nil {
			return Grant{}, err
		}
	}
	receiver, err := Stand(ctx, tx, g.Staff)
	if err != nil {
		return Grant{}, err
	}
	if !receiver.holds(g.Action, g.Kind, at) {
		return Grant{}, fault.New(fault.Conflict, "staff.receiver", "the receiver has no office that fits; appoint him, or grant what his office does elsewhere")
	}
	g.ID, g.By = id.New(at), giver.Staff
	return g, tx.InsertGrant(ctx, g)
}

// check holds a grant to its form.
func (g Grant) check(at instant.Instant) error {
	if _, err := ParseAction(string(g.Action)); err != nil {
		return err
	}
	_, known := grantKinds[g.Kind]
	switch {
	case !known:
		return fault.Field("kind", string(g.Kind), "is not one of special, help, transfer, emergency")
	case g.Staff.IsZero():
		return fault.Missing("staff")
	case g.Region.IsZero():
		return fault.Missing("region")
	case (g.Kind == Transfer) == g.Person.IsZero():
		if g.Kind == Transfer {
			return fault.Missing("person")
		}
		return fault.Field("person", g.Person, "is only for a transfer")
	case slices.Contains([]Action{StaffGrant, StaffAppoint, EmergencyOpen, NodeRun}, g.Action):
		return fault.Field("action", string(g.Action), "cannot be granted; it belongs to an office")
	case g.From < at:
		return fault.Field("from", g.From, "is in the past")
	case g.Until <= g.From:
		return fault.Field("until", g.Until, "is not after from %s", g.From)
	case g.Reason == "":
		return fault.Missing("reason")
	}
	return line("reason", g.Reason, maxReason)
}

// holds says whether somebody may receive a grant of the kind: he must be staff, and for help and transfers his own
// office must permit the action somewhere.
func (s Standing) holds(action Action, kind GrantKind, at instant.Instant) bool {
	return slices.ContainsFunc(s.Appointments, func(a Appointment) bool {
		return at < a.Until && (kind == Special || a.Role.Permits(action))
	})
}

// Withdraw ends a grant at once, by anybody who could have given it, or by its receiver. Ended before, it stays as it is.
func Withdraw(ctx context.Context, tx Tx, giver Standing, grant id.ID, at instant.Instant) (Grant, error) {
	g, err := tx.Grant(ctx, grant)
	if err != nil {
		return Grant{}, err
	}
	if g.Staff != giver.Staff || g.Staff.IsZero() {
		if _, err := giver.byRole(StaffGrant, g.Region, at); err != nil {
			return Grant{}, err
		}
	}
	if g.Until <= at {
		return g, nil
	}
	g.Until, g.EndedBy = max(at, g.From), giver.Staff
	return g, tx.EndGrant(ctx, g.ID, g.Until, giver.Staff)
}
