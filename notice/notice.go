package notice

import (
	"slices"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/staff"
)

// Kept is how long a notice stays in an inbox, if it names no earlier end.
const Kept = 90 * instant.Day

// Notice is one thing told to one receiver.
type Notice struct {
	ID     id.ID
	To     Receiver
	Kind   Kind
	About  About
	Values Values
	At     instant.Instant
	Until  instant.Instant // it is shown no longer; Kept after At where whoever sends it names none
	Read   instant.Instant // by whom it was listed for; 0 if not yet
}

// Receiver is to whom a notice goes: exactly one of a person, an account of staff, and an office.
type Receiver struct {
	Person id.ID
	Staff  id.ID
	Role   staff.Role
	Region region.Code
}

// ToPerson, ToStaff and ToOffice name a receiver.
func ToPerson(person id.ID) Receiver { return Receiver{Person: person} }
func ToStaff(account id.ID) Receiver { return Receiver{Staff: account} }
func ToOffice(role staff.Role, region region.Code) Receiver {
	return Receiver{Role: role, Region: region}
}

// Office says whether the receiver is one.
func (r Receiver) Office() bool { return r.Role != "" }

// About is what a notice is about, for whoever wants to go there.
type About struct {
	Kind string // one of Subjects, "" if of nothing but itself
	ID   id.ID
}

// Subjects are what a notice can be about.
var Subjects = []string{"case", "evidence", "application", "appointment", "grant", "publication", "decision", "alarm", "paper", "call", "feed"}

// check holds a notice to its form (NT-1, NT-2).
func (n Notice) check() error {
	spec, ok := n.Kind.Spec()
	if !ok {
		return badKind("kind", string(n.Kind))
	}
	to := 0
	for _, is := range []bool{!n.To.Person.IsZero(), !n.To.Staff.IsZero(), n.To.Role != "" && !n.To.Region.IsZero()} {
		if is {
			to++
		}
	}
	switch {
	case to != 1 || n.To.Role == "" != n.To.Region.IsZero():
		return fault.Field("to", to, "receivers: a notice goes to one person, one account of staff or one office")
	case n.To.Person.IsZero() != (spec.For == staffers):
		return fault.Field("kind", string(n.Kind), "is not for such a receiver")
	case n.About.Kind != "" && !slices.Contains(Subjects, n.About.Kind), n.About.Kind == "" != n.About.ID.IsZero():
		return fault.Field("about", n.About.Kind, "is nothing that a notice is about")
	case n.Until <= n.At || n.Until > n.At.Add(Kept):
		return fault.Field("until", n.Until, "is not within 90 days after %s", n.At)
	}
	return n.Values.fit(spec)
}

func badKind(field, value string) error {
	return fault.Field(field, value, "is no kind of notice")
}
