package wire

import "kangma/internal/id"

// NewInspectionPlan has the places of a kind in a region inspected every so many days (MS-03).
type NewInspectionPlan struct {
	Region string `json:"region" maxLength:"12"`
	Kind   string `json:"kind,omitempty" maxLength:"32" doc:"of places; all if absent"`
	Days   int    `json:"days" minimum:"1" maximum:"365"`
}

// InspectionPlan is one in force.
type InspectionPlan struct {
	ID        id.ID  `json:"id"`
	Region    string `json:"region"`
	Kind      string `json:"kind,omitempty"`
	Days      int    `json:"days"`
	CreatedAt Time   `json:"created_at" format:"date-time"`
}

// InspectionPlans are those in force.
type InspectionPlans struct {
	Items []InspectionPlan `json:"items"`
}

// Inspection is one that is still to be done.
type Inspection struct {
	ID        id.ID  `json:"id"`
	Place     id.ID  `json:"place"`
	PlaceName string `json:"place_name"`
	Kind      string `json:"kind"`
	Region    string `json:"region"`
	Why       string `json:"why" enum:"planned,surprise,follow_up"`
	DueAt     Time   `json:"due_at" format:"date-time"`
	Overdue   bool   `json:"overdue"`
}

// ChecklistItem is one line of the checklist.
type ChecklistItem struct {
	Item string `json:"item"`
	Name Text   `json:"name"`
}

// InspectionAnswer is what was found of one item of the checklist.
type InspectionAnswer struct {
	Item   string `json:"item" maxLength:"32"`
	Result string `json:"result" enum:"yes,no,na"`
	Note   string `json:"note,omitempty" maxLength:"1600" doc:"required with no; about the place, never about a person"`
}

// InspectionReport is an inspection that was to be, or one by surprise.
type InspectionReport struct {
	Inspection id.ID              `json:"inspection,omitzero" doc:"that was to be"`
	Place      id.ID              `json:"place,omitzero" doc:"inspected by surprise"`
	Answers    []InspectionAnswer `json:"answers" maxItems:"50"`
	Days       int                `json:"days,omitempty" minimum:"0" maximum:"30" doc:"to put right what is not in order; 3 if absent"`
}

// Inspected is what came of a report.
type Inspected struct {
	Inspection id.ID     `json:"inspection"`
	Open       []Finding `json:"open" doc:"findings of the place"`
}

// Finding is something that was not in order.
type Finding struct {
	ID       id.ID  `json:"id"`
	Place    id.ID  `json:"place"`
	Region   string `json:"region"`
	Item     string `json:"item"`
	Note     string `json:"note"`
	Deadline Time   `json:"deadline" format:"date-time"`
	FoundAt  Time   `json:"found_at" format:"date-time"`
	Remedied Time   `json:"remedied,omitzero" format:"date-time" doc:"when an inspection found it put right"`
	Closed   Time   `json:"closed,omitzero" format:"date-time"`
}

// Coverage counts the open places of one kind in one division.
type Coverage struct {
	Region     string `json:"region"`
	RegionName string `json:"region_name"`
	Kind       string `json:"kind"`
	Places     int    `json:"places"`
	Coded      int    `json:"coded" doc:"whose code holds"`
	Posted     int    `json:"posted" doc:"whose last inspection saw the code posted"`
	Inspected  int    `json:"inspected" doc:"within the days asked for"`
	Overdue    int    `json:"overdue" doc:"inspections"`
	Findings   int    `json:"findings" doc:"open"`
}
