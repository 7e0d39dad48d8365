package itinerary

import (
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// CodeValid is how long the operator's code is good (WZ-01).
const CodeValid = 3 * time.Minute

// Ask is a question to the operator that is under way: a code was sent, or the operator is still analysing. The zero Ask
// is none.
type Ask struct {
	Person    id.ID
	ID        id.ID
	Account   id.ID           // who gave his consent
	Asked     instant.Instant // when the code was asked for, with consent
	CodeUntil instant.Instant
	Until     instant.Instant // until when the operator answers under this ticket without another code
	Analysing bool            // the code was right, and the analysis goes on
	Sealed    []byte          // the operator's ticket, under the person's key
}

// Stage is how far a question has come.
type Stage string

const (
	NotAsked  Stage = ""
	CodeSent  Stage = "code_sent"
	InWork    Stage = "analysing"
	CodeAgain Stage = "needs_code" // the analysis did not end under one code: a second one is needed (WZ-11)
)

// Stage is how far the question has come at an instant. A code that nobody entered in time is a question that was not asked.
func (k Ask) Stage(at instant.Instant) Stage {
	switch {
	case k.ID.IsZero():
		return NotAsked
	case k.Analysing && at < k.Until:
		return InWork
	case k.Analysing:
		return CodeAgain
	case at < k.CodeUntil:
		return CodeSent
	}
	return NotAsked
}
