package review

import (
	"kangma/internal/strict"
)

// TemporaryPass is state 14 of WZ-12: who has a question mark and has not left the city in 14 days promises so, and may
// pass for 2 hours. The node grants it at once or refuses it with the reason; nobody decides.
const TemporaryPass Kind = "temporary_pass"

// Granted is the one state of a temporary pass.
const Granted State = "granted"

// PassesADay is how many temporary passes a person gets in a calendar day: enough for a day with one way there and one
// back and one more; who needs more has his itinerary looked up or asks for a grass-roots check (state 10).
const PassesADay = 3

var temporaryPass = Definition{Kind: TemporaryPass, Zh: "临时通行", En: "temporary pass", Rules: []string{"WZ-12"}, Personal: true,
	Stages: []Stage{{State: Granted, Zh: "已生成临时通行码，2小时有效", En: "granted for two hours", Closed: true}},
	Steps:  []Step{{Move: Open, Zh: "承诺并申请", En: "promise and ask", From: []State{Unopened}, To: Granted, By: Holder, Form: true}},
	Parse:  parsePromise,
}

// Promise is the form of who promises and says nothing else.
type Promise struct {
	Promise bool `json:"promise"`
}

func parsePromise(body []byte, _ Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	f := Promise{promised(o)}
	return f, o.Done()
}
