package desk

import (
	"context"
	"slices"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/staff"
	"kangma/web/ui"
)

// Service is what the pages need from the node, one interface a noun. Every method returns a *fault.Fault for what a
// reader may know; one with a Field is shown beside the field of that name. Any method may refuse with Unauthenticated
// (the session is over), Forbidden, Busy or Unavailable.
type Service interface {
	Alarms
	AuditLog
	Calling
	Cases
	Ending
	Figures
	Gates
	Helping
	Imports
	Inbox
	Logins
	People
	RiskLists
	Rules
	Shadows
	Trials
	Staffing
	Certificates
	Placing
	Inspecting
	Switching
	Whitelisting
}

// Bearer is a session's token as the cookie holds it. It means nothing here.
type Bearer string

// Logins are the ways in and out, and who somebody is.
type Logins interface {
	// Ways are the logins that this node takes.
	Ways() Ways
	// RequestCode sends a one-time code to a phone. It answers the same for phones that it knows and that it does not.
	RequestCode(ctx context.Context, phone string) error
	// Login trades the code for a session. Faults: Unauthenticated "login.code_…".
	Login(ctx context.Context, phone, code string) (Session, error)
	// BeginOIDC is where to send the browser, and the binding that it keeps and brings back.
	BeginOIDC(ctx context.Context) (address, binding string, err error)
	// FinishOIDC ends such a login. Unauthenticated "login.refused", "login.ticket".
	FinishOIDC(ctx context.Context, a Return) (Session, error)
	// BeginPasskeyLogin asks for any passkey of this node.
	BeginPasskeyLogin(ctx context.Context) (Challenge, error)
	// FinishPasskeyLogin ends it with what the browser answered.
	FinishPasskeyLogin(ctx context.Context, ticket string, answer []byte) (Session, error)
	// BeginEnrolment begins making a first passkey with an administrator's code, which is used up.
	BeginEnrolment(ctx context.Context, code string) (Challenge, error)
	// FinishEnrolment ends it: the account has a passkey of that name. Faults name the field name.
	FinishEnrolment(ctx context.Context, ticket, name string, answer []byte) error
	// Renew exchanges a bearer whose short-lived token is over; renewed is false where there is nothing to exchange.
	Renew(ctx context.Context, b Bearer) (s Session, renewed bool, err error)
	// Logout ends the session at the node; it may be repeated.
	Logout(ctx context.Context, b Bearer) error
	// Me is who is logged in, and what he may do now.
	Me(ctx context.Context, b Bearer) (Me, error)
}

// Ways say which logins there are.
type Ways struct{ OIDC, Passkeys, Codes bool }

// Return is what a browser brings back from the provider.
type Return struct{ State, Code, Issuer, Binding string }

// Challenge is what a browser is to answer, once.
type Challenge struct {
	Ticket  string
	Options []byte // JSON
}

// Session is a login that worked.
type Session struct{ Bearer Bearer }

// Me is who is logged in.
type Me struct {
	Bearer    Bearer
	Staff     id.ID
	Phone     string // masked
	Offices   []Office
	Suspended bool
	Unread    int // notices
	Actions   []staff.Action
	Now       instant.Instant // the node's
}

// May says whether he may do one of the actions somewhere; where exactly, the node says.
func (m Me) May(any ...staff.Action) bool {
	return slices.ContainsFunc(any, func(a staff.Action) bool { return slices.Contains(m.Actions, a) })
}

// Office is one appointment in force, or one grant.
type Office struct {
	Title  ui.Text
	Region string // its whole name
	Until  instant.Instant
	Grant  bool
	Gives  []staff.Role // to which he can appoint by it
}

// Inbox is what somebody was told, himself and in his offices.
type Inbox interface {
	// Notices are his, newest first, with ids before the one given; next is the cursor of the next page, zero at the end.
	Notices(ctx context.Context, b Bearer, before id.ID) (list []Notice, next id.ID, err error)
	// ReadNotices notes that they were read. It may be repeated.
	ReadNotices(ctx context.Context, b Bearer, which []id.ID) error
}

// Notice is one thing that somebody was told.
type Notice struct {
	ID          id.ID
	Title, Text ui.Text
	At          instant.Instant
	Read        bool
	Href        string // of what it is about, "" if there is no page
}
