package wire

import "kangma/internal/id"

// NewAppointment names whom to appoint to what: by phone and name (WH-08), or by the health code that he shows (WH-09).
type NewAppointment struct {
	Phone  string `json:"phone,omitempty" maxLength:"64"`
	Name   string `json:"name,omitempty" maxLength:"800"`
	Code   string `json:"code,omitempty" maxLength:"300" doc:"text of the scanned code, instead of phone and name"`
	Role   string `json:"role" maxLength:"32"`
	Region string `json:"region,omitempty" maxLength:"12" doc:"of a collector his administrator's if absent"`
	Point  id.ID  `json:"point,omitzero" doc:"a collector's first collection point"`
	From   Time   `json:"from,omitzero" format:"date-time" doc:"now if absent"`
	Until  Time   `json:"until,omitzero" format:"date-time" nullable:"true" doc:"without end if absent"`
}

// Appointment gives an account a role in a region and below.
type Appointment struct {
	ID     id.ID  `json:"id"`
	Staff  id.ID  `json:"staff"`
	Role   string `json:"role"`
	Title  Text   `json:"title" doc:"the role in words"`
	Region string `json:"region"`
	Point  id.ID  `json:"point,omitzero"`
	From   Time   `json:"from" format:"date-time"`
	Until  Time   `json:"until" format:"date-time" nullable:"true"`
}

// Grant is an exception: one action in one region beyond the appointments.
type Grant struct {
	ID      id.ID  `json:"id"`
	Kind    string `json:"kind" enum:"special,help,transfer,emergency"`
	Staff   id.ID  `json:"staff"`
	Action  string `json:"action"`
	Region  string `json:"region"`
	Person  id.ID  `json:"person,omitzero" doc:"of a transfer"`
	From    Time   `json:"from" format:"date-time"`
	Until   Time   `json:"until" format:"date-time"`
	Reason  string `json:"reason"`
	By      id.ID  `json:"by,omitzero" doc:"who gave it; the receiver himself in an emergency"`
	EndedBy id.ID  `json:"ended_by,omitzero"`
}

// Standing is all that the caller was given.
type Standing struct {
	Staff        id.ID         `json:"staff"`
	Appointments []Appointment `json:"appointments"`
	Grants       []Grant       `json:"grants"`
	May          []Scope       `json:"may" doc:"what he may do now, and where"`
}

// Scope is where an action is permitted.
type Scope struct {
	Action  string   `json:"action"`
	Title   Text     `json:"title"`
	Regions []string `json:"regions"`
}

// Whom names a person by identity document.
type Whom struct {
	IDType string `json:"id_type" maxLength:"32"`
	Number string `json:"id_number" maxLength:"64"`
	Name   string `json:"name,omitempty" maxLength:"800" doc:"compared if both sides know one"`
}

// Purpose is why somebody looks at a person's data; the person reads it later (BY-06).
type Purpose struct {
	Purpose string `json:"purpose,omitempty" maxLength:"32" doc:"service, review, check, investigation, control, quality or legal"`
	Case    string `json:"case,omitempty" maxLength:"800"`
	Note    string `json:"note,omitempty" maxLength:"800"`
}

// LookUp finds a person for staff (BY-19).
type LookUp struct {
	Whom
	Purpose
	At      Time `json:"at,omitzero" format:"date-time" doc:"why the code was as it was at an instant of the past; now if absent"`
	KnownAt Time `json:"known_at,omitzero" format:"date-time" doc:"with what was known at this instant; as known at the instant asked about if absent"`
}

// Record is what staff see of a person.
type Record struct {
	Person Person `json:"person"`
	Why    Why    `json:"why"`
	Facts  []Fact `json:"facts"`
}
