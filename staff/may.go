package staff

import (
	"context"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Standing is all that a member of staff was given, as read for one request (ST-3).
type Standing struct {
	Staff        id.ID
	Appointments []Appointment
	Grants       []Grant
	Suspended    *Suspension // nil if he is active; else nothing that he was given works (ST-8)
}

// Stand reads the standing of an account. An account that was never appointed has an empty one, which permits nothing.
func Stand(ctx context.Context, tx Tx, staff id.ID) (Standing, error) {
	all, err := StandAll(ctx, tx, staff)
	return all[staff], err
}

// StandAll reads the standings of several accounts at once.
func StandAll(ctx context.Context, tx Tx, staff ...id.ID) (map[id.ID]Standing, error) {
	appointments, err := tx.Appointments(ctx, staff...)
	if err != nil {
		return nil, err
	}
	grants, err := tx.Grants(ctx, staff...)
	if err != nil {
		return nil, err
	}
	suspensions, err := tx.Suspensions(ctx, staff...)
	if err != nil {
		return nil, err
	}
	all := make(map[id.ID]Standing, len(staff))
	for _, account := range staff {
		all[account] = Standing{Staff: account}
	}
	for _, a := range appointments {
		s := all[a.Staff]
		s.Appointments = append(s.Appointments, a)
		all[a.Staff] = s
	}
	for _, g := range grants {
		s := all[g.Staff]
		s.Grants = append(s.Grants, g)
		all[g.Staff] = s
	}
	for _, x := range suspensions {
		s := all[x.Staff]
		s.Suspended = &x
		all[x.Staff] = s
	}
	return all, nil
}

// Itself is the standing of the node in its own region: for first appointments, jobs, and whoever has the machine.
func Itself(own region.Code) Standing {
	return Standing{Appointments: []Appointment{{Role: System, Region: own, Until: instant.Never}}}
}

// itself says whether it is the node's: nobody is appointed to that.
func (s Standing) itself() bool {
	return slices.ContainsFunc(s.Appointments, func(a Appointment) bool { return a.Role == System })
}

// Ask is one thing that somebody wants to do.
type Ask struct {
	Action  Action
	Region  region.Code // of what is acted on: the person's residence, the point's region, the region that is listed
	Person  id.ID       // whom it is about, where it is about one; a transfer of him reaches no further (ST-9)
	Purpose Purpose
}

// Warrant is by what something was permitted, for the audit entry.
type Warrant struct {
	Role   Role        // "" if by a grant
	Region region.Code // of the appointment or grant
	Grant  id.ID       // zero if by a role
	Kind   GrantKind   // of the grant
}

// May is the one check of what staff may do (ST-1, ST-4, NA-14): it gives the warrant of the narrowest region, or the
// refusal that says what is missing. Of a person without a residence the region is the node's own.
func (s Standing) May(ask Ask, at instant.Instant) (Warrant, error) {
	w, err := s.warrant(ask.Action, ask.Region, ask.Person, at)
	if err != nil {
		return Warrant{}, err
	}
	return w, ask.said()
}

// said refuses what was asked without saying what must be said of it (ST-4).
func (ask Ask) said() error {
	switch need := actions[ask.Action].need; {
	case need >= purpose && ask.Purpose.IsZero():
		return fault.Missing("purpose")
	case need >= andCase && ask.Purpose.Case == "":
		return fault.Missing("case")
	}
	return nil
}

// MaySomewhere is May before it is known whom or which region the act concerns: it refuses who may not do the action
// anywhere, or does not say why, and gives the widest warrant. It permits nothing yet.
func (s Standing) MaySomewhere(action Action, why Purpose, at instant.Instant) (Warrant, error) {
	if s.suspended() {
		return Warrant{}, suspended()
	}
	ws := s.warrants(action, at)
	if len(ws) == 0 {
		return Warrant{}, notPermitted(action)
	}
	widest := slices.MinFunc(ws, func(a, b warrant) int { return int(a.Region.Level() - b.Region.Level()) })
	return widest.Warrant, Ask{Action: action, Purpose: why}.said()
}

// Scope is where an action is permitted at an instant: regions of which none lies in another, in order of code, for
// lists. It is empty if nowhere. Action by action May says the same.
func (s Standing) Scope(action Action, at instant.Instant) []region.Code {
	var all []region.Code
	for _, w := range s.warrants(action, at) {
		if w.person.IsZero() {
			all = append(all, w.Region)
		}
	}
	slices.SortFunc(all, func(a, b region.Code) int { // an ancestor comes before what lies in it
		if a.Level() != b.Level() {
			return int(a.Level() - b.Level())
		}
		return int(a.Digits() - b.Digits())
	})
	var scope []region.Code
	for _, r := range all {
		if !slices.ContainsFunc(scope, func(s region.Code) bool { return s.Contains(r) }) {
			scope = append(scope, r)
		}
	}
	slices.Sort(scope)
	return scope
}

// warrant is a Warrant, and the one person whom it is for; zero: all of its region.
type warrant struct {
	Warrant
	person id.ID
}

func (s Standing) suspended() bool { return s.Suspended != nil }

// warrants are all appointments and grants in force that permit an action somewhere; none if he is suspended (ST-8).
func (s Standing) warrants(action Action, at instant.Instant) []warrant {
	if s.suspended() {
		return nil
	}
	var ws []warrant
	for _, a := range s.Appointments {
		if a.InForce(at) && !a.Region.IsZero() && a.Role.Permits(action) {
			ws = append(ws, warrant{Warrant: Warrant{Role: a.Role, Region: a.Region}})
		}
	}
	for _, g := range s.Grants {
		if g.InForce(at) && !g.Region.IsZero() && g.Action == action {
			ws = append(ws, warrant{Warrant{Region: g.Region, Grant: g.ID, Kind: g.Kind}, g.Person})
		}
	}
	return ws
}

// warrant is the narrowest one that covers a region; by a role before a grant, where both are as narrow.
func (s Standing) warrant(action Action, r region.Code, who id.ID, at instant.Instant) (Warrant, error) {
	if s.suspended() {
		return Warrant{}, suspended()
	}
	ws := s.warrants(action, at)
	if len(ws) == 0 {
		return Warrant{}, notPermitted(action)
	}
	var best Warrant
	for _, w := range ws {
		if !w.person.IsZero() && w.person != who {
			continue
		}
		if w.Region.Contains(r) && (best.Region.IsZero() || w.Region.Level() > best.Region.Level()) {
			best = w.Warrant
		}
	}
	if best.Region.IsZero() {
		return Warrant{}, fault.New(fault.Forbidden, "staff.outside_region", "this lies outside the region where you may %s", describe(action))
	}
	return best, nil
}

// byRole is warrant by appointments alone: what was granted is not passed on.
func (s Standing) byRole(action Action, r region.Code, at instant.Instant) (Warrant, error) {
	s.Grants = nil
	return s.warrant(action, r, id.ID{}, at)
}

func notPermitted(action Action) error {
	return fault.New(fault.Forbidden, "staff.not_permitted", "your office does not permit to %s", describe(action))
}

func describe(a Action) string {
	if en := a.En(); en != "" {
		return en
	}
	return "do this"
}
