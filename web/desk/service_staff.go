package desk

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/staff"
	"kangma/web/ui"
)

// Staffing is who works where, and what one may change of it.
type Staffing interface {
	// Members are those with an office in a region (code or name; "": the first where one may read), after a cursor.
	// Faults name region, role, phone.
	Members(ctx context.Context, b Bearer, q MemberQuery) (Members, error)
	// Member is one account with its appointments, those in force first. NotFound if one may not see it.
	Member(ctx context.Context, b Bearer, account id.ID) (Member, error)
	// Appoint gives an office, at once. Faults name phone, name, role, region, until.
	Appoint(ctx context.Context, b Bearer, a NewOffice) (account id.ID, err error)
	// Dismiss ends an appointment at once.
	Dismiss(ctx context.Context, b Bearer, appointment id.ID) error
	// Suspend makes an account inactive at once; the reason is kept. Restore lifts it. EndSessions ends its logins.
	Suspend(ctx context.Context, b Bearer, account id.ID, reason string) error
	Restore(ctx context.Context, b Bearer, account id.ID) error
	EndSessions(ctx context.Context, b Bearer, account id.ID) error
	// Enrol is a code for the account's first passkey, shown once.
	Enrol(ctx context.Context, b Bearer, account id.ID) (code string, until instant.Instant, err error)
}

// MemberQuery says which staff are listed.
type MemberQuery struct {
	Region, Role, Phone string
	After               id.ID
}

// Members is a page of the list.
type Members struct {
	Region Division
	List   []Member
	Next   id.ID // zero at the end
}

// Member is an account with an office; name and phone are masked.
type Member struct {
	Account     id.ID
	Name, Phone string
	Suspended   bool
	AwayUntil   instant.Instant // zero if he is there
	Offices     []Appointed
}

// Appointed is one appointment, in force or over.
type Appointed struct {
	ID          id.ID
	Title       ui.Text
	Region      string
	From, Until instant.Instant
	Ends        bool // Until is named
	InForce     bool
}

// NewOffice is an appointment as it was entered.
type NewOffice struct {
	Phone, Name, Role, Region, Until string
}

// MayGive are the roles to which somebody can appoint.
func (m Me) MayGive() (roles []staff.Office) {
	given := map[staff.Role]bool{}
	for _, o := range m.Offices {
		for _, r := range o.Gives {
			given[r] = true
		}
	}
	for _, o := range staff.Offices {
		if given[o.Role] {
			roles = append(roles, o)
		}
	}
	return roles
}
