package wire

import "kangma/internal/id"

// TimetableImport is what became of a table of stops: read = stored + refused, in stops.
type TimetableImport struct {
	Read     int      `json:"read"`
	Stored   int      `json:"stored"`
	Refused  int      `json:"refused"`
	Services int      `json:"services"`
	Refusals []string `json:"refusals,omitempty" doc:"one a service, at most 100"`
}

// ContactImport is what became of a file of passengers, patients or trips: read = stored + refused + duplicate.
type ContactImport struct {
	Read      int          `json:"read"`
	Stored    int          `json:"stored"`
	Refused   int          `json:"refused"`
	Duplicate int          `json:"duplicate"`
	Rows      []ContactRow `json:"rows,omitempty" doc:"refused ones, at most 100"`
	Errors    string       `json:"errors,omitempty" doc:"all refused rows as CSV with their reasons, to be corrected and sent again; kept nowhere"`
}

// ContactRow is a refused row. It repeats no value: they may name somebody.
type ContactRow struct {
	Row    int    `json:"row" doc:"as the spreadsheet numbers it"`
	Key    string `json:"key,omitempty"`
	Field  string `json:"field,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// ContactKey is the matching body's public key.
type ContactKey struct {
	Suite string `json:"suite" doc:"RFC 9497: ristretto255-SHA512, verifiable mode"`
	Key   []byte `json:"key" doc:"32 bytes"`
}

// ContactBlinded are documents that their owner has blinded.
type ContactBlinded struct {
	Blinded [][]byte `json:"blinded" minItems:"1" maxItems:"1000" doc:"32 bytes each"`
}

// ContactEvaluated is the matching body's answer.
type ContactEvaluated struct {
	Evaluated [][]byte `json:"evaluated"`
	Proof     []byte   `json:"proof" doc:"that the published key was used, for all of them"`
}

// ContactPolicy is a policy about contacts.
type ContactPolicy struct {
	Policy    string        `json:"policy" doc:"name@version"`
	Authority Text          `json:"authority"`
	Source    string        `json:"source"`
	From      Time          `json:"from" format:"date-time"`
	Until     Time          `json:"until,omitzero" format:"date-time"`
	Cap       int           `json:"cap" doc:"candidates of one patient on one service; 0: none"`
	Rules     []ContactRule `json:"rules"`
}

// ContactRule is one of its rules.
type ContactRule struct {
	ID    string `json:"id"`
	Title Text   `json:"title"`
	Class string `json:"class"`
}

// ContactPatient is an infected person as a health authority states him.
type ContactPatient struct {
	ID       id.ID  `json:"id" format:"hex"`
	Status   string `json:"status"`
	Region   string `json:"region"`
	Onset    Time   `json:"onset,omitzero" format:"date-time"`
	Sampled  Time   `json:"sampled,omitzero" format:"date-time"`
	Isolated Time   `json:"isolated,omitzero" format:"date-time"`
	At       Time   `json:"at" format:"date-time"`
}

// NewContactRun asks for a matching.
type NewContactRun struct {
	Purpose
	Policy string `json:"policy,omitempty" maxLength:"80" doc:"name or name@version: a trial, from which nothing follows; empty: the node's own"`
}

// ContactRun is a matching of all lists with all patients.
type ContactRun struct {
	ID     id.ID         `json:"id" format:"hex"`
	At     Time          `json:"at" format:"date-time"`
	Ended  Time          `json:"ended_at,omitzero" format:"date-time" doc:"absent while it runs"`
	Policy string        `json:"policy"`
	Trial  bool          `json:"trial,omitempty"`
	Counts ContactCounts `json:"counts"`
}

// ContactCounts say what it did.
type ContactCounts struct {
	Patients   int `json:"patients"`
	Trips      int `json:"trips" doc:"published ones"`
	Services   int `json:"services"`
	Passengers int `json:"passengers" doc:"lines read"`
	Close      int `json:"close"`
	Ask        int `json:"ask" doc:"a professional asks: a place is not known"`
	Notice     int `json:"notice" doc:"near, but beyond the cap (BY-20)"`
	General    int `json:"general" doc:"aboard at the same time"`
	Capped     int `json:"capped" doc:"journeys of patients with more candidates than the cap"`
	Proposed   int `json:"proposed" doc:"new pieces of evidence, each with its case (EP-03)"`
	Held       int `json:"held" doc:"would have coloured too many people in a day (BY-18)"`
	Unknown    int `json:"unknown" doc:"close candidates who are not people of this node"`
}

// ContactDifference is how two matchings differ.
type ContactDifference struct {
	Before  ContactRun     `json:"before"`
	After   ContactRun     `json:"after"`
	Same    int            `json:"same"`
	Changed map[string]int `json:"changed" doc:"close → general: how many; none where one did not find them"`
}

// ContactCandidate is somebody who travelled with a patient. It names nobody.
type ContactCandidate struct {
	Keyed   string `json:"keyed" doc:"keyed identifier: its carrier finds the passenger by it"`
	Patient id.ID  `json:"patient" format:"hex"`
	Class   string `json:"class" enum:"close,ask,notice,general"`
	Rule    string `json:"rule,omitempty"`
	Apart   *int   `json:"rows_apart,omitempty"`
	Stops   int    `json:"stops_shared"`
	Minutes *int   `json:"minutes_shared,omitempty"`
	Score   int    `json:"score"`
	Trip
	Last  Time `json:"last_exposure" format:"date-time"`
	Known bool `json:"known" doc:"a person of this node, whose case lies with the professionals of his residence"`
}

// Trip is a leg of a service.
type Trip struct {
	Mode    string   `json:"mode" enum:"train,flight,coach,ship"`
	Numbers []string `json:"numbers"`
	Date    string   `json:"date" doc:"on which the service left its origin"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Seat    string   `json:"seat,omitempty"`
}

