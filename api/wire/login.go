package wire

import (
	"encoding/json"

	"kangma/internal/id"
)

// OIDCBegin is where to send the browser, and what to keep in it until it comes back.
type OIDCBegin struct {
	Address string `json:"address"`
	Binding string `json:"binding" doc:"to be kept by this browser alone, and sent with the answer"`
}

// OIDCAnswer is what the browser brings back.
type OIDCAnswer struct {
	State   string `json:"state" maxLength:"200"`
	Code    string `json:"code" maxLength:"4000"`
	Binding string `json:"binding" maxLength:"200"`
	Issuer  string `json:"iss,omitempty" maxLength:"1000" doc:"RFC 9207"`
}

// Challenge is what a browser is to answer, once, within five minutes.
type Challenge struct {
	Ticket  string          `json:"ticket"`
	Options json.RawMessage `json:"options" doc:"for navigator.credentials: publicKey in the JSON form of WebAuthn level 3"`
	Until   Time            `json:"until" format:"date-time"`
}

// PasskeyBegin begins a registration.
type PasskeyBegin struct {
	Enrolment string `json:"enrolment,omitempty" maxLength:"200" doc:"code that an administrator gave to who has no login yet"`
}

// PasskeyAnswer ends a registration or a login.
type PasskeyAnswer struct {
	Ticket string          `json:"ticket" maxLength:"200"`
	Name   string          `json:"name,omitempty" maxLength:"240" doc:"of a registration: what to call it"`
	Answer json.RawMessage `json:"answer" doc:"PublicKeyCredential.toJSON()"`
}

// Passkey is one of an account's.
type Passkey struct {
	ID     id.ID  `json:"id"`
	Name   string `json:"name"`
	From   Time   `json:"from" format:"date-time"`
	UsedAt Time   `json:"used_at" format:"date-time"`
}

// PasskeyList are those of the caller.
type PasskeyList struct {
	Passkeys []Passkey `json:"passkeys"`
}

// Enrolment is a code with which somebody makes his first passkey.
type Enrolment struct {
	Code  string `json:"code"`
	Until Time   `json:"until" format:"date-time"`
}

// LoginLink names a subject of the provider.
type LoginLink struct {
	Subject string `json:"subject" maxLength:"1000"`
}
