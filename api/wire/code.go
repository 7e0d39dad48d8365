package wire

import (
	"encoding/json"

	"kangma/internal/id"
)

// ShowRequest asks for a code to show.
type ShowRequest struct {
	Person id.ID `json:"person,omitzero" doc:"the account's own if absent"`
	Fresh  bool  `json:"fresh,omitempty" doc:"a new one, even if the last is still valid"`

	Commitment string `json:"commitment,omitempty" doc:"32 hexadecimal digits: end of the phone's chain, for a new code that moves every 30 seconds (BY-12, docs/token.md section 5)"`
}

// Code is a code as its holder shows it.
type Code struct {
	Person   id.ID    `json:"person"`
	Name     string   `json:"name" doc:"masked"`
	Number   string   `json:"number,omitempty" doc:"masked"`
	Token    string   `json:"token" doc:"the text of the QR code (docs/token.md)"`
	Colour   string   `json:"colour" enum:"red,yellow,green,gray,none"`
	Mark     string   `json:"mark,omitempty"`
	Labels   []string `json:"labels"`
	State    string   `json:"state"`
	Title    Text     `json:"title" doc:"the state in words"`
	Gate     string   `json:"gate" enum:"pass,ask,stop"`
	Guidance Text     `json:"guidance" doc:"what the code allows, what to do"`
	Policy   string   `json:"policy" doc:"name@version"`
	Issued   Time     `json:"issued" format:"date-time"`
	Until    Time     `json:"until" format:"date-time" doc:"end of the token"`
	Next     Time     `json:"next_review" format:"date-time" nullable:"true" doc:"when the code changes if nothing is learned"`
	Now      Time     `json:"now" format:"date-time" doc:"the node's time: the phone's does not count"`
}

// Why explains a decision (BY-02).
type Why struct {
	Person   id.ID    `json:"person"`
	At       Time     `json:"at" format:"date-time"`
	KnownAt  Time     `json:"known_at" format:"date-time" doc:"with what was known then"`
	Now      Time     `json:"now" format:"date-time"`
	Policy   string   `json:"policy"`
	Digest   string   `json:"digest,omitempty" doc:"of the policy's text (GET /v1/policies)"`
	Regime   int64    `json:"regime" doc:"number of the rules, modes and lists in force"`
	Title    Text     `json:"title" doc:"of the policy"`
	From     Time     `json:"from" format:"date-time" doc:"when the policy came into force"`
	Colour   string   `json:"colour"`
	Mark     string   `json:"mark,omitempty"`
	Labels   []string `json:"labels"`
	State    string   `json:"state"`
	Gate     string   `json:"gate"`
	Guidance Text     `json:"guidance"`
	Reasons  []Reason `json:"reasons"`
	Next     Time     `json:"next_review" format:"date-time" nullable:"true"`

	Decision json.RawMessage `json:"decision" doc:"as rule books write it: the same whenever the same moment is asked about"`
}

// Reason is one ground of a decision.
type Reason struct {
	Rule     string `json:"rule"`
	Title    Text   `json:"title"`
	Text     Text   `json:"text"`
	Source   string `json:"source" doc:"citation"`
	Code     string `json:"code,omitempty" doc:"reason code, where the rule book has them"`
	Who      Text   `json:"who" doc:"who can lift it"`
	How      Text   `json:"how" doc:"how it is lifted"`
	Evidence []Fact `json:"evidence"`
	Until    Time   `json:"until" format:"date-time" nullable:"true"`
}

// Fact is a piece of evidence as its holder may see it.
type Fact struct {
	ID          string          `json:"id"`
	Kind        string          `json:"kind"`
	Name        string          `json:"name" doc:"of the kind, in Chinese"`
	Source      string          `json:"source"`
	Region      string          `json:"region,omitempty"`
	ValidFrom   Time            `json:"valid_from" format:"date-time"`
	ValidUntil  Time            `json:"valid_until" format:"date-time" nullable:"true"`
	RecordedAt  Time            `json:"recorded_at" format:"date-time"`
	RetractedAt Time            `json:"retracted_at" format:"date-time" nullable:"true"`
	Attrs       json.RawMessage `json:"attrs"`
}

// Look is somebody's look at a person's data (BY-06).
type Look struct {
	At      Time   `json:"at" format:"date-time"`
	Kind    string `json:"kind" enum:"holder,staff,system,node"`
	Who     string `json:"who,omitempty"`
	Role    string `json:"role,omitempty"`
	Region  string `json:"region,omitempty"`
	Purpose string `json:"purpose,omitempty"`
	Action  string `json:"action"`
	Says    string `json:"says" doc:"the action as a sentence without its subject"`
	Grant   string `json:"grant,omitempty" doc:"kind of exception under which it was done: special, help, transfer or emergency"`
}
