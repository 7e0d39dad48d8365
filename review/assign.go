package review

import (
	"cmp"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/staff"
)

// Candidate is somebody who might get a case: he may do the work where it lies and is there (staff.Available).
type Candidate struct {
	staff.Candidate
	Load int  // open cases that he has
	Kin  bool // the case is about himself or about who is in his account (RE-4)
}

// Assign chooses among candidates (RE-8): whose office is nearest; then the least loaded; then the one with the least id,
// so that the choice can be repeated. Who opened the case, may not decide it, or could not because of what he did before
// (Barred) is passed over. ok is false if nobody is left: the case then waits in the list of its office.
func Assign(d *Definition, c Case, history []Event, from []Candidate, at instant.Instant) (a Assignment, ok bool) {
	fit := slices.DeleteFunc(slices.Clone(from), func(f Candidate) bool {
		return f.Kin || f.Staff == c.OpenedBy || Barred(d, c, history, f.Staff, f.Region)
	})
	if len(fit) == 0 || !c.IsOpen() {
		return Assignment{}, false
	}
	best := slices.MinFunc(fit, func(a, b Candidate) int {
		return cmp.Or(-cmp.Compare(a.Region.Level(), b.Region.Level()), cmp.Compare(a.Load, b.Load), slices.Compare(a.Staff[:], b.Staff[:]))
	})
	return Assignment{To: best.Staff, For: best.For, Region: best.Region, Role: best.Role, Load: best.Load, Among: len(fit), At: at}, true
}

// Office is the region whose office is to have the case: that answers for it, or that it was raised to.
func (c Case) Office() region.Code {
	if c.Raised.IsZero() {
		return c.Region
	}
	return c.Raised
}

// Given is a case given to somebody by a person, who says why (RE-8).
func Given(d *Definition, c Case, history []Event, to Candidate, by Actor, reason string, at instant.Instant) (Case, Event, error) {
	words, err := Words{Note: reason}.check()
	switch {
	case err != nil:
		return c, Event{}, err
	case !c.IsOpen():
		return c, Event{}, fault.New(fault.Conflict, "case.closed", "the case is closed; nobody works on it")
	case words.Note == "":
		return c, Event{}, fault.Missing("reason")
	case to.Kin:
		return c, Event{}, fault.New(fault.Conflict, "case.own", "this case is about him or somebody in his account; another decides it")
	case Barred(d, c, history, to.Staff, to.Region):
		return c, Event{}, fault.New(fault.Conflict, "case.barred", "he, or his office, made a move that the next must be apart from")
	}
	c.Assigned = Assignment{To: to.Staff, For: to.For, Region: to.Region, Role: to.Role, Load: to.Load, Among: 1, By: by.Account, Reason: words.Note, At: at}
	return c, beside(c, Give, by, words, at), nil
}
