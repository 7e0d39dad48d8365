package holder

import (
	"context"
	"io"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
	"kangma/review"
	"kangma/review/attachment"
	"kangma/web/ui"
)

// Service is what the pages need from the node. Every method returns a *fault.Fault for what a reader may know;
// one with a Field is shown beside the field of that name. Any method may refuse with Unauthenticated (the session
// is over), Busy (too many at once) or Unavailable. A person who is neither the account's own nor a ward is NotFound.
type Service interface {
	Accounts
	Applications
	Codes
	Visits
	Data
	Risks
	Cases
	Files
	Drafts
	Inbox
	OnPaper
	Providers
	Itineraries
	SelfChecks
	Links
	Journeys
}

// Bearer is a session's token as the cookie holds it. It means nothing here.
type Bearer string

// OnPaper is codes on paper, for who has no phone (BY-09), and checking what is genuine (SC-03).
type OnPaper interface {
	// Papers are a person's codes on paper, the newest first.
	Papers(ctx context.Context, b Bearer, person id.ID) (Papers, error)
	// IssuePaper makes a new one; the one before counts no more. Conflict "paper.not_applied".
	IssuePaper(ctx context.Context, b Bearer, person id.ID) error
	// LosePaper ends the one that counts, for good. Conflict "paper.none".
	LosePaper(ctx context.Context, b Bearer, person id.ID) error
	// PrintPaper is one of them as PDF. Conflict "paper.ended".
	PrintPaper(ctx context.Context, b Bearer, person, which id.ID) ([]byte, error)
	// Genuine is what the node knows of a link, a text, a number or a code. The empty bearer is nobody: of texts nothing is known then.
	Genuine(ctx context.Context, b Bearer, text string) (Genuineness, error)
}

// Papers are a person's codes on paper.
type Papers struct {
	Person Person
	List   []Paper
}

// Paper is one of them.
type Paper struct {
	ID            id.ID
	Number        string
	Issued, Until instant.Instant
	Counts        bool
	Ended         string // lost, replaced, forgotten; "" if it was not ended
}

// Providers is having somebody else say who one is (WH-02, SC-02).
type Providers interface {
	// IdentityProvider is the provider's name, nil if there is none.
	IdentityProvider() ui.Text
	// BeginIdentity is where to send the browser. Faults: Unavailable "identity.unreachable".
	BeginIdentity(ctx context.Context, b Bearer) (Provider, error)
	// FinishIdentity binds the person whom the provider named to the account. Each failure has its own key: "identity.…", "person.…", "link.…".
	FinishIdentity(ctx context.Context, b Bearer, r Returned) (id.ID, error)
}

// Accounts is signing in, consent and the people of an account.
type Accounts interface {
	// RequestCode sends a one-time code to a phone (WZ-01: 3 minutes). It answers the same for phones that it knows and that it does not.
	// Faults: field phone; TooMany "login.too_soon", "login.blocked".
	RequestCode(ctx context.Context, phone string) error
	// Login trades the code for a session; remember asks for the 30 days of NA-01. Faults: field code; Unauthenticated "login.code_wrong", "login.code_expired", "login.code_void".
	Login(ctx context.Context, phone, code string, remember bool) (Session, error)
	// Renew exchanges a bearer whose short-lived token is over for a new session, if the sign-in was to be remembered. renewed is false
	// where there is nothing to exchange, also for a session that is over: the call that follows says so.
	Renew(ctx context.Context, b Bearer) (s Session, renewed bool, err error)
	// Logout ends the session; it may be repeated.
	Logout(ctx context.Context, b Bearer) error
	// Account is who is signed in.
	Account(ctx context.Context, b Bearer) (Account, error)
	// AcceptTerms records consent to a version of the terms; Conflict if it is not the current one.
	AcceptTerms(ctx context.Context, b Bearer, version string) error
	// Verify checks a real identity and binds it to the account, as its own or as a ward (WH-02, WH-06). The id is the person's.
	// Each failure has its own key: "person.mismatch", "person.phone_not_bound", "person.no_real_name", "identity.needs_document", "link.…"; or names a field.
	Verify(ctx context.Context, b Bearer, i Identity) (id.ID, error)
	// Release takes a person off the account, its own or a ward (WZ-06). His code and records stay.
	Release(ctx context.Context, b Bearer, person id.ID) error
}

