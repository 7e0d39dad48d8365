package desk

import (
	"context"
	"io"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/web/ui"
)

// Placing is public places, their codes and posters, and the points where codes are checked (MS-01, WH-11).
type Placing interface {
	// Places of a region (code or name; "": wherever one may read them) after a cursor. Faults name region, kind.
	Places(ctx context.Context, b Bearer, q PlaceAsk) (PlaceList, error)
	// Place is one of them with its code, points and findings.
	Place(ctx context.Context, b Bearer, place id.ID) (PlaceDetail, error)
	// AddPlace opens one. Faults name kind, name, region, address, office, phone.
	AddPlace(ctx context.Context, b Bearer, p NewPlace) (id.ID, error)
	// ClosePlace closes it and its points: Conflict while a collector stands at one.
	ClosePlace(ctx context.Context, b Bearer, place id.ID) error
	// IssueCode makes its code anew: for paper, or for a screen that shows another every so many minutes.
	IssueCode(ctx context.Context, b Bearer, place id.ID, minutes int) error
	RevokeCode(ctx context.Context, b Bearer, place id.ID) error
	// AddPoint opens a point at a place. Faults name point.
	AddPoint(ctx context.Context, b Bearer, place id.ID, name string) error
	ClosePoint(ctx context.Context, b Bearer, point id.ID) error
	// Posters writes the posters of one place, or of those of a list, as PDF.
	Posters(ctx context.Context, b Bearer, place id.ID, q PlaceAsk, size string, w io.Writer) error
}

// Inspecting is inspections, what they found, and how far they reach (MS-03).
type Inspecting interface {
	// Inspections are those still to be done, the plans in force, and open findings.
	Inspections(ctx context.Context, b Bearer, region string, overdue bool) (InspectionList, error)
	// Inspect reports one: planned if it names an inspection, else by surprise. Faults name item, result, note.
	Inspect(ctx context.Context, b Bearer, r node.InspectionReport) error
	CloseFinding(ctx context.Context, b Bearer, finding id.ID) error
	// Plan has places of a kind ("" for all) inspected every so many days. Faults name region, kind, days.
	Plan(ctx context.Context, b Bearer, region, kind string, days int) error
	EndPlan(ctx context.Context, b Bearer, plan id.ID) error
	// Coverage counts places by division and kind, inspected within so many days.
	Coverage(ctx context.Context, b Bearer, region string, days int) (Covered, error)
}

// PlaceAsk says which places are listed.
type PlaceAsk struct {
	Region, Kind, Name string
	After              id.ID
}

// PlaceList is a page of them.
type PlaceList struct {
	List []PlaceRow
	Next id.ID // zero at the end
}

// PlaceRow is a place as lists show it.
type PlaceRow struct {
	ID                   id.ID
	Name, Number, Region string
	Kind                 ui.Text
	Code                 CodeState
}

// CodeState says what there is of a place's code.
type CodeState struct {
	Holds  bool
	Screen bool // it changes, and is for a screen
	Issued instant.Instant
}

// PlaceDetail is one place whole.
type PlaceDetail struct {
	PlaceRow
	Address, Office, Phone string
	Shown                  string // the code as a screen shows it now, "" if there is none
	Until                  instant.Instant
	Points                 []passage.Point
	Findings               []FindingRow
	Closed                 bool
}

// NewPlace is a place as it was entered.
type NewPlace struct{ Kind, Name, Region, Address, Office, Phone string }

// InspectionList is what inspectors have before them.
type InspectionList struct {
	Due      []DueInspection
	Plans    []PlanRow
	Findings []FindingRow
}

// DueInspection is one that is still to be done.
type DueInspection struct {
	ID, Place    id.ID
	Name, Region string
	Why          string // "planned", "surprise", "follow_up"
	DueAt        instant.Instant
	Overdue      bool
}

// PlanRow is one plan in force.
type PlanRow struct {
	ID     id.ID
	Region string
	Kind   ui.Text
	Days   int
}

// FindingRow is something that was not in order.
type FindingRow struct {
	ID, Place id.ID
	Region    string
	Item      ui.Text
	Note      string
	Deadline  instant.Instant
	Late      bool
	Remedied  bool // an inspection found it put right; another than that inspector closes it
}

// Covered counts places by division and kind.
type Covered struct {
	Region Division
	List   []node.Coverage
	Names  map[string]string // of divisions, by code
}
