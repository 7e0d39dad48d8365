package staff

import (
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Appointment gives an account a role in a region and everything below it, from one instant until another.
type Appointment struct {
	ID      id.ID
	Staff   id.ID // the account
	Role    Role
	Region  region.Code
	Point   id.ID // a collector's first collection point; zero for other roles
	From    instant.Instant
	Until   instant.Instant // Never if no end is named
	By      id.ID           // the account that appointed; zero for the system
	EndedBy id.ID           // the account that ended it before its time; zero if nobody did, or the system
}

// InForce says whether the appointment works at an instant (ST-3).
func (a Appointment) InForce(at instant.Instant) bool { return a.From <= at && at < a.Until }

// MaxGrant is how long a grant may last.
const MaxGrant = 30 * instant.Day

// GrantKind says what a grant is for.
type GrantKind string

const (
	Special   GrantKind = "special"   // beyond the receiver's office
	Help      GrantKind = "help"      // his own office in another region, between cities
	Transfer  GrantKind = "transfer"  // his own office for one person of another region
	Emergency GrantKind = "emergency" // he took it himself
)

var grantKinds = map[GrantKind][2]string{Special: {"特别授权", "special grant"}, Help: {"异地支援", "help from another region"},
	Transfer: {"移交办理", "transfer"}, Emergency: {"紧急调阅", "emergency access"}}

// Zh and En name the kind for readers.
func (k GrantKind) Zh() string { return grantKinds[k][0] }
func (k GrantKind) En() string { return grantKinds[k][1] }

// Grant is an explicit exception: one action in one region beyond a person's appointments, for a reason and a time.
type Grant struct {
	ID      id.ID
	Kind    GrantKind
	Staff   id.ID
	Action  Action
	Region  region.Code
	Person  id.ID // a transfer's; zero: everybody in the region
	From    instant.Instant
	Until   instant.Instant // at most MaxGrant after From
	Reason  string
	By      id.ID // the receiver himself in an emergency
	EndedBy id.ID
}

// InForce says whether the grant works at an instant.
func (g Grant) InForce(at instant.Instant) bool { return g.From <= at && at < g.Until }
