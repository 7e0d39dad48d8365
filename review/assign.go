package review

import (
	"cmp"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/staff"
)

// Candidate is somebody who might get a case.
type Candidate struct {
	Staff  id.ID
	Role   staff.Role
	Region region.Code // of his appointment
	Load   int         // open cases that he has
	Absent bool        // or otherwise not to be given work
}

// Assign chooses among candidates (RE-8): whose office is nearest to the one that answers for the case, or to the one
// that it was raised to; then the least loaded; then the one with the least id, so that the choice can be repeated. Who
// is absent, may not decide it, or could not because of what he did before (Barred) is passed over. ok is false if
// nobody is left: the case then waits in the list of its office.
func Assign(d *Definition, c Case, history []Event, from []Candidate, at instant.Instant) (a Assignment, ok bool) {
	stage, found := d.Stage(c.State)
	if !found || stage.May == "" {
		return Assignment{}, false
	}
	target := c.Region
	if !c.Raised.IsZero() {
		target = c.Raised
	}
	var fit []Candidate
	for _, f := range from {
		if !f.Absent && f.Region.Contains(target) && f.Role.Permits(stage.May) && f.Role != staff.System && f.Staff != c.OpenedBy &&
			!Barred(d, c, history, f.Staff, f.Region) {
			fit = append(fit, f)
		}
	}
	if len(fit) == 0 {
		return Assignment{}, false
	}
	slices.SortFunc(fit, func(a, b Candidate) int {
		return cmp.Or(-cmp.Compare(a.Region.Level(), b.Region.Level()), cmp.Compare(a.Load, b.Load), slices.Compare(a.Staff[:], b.Staff[:]),
			cmp.Compare(a.Role, b.Role))
	})
	people := map[id.ID]bool{}
	for _, f := range fit {
		people[f.Staff] = true
	}
	best := fit[0]
	return Assignment{To: best.Staff, Region: best.Region, Role: best.Role, Load: best.Load, Among: len(people), At: at}, true
}

// Given is a case given to somebody by a person, who says why (RE-8).
func Given(d *Definition, c Case, history []Event, to Candidate, by Actor, reason string, at instant.Instant) (Case, Event, error) {
	stage, _ := d.Stage(c.State)
	words, err := Words{Note: reason}.check()
	switch {
	case err != nil:
		return c, Event{}, err
	case !c.IsOpen() || stage.May == "":
		return c, Event{}, fault.New(fault.Conflict, "case.closed", "the case is closed; nobody works on it")
	case words.Note == "":
		return c, Event{}, fault.Missing("reason")
	case to.Absent:
		return c, Event{}, fault.New(fault.Conflict, "case.absent", "he is absent; give the case to somebody who is there")
	case !to.Region.Contains(c.Region) || !to.Role.Permits(stage.May):
		return c, Event{}, fault.New(fault.Conflict, "case.not_his", "he may not decide this case")
	case Barred(d, c, history, to.Staff, to.Region):
		return c, Event{}, fault.New(fault.Conflict, "case.barred", "he, or his office, made a move that the next must be apart from")
	}
	c.Assigned = Assignment{To: to.Staff, Region: to.Region, Role: to.Role, Load: to.Load, Among: 1, By: by.Account, Reason: words.Note, At: at}
	return c, beside(c, Give, by, words, at), nil
}
