package staff

import (
	"context"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// MaxAbsence is how long somebody can be away before he is to be dismissed instead.
const MaxAbsence = 366 * instant.Day

// Absence says that a member of staff is away, and who stands in for him. It takes nothing from him and gives his
// deputy nothing (ST-7): work that would be assigned to him goes to his deputy, or to the next.
type Absence struct {
	ID     id.ID
	Staff  id.ID
	Deputy id.ID // zero: nobody
	From   instant.Instant
	Until  instant.Instant
	By     id.ID // who entered it
}

// Holds says whether he is away at an instant.
func (a Absence) Holds(at instant.Instant) bool { return a.From <= at && at < a.Until }

// Away enters an absence: one's own, or of somebody whom the caller could appoint to all that he is. From zero means
// now. A deputy must himself hold, for as long as the absence lasts, every role of the absent in a region that contains
// his: nobody comes to a right by standing in (ST-7). Absences of one person do not overlap.
func Away(ctx context.Context, tx Tx, giver Standing, a Absence, at instant.Instant) (Absence, error) {
	if a.From == 0 {
		a.From = at
	}
	switch {
	case a.Staff.IsZero():
		return Absence{}, fault.Missing("staff")
	case a.From < at:
		return Absence{}, fault.Field("from", a.From, "is in the past")
	case a.Until <= a.From || a.Until > a.From.Add(MaxAbsence):
		return Absence{}, fault.Field("until", a.Until, "is not within 366 days after from %s", a.From)
	case a.Deputy == a.Staff:
		return Absence{}, fault.Field("deputy", a.Deputy, "is the absent himself")
	}
	away, err := Stand(ctx, tx, a.Staff)
	if err != nil {
		return Absence{}, err
	}
	if err := giver.Manage(away, at); err != nil {
		return Absence{}, err
	}
	if !a.Deputy.IsZero() {
		deputy, err := Stand(ctx, tx, a.Deputy)
		if err != nil {
			return Absence{}, err
		}
		if err := deputy.coversAll(away, a, at); err != nil {
			return Absence{}, err
		}
	}
	before, err := tx.Absences(ctx, a.Staff)
	if err != nil {
		return Absence{}, err
	}
	for _, b := range before {
		if b.From < a.Until && a.From < b.Until {
			return Absence{}, fault.New(fault.Conflict, "staff.away_already", "he is entered as absent from %s until %s already; end that first",
				b.From.In(instant.Beijing), b.Until.In(instant.Beijing))
		}
	}
	a.ID, a.By = id.New(at), giver.Staff
	return a, tx.InsertAbsence(ctx, a)
}

// Back ends an absence at once, by who could have entered it. Over before, it stays as it is.
func Back(ctx context.Context, tx Tx, giver Standing, absence id.ID, at instant.Instant) (Absence, error) {
	a, err := tx.Absence(ctx, absence)
	if err != nil {
		return Absence{}, err
	}
	away, err := Stand(ctx, tx, a.Staff)
	if err != nil {
		return Absence{}, err
	}
	if err := giver.Manage(away, at); err != nil {
		return Absence{}, err
	}
	if a.Until <= at {
		return a, nil
	}
	a.Until = max(at, a.From)
	return a, tx.EndAbsence(ctx, a.ID, a.Until)
}

// Manage says whether the caller may act on the whole account of somebody: his own, or one that has only
// appointments which he could have given. An account without appointments in force is nobody's to manage but the system's.
func (s Standing) Manage(who Standing, at instant.Instant) error {
	if s.Staff == who.Staff && !s.Staff.IsZero() {
		if s.suspended() {
			return suspended()
		}
		return nil
	}
	held := slices.DeleteFunc(slices.Clone(who.Appointments), func(a Appointment) bool { return a.Until <= at })
	if len(held) == 0 && !s.itself() {
		return fault.New(fault.NotFound, "staff.not_found", "there is no such member of staff in your region")
	}
	for _, a := range held {
		if _, err := s.mayAppoint(a.Staff, a.Role, a.Region, at); err != nil {
			return err
		}
	}
	return nil
}

// coversAll says whether a deputy holds all that the absent holds while he is away.
func (s Standing) coversAll(away Standing, a Absence, at instant.Instant) error {
	if s.suspended() {
		return fault.New(fault.Conflict, "staff.deputy", "the deputy's own access is suspended")
	}
	for _, held := range away.Appointments {
		from, until := max(held.From, a.From), min(held.Until, a.Until)
		if until <= from {
			continue
		}
		if !slices.ContainsFunc(s.Appointments, func(own Appointment) bool {
			return own.Role == held.Role && own.Region.Contains(held.Region) && own.From <= from && until <= own.Until
		}) {
			return fault.New(fault.Conflict, "staff.deputy", "the deputy is not himself %s in %s for all that time", held.Role.Office().En, held.Region)
		}
	}
	return nil
}
