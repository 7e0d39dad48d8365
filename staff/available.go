package staff

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Candidate is somebody to whom work in a region can be assigned.
type Candidate struct {
	Staff  id.ID
	Role   Role        // "" if by a grant
	Region region.Code // of the appointment or grant; for a deputy, of the one for whom he stands in
	For    id.ID       // the absent for whom he stands in; zero if it is his own work
}

// Available lists who may do an action in a region at an instant and is there: nearest region first, an office before a
// grant, then by account. Nobody is on it who is away or suspended; who is away and has a deputy is on it in the person
// of his deputy, as near as himself. Each account is on it once. How much work each has is the caller's to know.
func Available(ctx context.Context, tx Tx, action Action, r region.Code, at instant.Instant) ([]Candidate, error) {
	var over []region.Code
	for l := region.LevelNation; l <= r.Level(); l++ {
		over = append(over, r.At(l))
	}
	appointments, err := tx.AppointmentsOver(ctx, over, at)
	if err != nil {
		return nil, err
	}
	grants, err := tx.GrantsOver(ctx, over, action, at)
	if err != nil {
		return nil, err
	}
	var all []Candidate
	for _, a := range appointments {
		if a.Role.Permits(action) {
			all = append(all, Candidate{Staff: a.Staff, Role: a.Role, Region: a.Region})
		}
	}
	for _, g := range grants {
		if g.Person.IsZero() {
			all = append(all, Candidate{Staff: g.Staff, Region: g.Region})
		}
	}
	there, err := present(ctx, tx, all, at)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(there, func(a, b Candidate) int {
		return cmp.Or(-cmp.Compare(a.Region.Level(), b.Region.Level()), byGrant(a)-byGrant(b), bytes.Compare(a.Staff[:], b.Staff[:]), bytes.Compare(a.For[:], b.For[:]))
	})
	seen := map[id.ID]bool{}
	return slices.DeleteFunc(there, func(c Candidate) bool {
		twice := seen[c.Staff]
		seen[c.Staff] = true
		return twice
	}), nil
}

func byGrant(c Candidate) int {
	if c.Role == "" {
		return 1
	}
	return 0
}

// present puts deputies in the place of who is away, and leaves out who is away without one, and who is suspended. A
// deputy must be a candidate himself: he may have lost his office since he was named (ST-7).
func present(ctx context.Context, tx Tx, all []Candidate, at instant.Instant) ([]Candidate, error) {
	if len(all) == 0 {
		return nil, nil
	}
	may := map[id.ID]bool{}
	var accounts []id.ID
	for _, c := range all {
		if !may[c.Staff] {
			accounts = append(accounts, c.Staff)
		}
		may[c.Staff] = true
	}
	absences, err := tx.Absences(ctx, accounts...)
	if err != nil {
		return nil, err
	}
	suspensions, err := tx.Suspensions(ctx, accounts...)
	if err != nil {
		return nil, err
	}
	away := map[id.ID]Absence{}
	for _, a := range absences {
		if a.Holds(at) {
			away[a.Staff] = a
		}
	}
	for _, s := range suspensions {
		delete(may, s.Staff)
	}
	var there []Candidate
	for _, c := range all {
		a, gone := away[c.Staff]
		_, deputyGone := away[a.Deputy]
		switch {
		case !may[c.Staff]:
		case !gone:
			there = append(there, c)
		case may[a.Deputy] && !deputyGone:
			there = append(there, Candidate{Staff: a.Deputy, Role: c.Role, Region: c.Region, For: c.Staff})
		}
	}
	return there, nil
}
