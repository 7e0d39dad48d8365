package wire

import "kangma/internal/id"

// Member is an appointment of a list, with who holds it.
type Member struct {
	Appointment
	Name      string   `json:"name"`
	Phone     string   `json:"phone" doc:"masked"`
	By        id.ID    `json:"by,omitzero" doc:"the account that appointed; absent for the node itself"`
	EndedBy   id.ID    `json:"ended_by,omitzero"`
	Suspended bool     `json:"suspended,omitempty"`
	Away      *Absence `json:"away,omitempty"`
}

// NewAppointments is a list of appointments.
type NewAppointments struct {
	Rows []NewAppointment `json:"rows" minItems:"1" maxItems:"500"`
}

// AppointmentResults say of each row, in order, what became of it (WH-08).
type AppointmentResults struct {
	Results []AppointmentResult `json:"results"`
}

// AppointmentResult is an appointment, or why there is none.
type AppointmentResult struct {
	Row         int          `json:"row" doc:"from 1"`
	Appointment *Appointment `json:"appointment,omitempty"`
	Refused     *Refusal     `json:"refused,omitempty"`
}

// Refusal is a problem document in small.
type Refusal struct {
	Code   string `json:"code"`
	Key    string `json:"key"`
	Field  string `json:"field,omitempty"`
	Detail string `json:"detail"`
}

// NewGrant is an exception to give: a grant for each action.
type NewGrant struct {
	Kind    string   `json:"kind,omitempty" enum:"special,help,transfer" doc:"special if absent; help: the receiver's own office in another region; transfer: for one person"`
	Staff   id.ID    `json:"staff" doc:"account that receives it"`
	Actions []string `json:"actions" minItems:"1" maxItems:"20"`
	Region  string   `json:"region,omitempty" maxLength:"12" doc:"not of a transfer, whose region is the person's"`
	Person  id.ID    `json:"person,omitzero" doc:"of a transfer"`
	From    Time     `json:"from,omitzero" format:"date-time" doc:"now if absent"`
	Until   Time     `json:"until" format:"date-time" doc:"at most 30 days later"`
	Reason  string   `json:"reason" maxLength:"2000"`
}

// NewEmergency is access that the caller takes himself, for at most three hours.
type NewEmergency struct {
	Actions []string `json:"actions" minItems:"1" maxItems:"20"`
	Region  string   `json:"region" maxLength:"12"`
	Until   Time     `json:"until,omitzero" format:"date-time" doc:"in three hours if absent"`
	Reason  string   `json:"reason" maxLength:"2000"`
}

// Grants are grants given together.
type Grants struct {
	Grants []Grant `json:"grants"`
}

// NewAbsence says who is away, and who stands in for him.
type NewAbsence struct {
	Staff  id.ID `json:"staff,omitzero" doc:"oneself if absent"`
	Deputy id.ID `json:"deputy,omitzero"`
	From   Time  `json:"from,omitzero" format:"date-time" doc:"now if absent"`
	Until  Time  `json:"until" format:"date-time"`
}

// Absence is when somebody is away.
type Absence struct {
	ID     id.ID `json:"id"`
	Staff  id.ID `json:"staff"`
	Deputy id.ID `json:"deputy,omitzero"`
	From   Time  `json:"from" format:"date-time"`
	Until  Time  `json:"until" format:"date-time"`
}

// Suspension says why an account is suspended.
type Suspension struct {
	Reason string `json:"reason" maxLength:"2000"`
}

// StaffSession is a login that lives.
type StaffSession struct {
	ID    id.ID `json:"id"`
	From  Time  `json:"from" format:"date-time"`
	Until Time  `json:"until" format:"date-time"`
	This  bool  `json:"this,omitempty" doc:"the one that asks"`
}

// StaffSessions are the logins of an account.
type StaffSessions struct {
	Sessions []StaffSession `json:"sessions"`
}

// Members are the appointments of an account.
type Members struct {
	Members []Member `json:"members"`
}
