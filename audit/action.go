package audit

import (
	"maps"
	"slices"
)

// Action is what was done: a dotted name of the closed set below. Whoever adds a
// use case adds its action here, with the sentence that explains it to a reader.
// A name is never changed or given a second meaning: old entries keep it.
type Action string

// Changes.
const (
	CodeApply         Action = "code.apply"
	CodeRecall        Action = "code.recall"
	TermsAccept       Action = "terms.accept"
	DeclarationChange Action = "declaration.change"
	PersonRegister    Action = "person.register"
	WardAdd           Action = "ward.add"
	WardRemove        Action = "ward.remove"
	PersonCopy        Action = "person.copy"
	PersonOnSite      Action = "person.on_site"
	PaperIssue        Action = "paper.issue"
	PaperEnd          Action = "paper.end"
	PaperPrint        Action = "paper.print"
	CallAnnounce      Action = "call.announce"
	PersonForget      Action = "person.forget"
	CodeLink          Action = "code.link"
	CodeUnlink        Action = "code.unlink"
	CodeTold          Action = "code.told"
	UpwardAsk         Action = "upward.ask"

	ItineraryAsk    Action = "itinerary.ask"
	ItineraryRecord Action = "itinerary.record"
	ItineraryRenew  Action = "itinerary.renew"
	JourneyDeclare  Action = "journey.declare"

	EvidenceAppend  Action = "evidence.append"
	EvidenceEnd     Action = "evidence.end"
	EvidenceRetract Action = "evidence.retract"
	EvidenceImport  Action = "evidence.import"

	RegionImport  Action = "region.import"
	RiskImport    Action = "risk.import"
	PolicyPublish Action = "policy.publish"
	PolicyRedo    Action = "policy.redo"

	PolicyUpload   Action = "policy.upload"
	PolicyTry      Action = "policy.try"
	PolicyShadow   Action = "policy.shadow"
	PolicyPropose  Action = "policy.propose"
	PolicyApprove  Action = "policy.approve"
	PolicyWithdraw Action = "policy.withdraw"

	CertificatePresent  Action = "certificate.present"
	RecognitionPropose  Action = "recognition.propose"
	RecognitionApprove  Action = "recognition.approve"
	RecognitionWithdraw Action = "recognition.withdraw"
	RecognitionStop     Action = "recognition.stop"

	DestructionPropose Action = "destruction.propose"
	DestructionApprove Action = "destruction.approve"
	DestructionCertify Action = "destruction.certify"

	ModeSet Action = "mode.set"
	ModeEnd Action = "mode.end"

	PlaceImport     Action = "place.import"
	PlaceCodeIssue  Action = "place.code_issue"
	PlaceCodeRevoke Action = "place.code_revoke"

	InspectionPlan   Action = "inspection.plan"
	InspectionEnd    Action = "inspection.end_plan"
	InspectionReport Action = "inspection.report"
	FindingClose     Action = "inspection.close_finding"

	PointAdd     Action = "point.add"
	PointChange  Action = "point.change"
	PointRemove  Action = "point.remove"
	PassageStore Action = "passage.store"

	FallbackBegin Action = "gate.fallback"
	FallbackEnd   Action = "gate.fallback_end"

	StaffAppoint Action = "staff.appoint"
	StaffRemove  Action = "staff.remove"
	StaffGrant   Action = "staff.grant"
	StaffRevoke  Action = "staff.revoke"

	StaffEmergency Action = "staff.emergency"
	StaffAway      Action = "staff.away"
	StaffSuspend   Action = "staff.suspend"
	StaffRestore   Action = "staff.restore"
	StaffView      Action = "staff.view"
	LoginLink      Action = "login.link"
	LoginUnlink    Action = "login.unlink"

	JobStop   Action = "job.stop"
	JobResume Action = "job.resume"

	ReviewOpen   Action = "review.open"
	ReviewMove   Action = "review.move"
	ReviewAttach Action = "review.attach"
	ReviewDecide Action = "review.decide"
	ReviewAssign Action = "review.assign"
	ReviewNote   Action = "review.note"

	ContactImport Action = "contact.import"
	ContactMatch  Action = "contact.match"
	ContactEnd    Action = "contact.end"
	ContactKey    Action = "contact.key"
	FaceCheck     Action = "face.check"
	SelfCheck     Action = "contact.self_check"

	AlarmRaise Action = "alarm.raise"
	AlarmSee   Action = "alarm.see"

	SessionBegin  Action = "session.begin"
	SessionRefuse Action = "session.refuse"
	SessionEnd    Action = "session.end"

	FeedChange Action = "feed.change"
	FeedKey    Action = "feed.key"
	FeedTake   Action = "feed.take"
	FeedSettle Action = "feed.settle"
	FeedStale  Action = "feed.stale"

	KeyMake    Action = "key.make"
	KeyRetire  Action = "key.retire"
	KeyDestroy Action = "key.destroy"
	TrustSet   Action = "trust.set"
)