// Applications is applying and declaring.
type Applications interface {
	// Regions are the divisions directly below a parent, in the order of their codes; the nation's are the provinces.
	Regions(ctx context.Context, parent region.Code) ([]Region, error)
	// RegionName is the whole name of a division, its code if it is unknown.
	RegionName(region.Code) string
	// Entrance is where people of a division apply, if it belongs to a city with a code of its own: that city's name and its https address, else "" (WH-15).
	Entrance(region.Code) (city, address string)
	// Cities are the cities below with a code of their own, in order of their codes (NA-03).
	Cities() []City
	// Apply registers a person with a first declaration (NA-02). Faults name the field as in Application.
	Apply(ctx context.Context, b Bearer, a Application) error
	// Declare adds a declaration, once a day (NA-07): Conflict "declaration.once_a_day".
	Declare(ctx context.Context, b Bearer, person id.ID, d Declaration) error
	// DeclaredToday says whether today's declaration has been made, so that the next is tomorrow's (NA-07).
	DeclaredToday(ctx context.Context, b Bearer, person id.ID) (bool, error)
	// Declarations are a person's, the newest first (WH-03).
	Declarations(ctx context.Context, b Bearer, person id.ID) ([]Declared, error)
}

// City is one with a code of its own, and the https address where its people apply.
type City struct{ Name, Address string }

// Codes is showing and explaining.
type Codes interface {
	// Code is what a person shows now: the valid one if there is one, a new one if not or if fresh (NA-06). The zero person is the account's own.
	Code(ctx context.Context, b Bearer, person id.ID, fresh bool) (Code, error)
	// Moving is a new code for this phone alone, which moves by the chain that the commitment ends (BY-12).
	Moving(ctx context.Context, b Bearer, person id.ID, commitment pass.Link) (Moving, error)
	// Why explains the decision at an instant, as known then; the zero instant is now (BY-02).
	Why(ctx context.Context, b Bearer, person id.ID, at instant.Instant) (Explanation, error)
	// Overview answers the questions of the national platform about a person (NA-05).
	Overview(ctx context.Context, b Bearer, person id.ID) (Overview, error)
}

// Cases is what a holder asks people to decide.
type Cases interface {
	// Cases are those of a person, the newest first, at most some dozens before the one given.
	Cases(ctx context.Context, b Bearer, person, before id.ID) ([]Case, error)
	// Case is one of them: NotFound "case.not_found".
	Case(ctx context.Context, b Bearer, v id.ID) (Case, error)
	// Grounds are the records of authorities that decide a person's code, which a case can be about.
	Grounds(ctx context.Context, b Bearer, person id.ID) ([]Evidence, error)
	// PrintCertificate is a certificate that holds as PDF. Conflict "certificate.not_issued".
	PrintCertificate(ctx context.Context, b Bearer, which id.ID) ([]byte, error)
	// OpenCase asks for what the kind is for. Faults name a field of its form, or evidence; Conflict "case.…", "pass.…", "certificate.…".
	OpenCase(ctx context.Context, b Bearer, n NewCase) (id.ID, error)
	// MoveCase makes one of the moves that the case offers, with a changed form where the move takes one: Conflict "case.moved" if it was moved meanwhile.
	MoveCase(ctx context.Context, b Bearer, v id.ID, move string, version int, form review.Form) error
}

// NewCase is what a holder asks for. Name and number in a form are left to the service: pages do not know them.
type NewCase struct {
	Kind     review.Kind
	Person   id.ID
	Evidence []id.ID
	Form     review.Form
}

