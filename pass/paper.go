package pass

import (
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
)

// PaperLife is for how long a paper code counts where nothing else is said, and MaxPaperLife the longest there is (BY-09).
const (
	PaperLife    = 90 * instant.Day
	MaxPaperLife = 180 * instant.Day
)

// firstPaper is the first place of the status list that paper codes have: a quarter of it. Codes that are shown have those before, so
// that a paper that was cancelled for weeks never recalls the code of somebody else.
const firstPaper = MaxStatusEntries / 4 * 3

// ShownPlace makes of 32 random bits the place of a shown code in the status list.
func ShownPlace(random uint32) uint32 { return random % firstPaper }

// PaperPlace makes of 32 random bits the place of a paper code.
func PaperPlace(random uint32) uint32 { return firstPaper + random%(MaxStatusEntries-firstPaper) }

// PaperEnd is why a paper code no longer counts.
type PaperEnd string

const (
	PaperStands   PaperEnd = ""
	PaperLost     PaperEnd = "lost"
	PaperReplaced PaperEnd = "replaced"
	PaperDropped  PaperEnd = "forgotten" // its holder's identity was destroyed
)

// Paper is one printed code. What it says besides is its token's business: see Claims.
type Paper struct {
	Person   id.ID
	ID       id.ID
	CTI      CTI
	Place    uint32          // in the status list, its own until it expires
	IssuedAt instant.Instant // whole seconds
	Expires  instant.Instant // whole seconds
	By       PaperIssuer
	EndedAt  instant.Instant // Never while it stands
	Ended    PaperEnd
}

// PaperIssuer is who had a paper printed.
type PaperIssuer string

const (
	ByHolder PaperIssuer = "holder" // its holder, or who looks after him
	ByStaff  PaperIssuer = "staff"
)

// Counts says whether a paper may be shown at an instant.
func (p Paper) Counts(at instant.Instant) bool { return at < p.Expires && at < p.EndedAt }

// Number is what is printed for people to read: enough to tell papers of one person apart, and of no use to who finds one.
func (p Paper) Number() string {
	s := p.ID.String()
	return s[len(s)-8:len(s)-4] + "-" + s[len(s)-4:]
}

// Claims are what its token says.
func (p Paper) Claims(issuer region.Code) Claims {
	return Claims{Issuer: issuer, IssuedAt: p.IssuedAt, Expires: p.Expires, CTI: p.CTI, Gate: Ask, Status: p.Place, Paper: true}
}

// newPaper is a paper from an instant on. A life of more than MaxPaperLife, or of none, is refused.
func newPaper(who person.Person, cti CTI, by PaperIssuer, life time.Duration, at instant.Instant) (Paper, error) {
	if life <= 0 || life > MaxPaperLife {
		return Paper{}, fault.Field("paper_days", int(life/instant.Day), "is not between 1 and %d", int(MaxPaperLife/instant.Day))
	}
	from := second(at)
	return Paper{Person: who.ID, ID: id.New(at), CTI: cti, IssuedAt: from, Expires: from.Add(life), By: by, EndedAt: instant.Never}, nil
}