// Looks: acts that show a person's data.
const (
	PersonLookUp     Action = "person.look_up"
	PersonView       Action = "person.view"
	PersonReveal     Action = "person.reveal"
	PersonSearch     Action = "person.search"
	CodeCheck        Action = "code.check"
	CertificateCheck Action = "certificate.check"
	CertificatePrint Action = "certificate.print"
	EvidenceView     Action = "evidence.view"
	DecisionExplain  Action = "decision.explain"
	PassageView      Action = "passage.view"
	PassageResolve   Action = "passage.resolve"
	PassageSearch    Action = "passage.search"
	PassageReveal    Action = "passage.reveal"
	AuditView        Action = "audit.view"
	ReviewView       Action = "review.view"
	ContactView      Action = "contact.view"
)

type actionRule struct {
	says    string // one sentence for readers, in English; pages translate by the action's name
	look    bool   // shows somebody's data: needs a purpose (AU-1)
	subject bool   // concerns exactly one person: needs a subject (AU-1)
}

var actions = map[Action]actionRule{
	CodeApply:         {says: "applied for a code"},
	CodeRecall:        {says: "recalled codes that were shown"},
	TermsAccept:       {says: "accepted the terms"},
	DeclarationChange: {says: "changed the declared health information"},
	PersonRegister:    {says: "registered a person on site"},
	WardAdd:           {says: "took a ward into an account"},
	WardRemove:        {says: "removed a ward from an account"},
	PersonOnSite:      {says: "entered a registration and declaration for a person on site", subject: true},
	PaperIssue:        {says: "issued a code on paper; one before it counts no more", subject: true},
	PaperEnd:          {says: "ended a code on paper that was lost", subject: true},
	PaperPrint:        {says: "printed a code on paper", subject: true},
	CallAnnounce:      {says: "announced a call to a person", subject: true},
	PersonCopy:        {says: "took a copy of a person's data", subject: true},
	PersonForget:      {says: "had a person's identity destroyed", subject: true},

	ItineraryAsk:    {says: "consented to asking the telecom operator about an itinerary, and asked for its code", subject: true},
	ItineraryRecord: {says: "recorded what the telecom operator says of an itinerary", subject: true},
	JourneyDeclare:  {says: "declared a journey of the last 14 days", subject: true},
	ItineraryRenew:  {says: "renewed the statement of an itinerary, whose code was shown", subject: true},

	EvidenceAppend:  {says: "recorded a piece of evidence"},
	EvidenceEnd:     {says: "ended a piece of evidence"},
	EvidenceRetract: {says: "retracted a piece of evidence"},
	EvidenceImport:  {says: "imported a file of evidence"},

	RegionImport:  {says: "imported divisions"},
	RiskImport:    {says: "imported a list of risk areas"},
	PolicyPublish: {says: "put a rule pack in force"},
	PolicyRedo:    {says: "decided the population anew"},

	CodeLink:   {says: "linked a code of another node"},
	CodeUnlink: {says: "ended the link to a code of another node"},
	CodeTold:   {says: "was told the colour of a person's code, as another node", look: true, subject: true},

	UpwardAsk: {says: "asked the province about a person, as a node below it", look: true, subject: true},

	PolicyUpload:   {says: "uploaded a rule pack as a candidate"},
	PolicyTry:      {says: "tried a candidate on the population"},
	PolicyShadow:   {says: "let a candidate run in the shadow of the rules in force, or stopped it"},
	PolicyPropose:  {says: "proposed a rule pack for publication"},
	PolicyApprove:  {says: "approved the publication of a rule pack"},
	PolicyWithdraw: {says: "withdrew a publication before its rules began"},

	CertificatePresent:  {says: "presented a certificate of another state", subject: true},
	RecognitionPropose:  {says: "proposed whose codes or certificates count here"},
	RecognitionApprove:  {says: "approved whose codes or certificates count here"},
	RecognitionWithdraw: {says: "withdrew such a proposal before it began"},
	RecognitionStop:     {says: "stopped recognising an issuer at once"},

	DestructionPropose: {says: "proposed that the data of the node be destroyed"},
	DestructionApprove: {says: "approved that the data of the node be destroyed"},
	DestructionCertify: {says: "certified that the data of the node was destroyed"},

	ModeSet: {says: "set a mode of a region"},
	ModeEnd: {says: "ended a mode of a region"},

	PlaceImport:     {says: "imported a table of places"},
	PlaceCodeIssue:  {says: "issued a place's code anew; older ones hold no more"},
	PlaceCodeRevoke: {says: "revoked a place's code"},

	InspectionPlan:   {says: "planned inspections of places"},
	InspectionEnd:    {says: "ended a plan of inspections"},
	InspectionReport: {says: "reported an inspection of a place"},
	FindingClose:     {says: "closed a finding of an inspection"},

	PointAdd:     {says: "added a collection point"},
	PointChange:  {says: "changed a collection point"},
	PointRemove:  {says: "removed a collection point"},
	PassageStore: {says: "stored a batch of passages from offline gates"},

	FallbackBegin: {says: "let a collection point go on without the system"},
	FallbackEnd:   {says: "ended a collection point's time without the system"},

	StaffAppoint: {says: "appointed a member of staff"},
	StaffRemove:  {says: "removed a member of staff"},
	StaffGrant:   {says: "granted access beyond the role"},
	StaffRevoke:  {says: "revoked a grant"},

	StaffEmergency: {says: "opened emergency access"},
	StaffAway:      {says: "entered or ended an absence"},
	StaffSuspend:   {says: "suspended a member of staff"},
	StaffRestore:   {says: "lifted a suspension"},
	StaffView:      {says: "listed members of staff"},
	LoginLink:      {says: "gave an account a way to log in"},
	LoginUnlink:    {says: "took a way to log in from an account"},

	JobStop:   {says: "stopped background work"},
	JobResume: {says: "let background work go on"},

	ReviewOpen:   {says: "opened a case for review"},
	ReviewMove:   {says: "moved a case on"},
	ReviewAttach: {says: "attached a file to a case"},
	ReviewDecide: {says: "decided a case"},
	ReviewAssign: {says: "gave a case to somebody"},
	ReviewNote:   {says: "noted something in a case"},

	ContactImport: {says: "brought in a timetable, a passenger list, patients or published trips"},
	ContactMatch:  {says: "matched passenger lists with patients"},
	ContactEnd:    {says: "ended a patient whose journeys are matched"},
	ContactKey:    {says: "had documents made into keyed identifiers"},
	FaceCheck:     {says: "had the own face verified"},
	SelfCheck:     {says: "asked about journeys together with a patient"},

	AlarmRaise: {says: "raised an alarm for the auditor"},
	AlarmSee:   {says: "took note of an alarm"},

	SessionBegin:  {says: "logged in"},
	SessionRefuse: {says: "was refused at login"},
	SessionEnd:    {says: "logged out"},

	FeedChange: {says: "set up or changed a feed of an authority"},
	FeedKey:    {says: "proposed, approved or retired a key of a feed"},
	FeedTake:   {says: "took a file of a feed, or could not take it"},
	FeedSettle: {says: "took a dead letter of a feed after correction, or dismissed it"},
	FeedStale:  {says: "noticed that a feed of an authority is late"},

	KeyMake:    {says: "made a key"},
	KeyRetire:  {says: "retired a key"},
	KeyDestroy: {says: "destroyed a key"},
	TrustSet:   {says: "changed whom this node trusts"},

	PersonLookUp:     {says: "looked a person up by document or phone", look: true, subject: true},
	PersonView:       {says: "opened a person's record", look: true, subject: true},
	PersonReveal:     {says: "saw a person's identity unmasked", look: true, subject: true},
	PersonSearch:     {says: "searched people", look: true},
	CodeCheck:        {says: "checked a code at a gate and saw masked identity", look: true, subject: true},
	CertificateCheck: {says: "checked a certificate and saw masked identity", look: true, subject: true},
	CertificatePrint: {says: "printed a certificate, with the name in full", look: true, subject: true},
	EvidenceView:     {says: "read a person's evidence", look: true, subject: true},
	DecisionExplain:  {says: "read why a person's code has its colour", look: true, subject: true},
	PassageView:      {says: "read a person's passages", look: true, subject: true},
	PassageResolve:   {says: "resolved a passage to a person", look: true, subject: true},
	PassageSearch:    {says: "searched passages of a place", look: true},
	PassageReveal:    {says: "saw what was written down of somebody who passed without a code", look: true},
	AuditView:        {says: "read the log of acts", look: true},
	ReviewView:       {says: "read a case", look: true},
	ContactView:      {says: "listed candidates who travelled with patients", look: true},
}

// Actions lists the set in order of name.
func Actions() []Action { return slices.Sorted(maps.Keys(actions)) }

// Looks lists the actions that show somebody's data, in order of name.
func Looks() []Action {
	return slices.DeleteFunc(Actions(), func(a Action) bool { return !a.Look() })
}

// Valid says whether the action is in the set.
func (a Action) Valid() bool { _, ok := actions[a]; return ok }

// Says is the action as a sentence without its subject, in English; "" if it is not in the set.
func (a Action) Says() string { return actions[a].says }

// Look says whether the action shows somebody's data.
func (a Action) Look() bool { return actions[a].look }