// FaceSeen says until when a look at the own face counts (SC-02).
type FaceSeen struct {
	Until Time `json:"until" format:"date-time"`
}

// SelfCheckAsk asks about a journey together with a patient.
type SelfCheckAsk struct {
	Person  id.ID `json:"person,omitzero" format:"hex" doc:"of the account: oneself if absent, or a ward without an account of his own"`
	Inbound bool  `json:"inbound,omitempty" doc:"flights from abroad alone (NA-05)"`
}

// SelfCheck is the answer (SC-01, NA-05).
type SelfCheck struct {
	Found     bool           `json:"found"`
	Trips     []SharedTrip   `json:"trips" nullable:"false"`
	Freshness SelfCheckFresh `json:"freshness"`
	Left      int            `json:"left" doc:"how often the account may still ask today"`
}

// SharedTrip is a journey shared with a patient: the asker's own leg and place.
type SharedTrip struct {
	Trip
	Class   string `json:"class" enum:"close,ask,notice,general"`
	Rule    *Text  `json:"rule,omitempty"`
	Last    Time   `json:"last" format:"date-time" doc:"when the shared stretch ended"`
	Inbound bool   `json:"inbound,omitempty"`
}

// SelfCheckFresh says how new what is known is: not found means not found in this.
type SelfCheckFresh struct {
	Matched Time   `json:"matched_at,omitzero" format:"date-time" doc:"absent: never"`
	Listed  Time   `json:"listed_at,omitzero" format:"date-time" doc:"when the last passenger list came"`
	Until   string `json:"until,omitempty" doc:"last day of service of which there is a list"`
	Stated  Time   `json:"stated_at,omitzero" format:"date-time" doc:"when the last patient was stated"`
	Policy  string `json:"policy,omitempty"`
}

// ContactMapping says what the columns of a table mean: field → column, list of columns, or {columns, values, value}.
type ContactMapping struct {
	Name   string         `json:"name" maxLength:"100"`
	Kind   string         `json:"kind" enum:"passengers,patients,trips"`
	Fields map[string]any `json:"fields"`
}