// Case is one case as its holder sees it.
type Case struct {
	ID      id.ID
	Person  Person
	Kind    review.Kind
	Title   ui.Text
	State   ui.Text
	Closed  bool
	Holds   bool   // a certificate that can be shown until Due
	Prints  bool   // a certificate that can be printed
	Office  string // that answers for it now
	Raised  string // the office that was told it is late, "" if none
	Opened  instant.Instant
	Due     instant.Instant // Never without a clock
	Now     instant.Instant
	Form    review.Form // what was filled in, nil if nothing can be read
	Files   []File
	Attach  bool // more can be attached
	Facts   []Evidence
	Trail   []CaseStep // the oldest first
	Moves   []CaseMove // that he has
	Version int
}

// CaseStep is what was done.
type CaseStep struct {
	At     instant.Instant
	Did    ui.Text
	Own    bool // by the holder's side
	Office string
	Reason string
}

// CaseMove is what can be done.
type CaseMove struct {
	Move string
	Name ui.Text
	Form bool // brings a changed form
}

// Files are what is attached to cases.
type Files interface {
	// Attach keeps a picture or PDF with a case, cleaned. Faults of the field file: "attachment.…"; Conflict "case.closed".
	Attach(ctx context.Context, b Bearer, v id.ID, file io.Reader) error
	// File is one of a case with its content.
	File(ctx context.Context, b Bearer, v, which id.ID) (File, []byte, error)
}

// File is a picture or PDF that was attached to a case.
type File struct {
	ID   id.ID
	Type attachment.Type
	Size int64
	At   instant.Instant
	Own  bool // by the holder's side
}

// Drafts are forms that somebody has begun and not yet sent.
type Drafts interface {
	// Draft is what was entered so far, nil if nothing was.
	Draft(ctx context.Context, b Bearer, person id.ID, form string) ([]byte, error)
	// KeepDraft keeps what was entered so far; DropDraft deletes it.
	KeepDraft(ctx context.Context, b Bearer, person id.ID, form string, answers []byte) error
	DropDraft(ctx context.Context, b Bearer, person id.ID, form string) error
}

// Risks is what everybody may know of places.
type Risks interface {
	// RiskAreas are the areas that are listed at an instant, in order of region; the zero instant is now. It gives the instant too.
	RiskAreas(ctx context.Context, at instant.Instant) ([]RiskArea, instant.Instant, error)
	// FindRegions are divisions of a name, the likeliest first, at most a few.
	FindRegions(ctx context.Context, name string) ([]Region, error)
}

// RiskArea is a region on the list, or with places in it that are.
type RiskArea struct {
	Region
	Level string // high, medium
	Whole bool   // all of it; else places in it
	From  instant.Instant
}

// Data is what the node holds about a person, and who looked at it.
type Data interface {
	// Looks are who looked at a person's data, the newest first, at most some dozens before the one given; next is where the
	// list goes on, the zero id at its end (BY-06).
	Looks(ctx context.Context, b Bearer, person, before id.ID) (looks []Look, next id.ID, err error)
	// Copy is everything that the node holds about a person, as JSON to keep.
	Copy(ctx context.Context, b Bearer, person id.ID) ([]byte, error)
	// Forget deletes what may be deleted: Conflict "forget.record_stands" while an authority's record decides the code. closed
	// says that nobody was left and the account is gone too.
	Forget(ctx context.Context, b Bearer, person id.ID) (closed bool, err error)
}

// Look is one look at a person's data.
type Look struct {
	At      instant.Instant
	Office  ui.Text
	Place   string // of the office
	Action  string // as the audit log names it: person.look_up
	Purpose string // "" where none needs to be said
}

// Inbox is what the people of an account were told.
type Inbox interface {
	// Notices are theirs, newest first, with ids before the one given; next is the cursor of the next page, zero at the end.
	Notices(ctx context.Context, b Bearer, before id.ID, limit int) (list []Notice, next id.ID, err error)
	// ReadNotices notes that they were read. It may be repeated.
	ReadNotices(ctx context.Context, b Bearer, which []id.ID) error
}

// Notice is one thing that somebody was told.
type Notice struct {
	ID          id.ID
	Person      id.ID // whose
	Title, Text ui.Text
	At          instant.Instant
	Read        bool
}

