package wire

import "kangma/internal/id"

// Health is what a holder says of his health (NA-02).
type Health struct {
	Status      string   `json:"status" maxLength:"32" doc:"none, fever, suspected or confirmed"`
	Stayed      bool     `json:"stayed,omitempty" doc:"in Hubei within 14 days"`
	Contact     string   `json:"contact,omitempty" maxLength:"32" doc:"with a confirmed or suspected case within 14 days: yes, no or unsure"`
	Symptoms    []string `json:"symptoms,omitempty" maxItems:"20" doc:"none, cold_like, dyspnea, digestive, palpitation, conjunctivitis, other"`
	Temperature float64  `json:"temperature,omitempty" doc:"°C"`
}

// Application is the form of NA-02, with the purposes of WH-01.
type Application struct {
	Person  id.ID  `json:"person,omitzero" doc:"the account's own if absent"`
	Purpose string `json:"purpose" maxLength:"32" doc:"resident, returning, visiting or staying"`
	Channel string `json:"channel" maxLength:"200" doc:"the app or mini-program it came through"`
	Region  string `json:"region" maxLength:"12" doc:"county or community code"`
	Address string `json:"address" maxLength:"2000"`
	Phone   string `json:"phone,omitempty" maxLength:"64" doc:"to reach the person at; kept from the first application"`
	Truth   bool   `json:"truth" doc:"the statement of truth"`
	Health  Health `json:"health"`
}

// Applied says what an application came to.
type Applied struct {
	ID         id.ID `json:"id"`
	Person     id.ID `json:"person"`
	AppliedAt  Time  `json:"applied_at" format:"date-time"`
	DueAt      Time  `json:"due_at" format:"date-time" doc:"by the service level"`
	Assigned   bool  `json:"assigned" doc:"the code is there"`
	AssignedAt Time  `json:"assigned_at" format:"date-time" nullable:"true"`
}

// Declaration changes the declared health, once a day (NA-07).
type Declaration struct {
	Person id.ID `json:"person,omitzero" doc:"the account's own if absent"`
	Health
}

// Declared is a past declaration.
type Declared struct {
	ID id.ID `json:"id"`
	At Time  `json:"at" format:"date-time"`
	Health
}

// Declarations are a person's, the newest first, and whether he can declare again today.
type Declarations struct {
	Items []Declared `json:"items"`
	Today bool       `json:"today" doc:"today's has been made; the next can be made tomorrow"`
}

// Overdue is an application that should have been answered by now (HB-06).
type Overdue struct {
	ID        id.ID  `json:"id"`
	Region    string `json:"region"`
	Channel   string `json:"channel"`
	Purpose   string `json:"purpose"`
	AppliedAt Time   `json:"applied_at" format:"date-time"`
	DueAt     Time   `json:"due_at" format:"date-time"`
}

// OverdueList is the longest overdue, and how many there are in all.
type OverdueList struct {
	Items []Overdue `json:"items"`
	Total int       `json:"total"`
}
