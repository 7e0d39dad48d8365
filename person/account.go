package person

import (
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Account is who logs in: a phone. One person manages several codes with it (WH-06); a member of staff has one too.
type Account struct {
	ID        id.ID
	Phone     Index
	Sealed    Sealed // the Contact
	CreatedAt instant.Instant
}

// Relation is what a person is to the account that shows his code.
type Relation string

const (
	Self Relation = "self"
	Ward Relation = "ward"
)

// Limits of PE-6.
const (
	MaxSelves    = 3  // whom one account was verified as and gave up within a day
	MaxWards     = 10 // of one account, counting those that it gave up less than a day ago
	MaxGuardians = 2  // of one ward
)

// Link lets an account show a person's code from one instant until another (PE-7).
type Link struct {
	ID       id.ID
	Account  id.ID
	Person   id.ID
	Relation Relation
	From     instant.Instant
	Until    instant.Instant // Never while it stands
}

// Open says whether the link stands at an instant.
func (l Link) Open(at instant.Instant) bool { return l.From <= at && at < l.Until }
