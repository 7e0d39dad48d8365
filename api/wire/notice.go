package wire

import "kangma/internal/id"

// Notice is one thing that somebody was told.
type Notice struct {
	ID     id.ID   `json:"id"`
	Kind   string  `json:"kind" doc:"of a closed list: colour.changed, case.moved …"`
	Person id.ID   `json:"person,omitzero" doc:"whose; absent of a notice to staff"`
	Office *Office `json:"office,omitempty" doc:"to which it came, if it did not come to one in person"`
	About  *About  `json:"about,omitempty"`
	Title  Text    `json:"title"`
	Text   Text    `json:"text"`
	At     Time    `json:"at" format:"date-time"`
	Until  Time    `json:"until" format:"date-time"`
	Read   Time    `json:"read,omitzero" format:"date-time" nullable:"true" doc:"absent: not yet"`
}

// About is what a notice is about.
type About struct {
	Kind string `json:"kind" doc:"case, evidence, application, appointment, grant, publication or decision"`
	ID   id.ID  `json:"id"`
}

// Office is a role in a region.
type Office struct {
	Role   string `json:"role"`
	Title  Text   `json:"title" doc:"the role in words"`
	Region string `json:"region"`
}

// Notices is one page of an inbox.
type Notices struct {
	Page[Notice]
	Unread int `json:"unread" doc:"in the whole inbox"`
}
