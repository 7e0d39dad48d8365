package wire

import "kangma/internal/id"

// ImportStarted is an import that has begun.
type ImportStarted struct {
	ID id.ID `json:"id"`
}

// Import is an import as it stands. Read = stored + refused + duplicate at any time.
type Import struct {
	ID        id.ID   `json:"id"`
	File      string  `json:"file"`
	Source    string  `json:"source,omitempty"`
	DryRun    bool    `json:"dry_run"`
	State     string  `json:"state" enum:"waiting,running,done,failed,stopped,held,refused"`
	Error     string  `json:"error,omitempty"`
	Read      int64   `json:"read"`
	Stored    int64   `json:"stored"`
	Refused   int64   `json:"refused"`
	Duplicate int64   `json:"duplicate"`
	Share     float64 `json:"share" doc:"of the file that has been read, 0 to 1"`
	Rate      float64 `json:"rate,omitempty" doc:"rows a second"`
	Remaining float64 `json:"remaining,omitempty" doc:"seconds, estimated"`
	StartedAt Time    `json:"started_at" format:"date-time"`
	EndedAt   Time    `json:"ended_at" format:"date-time" nullable:"true"`
}

// Mapping says what the columns of a table mean: field → column, list of columns, or {columns, values, value}.
type Mapping struct {
	Name   string         `json:"name" maxLength:"100"`
	Zone   string         `json:"zone,omitempty" maxLength:"6" doc:"offset of times that state none; +08:00 if absent"`
	Fields map[string]any `json:"fields"`
}

// RiskImport is what importing a list of risk areas came to.
type RiskImport struct {
	List       id.ID      `json:"list"`
	Published  Time       `json:"published" format:"date-time"`
	Rows       int        `json:"rows" doc:"resolved and unresolved"`
	Resolved   int        `json:"resolved"`
	Unresolved []RiskRow  `json:"unresolved" doc:"rows without a region, and why"`
	Added      []RiskArea `json:"added" doc:"against the newest list before it"`
	Removed    []RiskArea `json:"removed"`
	Changed    []RiskArea `json:"changed" doc:"at another level"`
	Regime     int64      `json:"regime" doc:"that it begins; 0 of a list that is held"`
	Coloured   int64      `json:"coloured" doc:"people whose colour it changes, or would"`
	Held       id.ID      `json:"held,omitzero" doc:"the case in which a second office decides it; absent if the list is in force (BY-18)"`
}

// RiskRow is a row of a published list, in its own words.
type RiskRow struct {
	Level    string `json:"level"`
	Province string `json:"province"`
	City     string `json:"city"`
	County   string `json:"county"`
	Text     string `json:"text"`
	Reason   string `json:"reason"`
}

// RiskArea is a place that is listed.
type RiskArea struct {
	Region string `json:"region"`
	Name   string `json:"name"`
	Level  string `json:"level" enum:"high,medium,low"`
	Was    string `json:"was,omitempty" doc:"the level before"`
	Text   string `json:"text,omitempty" doc:"the row's own words"`
	Whole  bool   `json:"whole" doc:"all of the region; else only places in it"`
	From   Time   `json:"from,omitzero" format:"date-time"`
	Until  Time   `json:"until,omitzero" format:"date-time" nullable:"true"`
}
