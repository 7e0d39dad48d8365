package wire

import "kangma/internal/id"

// CodeRequest asks for a one-time code.
type CodeRequest struct {
	Phone string `json:"phone" maxLength:"64" doc:"mobile number; foreign ones with + and country code"`
}

// The doors through which accounts come in; a token of one opens no other.
const (
	HolderDoor = "holder"
	StaffDoor  = "staff"
)

// Login exchanges a one-time code for a session.
type Login struct {
	Phone    string `json:"phone" maxLength:"64"`
	Code     string `json:"code" maxLength:"64" doc:"six digits, valid 3 minutes"`
	Door     string `json:"door" enum:"holder,staff" doc:"the side of the system that the session is for"`
	Remember bool   `json:"remember,omitempty" doc:"give a refresh token: 30 days for holders, a shift for staff"`
}

// Refresh exchanges a refresh token, which is good once, for new tokens.
type Refresh struct {
	Refresh string `json:"refresh" maxLength:"128"`
}

// Session is a login that worked.
type Session struct {
	Token   string `json:"token" doc:"bearer token"`
	Until   Time   `json:"until" format:"date-time" doc:"end of the bearer token"`
	Refresh string `json:"refresh,omitempty"`
	Now     Time   `json:"now" format:"date-time"`
}

// Message is one that the sandbox kept instead of sending.
type Message struct {
	ID    id.ID  `json:"id"`
	Phone string `json:"phone"`
	Body  string `json:"body"`
	At    Time   `json:"at" format:"date-time"`
}
