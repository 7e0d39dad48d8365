package wire

import (
	"encoding/json"

	"kangma/internal/id"
)

// Attachment is a picture or PDF that was attached to a case.
type Attachment struct {
	ID       id.ID  `json:"id"`
	Type     string `json:"type" enum:"image/jpeg,image/png,application/pdf"`
	Size     int64  `json:"size" doc:"bytes, as kept: without the metadata of pictures"`
	SHA256   string `json:"sha256"`
	AddedAt  Time   `json:"added_at" format:"date-time"`
	ByHolder bool   `json:"by_holder"`
}

// Alarm is what the auditor is told of at once (BY-18).
type Alarm struct {
	ID     id.ID          `json:"id"`
	At     Time           `json:"at" format:"date-time"`
	Kind   string         `json:"kind" enum:"mass.list,mass.day,mass.threshold"`
	Region string         `json:"region"`
	By     string         `json:"by" doc:"who brought it about"`
	Detail map[string]any `json:"detail" doc:"counts and names of sources, never of people"`
	SeenAt Time           `json:"seen_at" format:"date-time" nullable:"true"`
}

// Weighing is what an import would do, or did, to colours, found before any of it is stored.
type Weighing struct {
	State string          `json:"state" enum:"tried,free,held,approved,refused"`
	At    Time            `json:"at" format:"date-time"`
	Found json.RawMessage `json:"found" doc:"rows, people, strangers, coloured, today, threshold; changes, regions, sources, samples; names nobody"`
}

// Certificate is a hospital certificate as who receives its holder sees it (WZ-15).
type Certificate struct {
	Number   id.ID  `json:"number"`
	Kind     string `json:"kind" enum:"hospital_certificate,isolation_certificate"`
	Title    Text   `json:"title"`
	Holds    bool   `json:"holds"`
	State    Text   `json:"state"`
	Until    Time   `json:"until" format:"date-time" nullable:"true"`
	Name     string `json:"name" doc:"masked"`
	IDNumber string `json:"id_number" doc:"masked"`
}