// Session is a sign-in that worked.
type Session struct {
	Bearer Bearer
	Until  instant.Instant
	Now    instant.Instant
}

// Account is who is signed in.
type Account struct {
	Phone    string // masked
	Terms    string // version of the terms now in force
	Accepted string // version accepted, "" if none
	People   []Person
}

// Person is the account's own or a ward, masked.
type Person struct {
	ID       id.ID
	Name     string // masked
	Number   string // masked
	Relation string // "self", "child", "parent", "spouse", "other"
	Applied  bool
}

// Identity is what Verify checks.
type Identity struct {
	Relation string
	Name     string
	IDType   string // as in a case: resident_id, passport, …, none
	Number   string // "" with none
	Birth    string // YYYY-MM-DD, with none only
}

// Region is one division of a list.
type Region struct {
	Code region.Code
	Name string
}

// Application is the form of NA-02.
type Application struct {
	Person  id.ID
	Purpose string      // field purpose: resident, returning, visiting, staying (WH-01)
	Channel string      // HB-13; the pages say "web"
	Phone   string      // field phone
	Region  region.Code // field region: a county
	Address string      // field address
	Health  Declaration // fields as in Declaration
}

// Declaration is what a holder says of his health.
type Declaration struct {
	Status      string   // field status: none, fever, suspected, confirmed
	Stayed      bool     // field stayed: in Hubei within 14 days
	Contact     string   // field contact: yes, no, unsure
	Symptoms    []string // field symptoms
	Temperature float64  // field temperature, °C
}

// Declared is a past declaration.
type Declared struct {
	ID id.ID
	At instant.Instant
	Declaration
}

// Stage is how far a person has come.
type Stage string

const (
	NeedsTerms    Stage = "terms"
	NeedsIdentity Stage = "identity"
	NeedsForm     Stage = "form"
	IsWaiting     Stage = "waiting" // applied, no colour yet
	IsShown       Stage = "shown"
)

// Moving is a code for one phone, which moves every 30 seconds.
type Moving struct {
	Decision      id.ID // that it stands on; where it is not the page's the page is out of date
	Token         string
	Issued, Until instant.Instant
	Now           instant.Instant
}

// Code is all that the code page says (NA-03).
type Code struct {
	Stage  Stage
	Person Person
	People []Person // of the account, its own first
	Now    instant.Instant

	Decision      id.ID
	Token         string // text of the QR code; "" where there is none to scan
	Issued, Until instant.Instant

	Colour    ui.Colour
	Mark      ui.Mark
	Labels    []string
	Title     ui.Text // of the state
	Guidance  ui.Text // what this code allows, what to do
	Reasons   []Reason
	Policy    string // "hubei@2020-03-22"
	Unread    int    // notices of all people of the account
	Declared  bool   // today already: checked in, and not to be changed again before tomorrow (NA-07)
	Applied   instant.Instant
	Due       instant.Instant // of the service level (HB-06), while waiting
	Check     id.ID           // the grass-roots check under way, zero if there is none
	Itinerary Itinerary       // where the rules look at itineraries, or an operator can be asked
	Following instant.Instant // next change if nothing is learned; Never if none
}

// Reason is one ground: which rule, on which evidence of which source, until when, what to do (BY-02).
type Reason struct {
	Rule     string
	Text     ui.Text
	Citation string
	Evidence []Evidence
	Until    instant.Instant // Never: open
	Remedy   ui.Text         // what lifts it, who decides
}

// Evidence is one piece, as its holder may see it.
type Evidence struct {
	ID          id.ID  // where it can be asked about
	Kind        string // "fever.clinic"
	Own         bool   // he said it himself
	Source      ui.Text
	From, Until instant.Instant
}

// Explanation is the decision of one instant.
type Explanation struct {
	Person  Person
	At, Now instant.Instant
	Colour  ui.Colour
	Mark    ui.Mark
	Labels  []string
	Policy  string
	Title   ui.Text // of the policy
	From    instant.Instant
	Reasons []Reason
}
