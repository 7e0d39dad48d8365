package passage

import (
	"context"
	"slices"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Item is one line of the checklist of an inspection (MS-03).
type Item string

// CodePosted is the item that coverage counts.
const CodePosted Item = "code_posted"

// Checklist is what an inspector looks at, in the order of his way through the place.
var Checklist = []struct {
	Item   Item
	Zh, En string
}{
	{CodePosted, "入口张贴有效场所码", "valid place code posted at the entrance"},
	{"code_check", "查验健康码", "health codes are checked"},
	{"temperature", "测量体温", "temperature is taken"},
	{"masks", "佩戴口罩", "masks are worn"},
	{"ventilation", "通风", "ventilation"},
	{"disinfection", "清洁消毒及记录", "disinfection, with records"},
}

// Answer is what was found of one item.
type Answer struct {
	Item   Item   `json:"item"`
	Result string `json:"result"`         // yes, no, or na: does not apply here
	Note   string `json:"note,omitempty"` // required with no
}

// Why an inspection is made.
const (
	Planned  = "planned"
	Surprise = "surprise"
	FollowUp = "follow_up"
)

// InspectionPlan has every open place of a kind in a region inspected at least every so many days.
type InspectionPlan struct {
	ID        id.ID
	Region    region.Code
	Kind      PlaceKind // "" means all
	Days      int
	CreatedAt instant.Instant
	CreatedBy id.ID
	EndedAt   instant.Instant // Never while it is in force
}

// Inspection is one visit of an inspector, to come or done.
type Inspection struct {
	ID        id.ID
	Place     id.ID
	Region    region.Code
	Why       string
	Plan      id.ID // of a planned one
	DueAt     instant.Instant
	DoneAt    instant.Instant // Never while it is still to be
	Inspector id.ID           // zero while it is still to be
	Answers   []Answer
}

// Overdue says whether it should have been done.
func (i Inspection) Overdue(at instant.Instant) bool {
	return i.DoneAt == instant.Never && i.DueAt < at
}

// Finding is an item that was not in order. It is open until another than who says that it was put right has closed it (PS-11).
type Finding struct {
	ID         id.ID
	Place      id.ID
	Region     region.Code
	Inspection id.ID
	Item       Item
	Note       string
	Deadline   instant.Instant
	FoundAt    instant.Instant
	FoundBy    id.ID
	RemediedAt instant.Instant // Never until an inspection found it in order
	RemediedBy id.ID
	ClosedAt   instant.Instant // Never while it is open
	ClosedBy   id.ID
}

// Limits of plans and findings.
const (
	MaxInspectionDays = 365
	FindingDays       = 3 // to put something right, if the inspector says nothing else
	MaxFindingDays    = 30
	MaxInspectionNote = 400 // characters
	inspectionLead    = 3 * 24 * time.Hour
)

// InspectionTx stores plans, inspections and findings.
type InspectionTx interface {
	Place(ctx context.Context, place id.ID) (Place, error)
	InsertInspectionPlan(ctx context.Context, p InspectionPlan) error
	InspectionPlan(ctx context.Context, plan id.ID) (InspectionPlan, error)
	EndInspectionPlan(ctx context.Context, plan id.ID, at instant.Instant) error
	InsertInspection(ctx context.Context, i Inspection) error
	Inspection(ctx context.Context, inspection id.ID) (Inspection, error)
	// FinishInspection stores DoneAt, Inspector and Answers.
	FinishInspection(ctx context.Context, i Inspection) error
	// LastInspection is when a place was last inspected, 0 if never, and whether an inspection of it is still to be.
	LastInspection(ctx context.Context, place id.ID) (done instant.Instant, waiting bool, err error)
	InsertFinding(ctx context.Context, f Finding) error
	Finding(ctx context.Context, finding id.ID) (Finding, error)
	// OpenFindings are those of a place that are not closed, by id.
	OpenFindings(ctx context.Context, place id.ID) ([]Finding, error)
	// PutFinding stores Inspection, Note, Deadline, RemediedAt, RemediedBy, ClosedAt and ClosedBy.
	PutFinding(ctx context.Context, f Finding) error
}

// PlanInspections puts a plan in force. p names Region, Kind, Days and CreatedBy.
func PlanInspections(ctx context.Context, tx InspectionTx, p InspectionPlan, at instant.Instant) (InspectionPlan, error) {
	if p.Kind != "" {
		if _, err := ParsePlaceKind(string(p.Kind)); err != nil {
			return InspectionPlan{}, err
		}
	}
	switch {
	case p.Region.IsZero():
		return InspectionPlan{}, fault.Missing("region")
	case p.Days < 1 || p.Days > MaxInspectionDays:
		return InspectionPlan{}, fault.Field("days", p.Days, "is not between 1 and %d", MaxInspectionDays)
	}
	p.ID, p.CreatedAt, p.EndedAt = id.New(at), at, instant.Never
	return p, tx.InsertInspectionPlan(ctx, p)
}

// DueUnder makes the inspection of a place that a plan asks for, if none is still to be and the last one is long enough ago: it appears
// some days before it is due. Called again it makes none.
func DueUnder(ctx context.Context, tx InspectionTx, p InspectionPlan, place Place, at instant.Instant) (made bool, err error) {
	last, waiting, err := tx.LastInspection(ctx, place.ID)
	if err != nil || waiting {
		return false, err
	}
	due := max(last, p.CreatedAt).Add(time.Duration(p.Days) * 24 * time.Hour)
	if at < due.Add(-min(inspectionLead, time.Duration(p.Days)*12*time.Hour)) {
		return false, nil
	}
	return true, tx.InsertInspection(ctx, Inspection{ID: id.New(at), Place: place.ID, Region: place.Region, Why: Planned, Plan: p.ID, DueAt: due, DoneAt: instant.Never})
}

// BeginSurprise is an inspection that nobody announced, to be reported at once.
func BeginSurprise(ctx context.Context, tx InspectionTx, place Place, at instant.Instant) (Inspection, error) {
	if place.ClosedAt <= at {
		return Inspection{}, closed("place")
	}
	i := Inspection{ID: id.New(at), Place: place.ID, Region: place.Region, Why: Surprise, DueAt: at, DoneAt: instant.Never}
	return i, tx.InsertInspection(ctx, i)
}

// ReportInspection stores what an inspector found: every item of the checklist once. An item that is not in order is a finding, with days
// to put it right, or goes on being one; an item in order remedies the finding before it. While something is open a follow-up is due at
// its deadline. It gives the findings of the place that are open now.
func ReportInspection(ctx context.Context, tx InspectionTx, inspection id.ID, by id.ID, answers []Answer, days int, at instant.Instant) ([]Finding, error) {
	i, err := tx.Inspection(ctx, inspection)
	if err != nil {
		return nil, err
	}
	if i.DoneAt != instant.Never {
		return nil, fault.New(fault.Conflict, "inspection.done", "this inspection was reported before")
	}
	if days == 0 {
		days = FindingDays
	}
	if days < 1 || days > MaxFindingDays {
		return nil, fault.Field("days", days, "is not between 1 and %d", MaxFindingDays)
	}
	if i.Answers, err = checkAnswers(answers); err != nil {
		return nil, err
	}
	i.DoneAt, i.Inspector = at, by
	if err := tx.FinishInspection(ctx, i); err != nil {
		return nil, err
	}
	open, err := tx.OpenFindings(ctx, i.Place)
	if err != nil {
		return nil, err
	}
	deadline := at.Add(time.Duration(days) * 24 * time.Hour)
	again := false
	for _, a := range i.Answers {
		n := slices.IndexFunc(open, func(f Finding) bool { return f.Item == a.Item })
		switch {
		case a.Result == "no" && n < 0:
			f := Finding{ID: id.New(at), Place: i.Place, Region: i.Region, Inspection: i.ID, Item: a.Item, Note: a.Note, Deadline: deadline, FoundAt: at, FoundBy: by,
				RemediedAt: instant.Never, ClosedAt: instant.Never}
			if err := tx.InsertFinding(ctx, f); err != nil {
				return nil, err
			}
			open, again = append(open, f), true
			continue
		case a.Result == "no":
			f := &open[n]
			f.Note, f.Deadline, f.RemediedAt, f.RemediedBy = a.Note, deadline, instant.Never, id.ID{}
			again = true
		case a.Result == "yes" && n >= 0 && open[n].RemediedAt == instant.Never:
			open[n].RemediedAt, open[n].RemediedBy = at, by
		default:
			continue
		}
		if err := tx.PutFinding(ctx, open[n]); err != nil {
			return nil, err
		}
	}
	if again {
		err = tx.InsertInspection(ctx, Inspection{ID: id.New(at), Place: i.Place, Region: i.Region, Why: FollowUp, DueAt: deadline, DoneAt: instant.Never})
	}
	return open, err
}

// checkAnswers wants every item of the checklist once, a note with each no, and gives them in the checklist's order.
func checkAnswers(answers []Answer) ([]Answer, error) {
	sorted := make([]Answer, 0, len(Checklist))
	for _, c := range Checklist {
		n := slices.IndexFunc(answers, func(a Answer) bool { return a.Item == c.Item })
		if n < 0 {
			return nil, fault.Missing("answers." + string(c.Item))
		}
		a := answers[n]
		var err error
		if a.Note, err = parseText("note", a.Note, MaxInspectionNote); err != nil {
			return nil, fault.At("answers."+string(c.Item), err)
		}
		switch {
		case a.Result != "yes" && a.Result != "no" && a.Result != "na":
			return nil, fault.Field("answers."+string(c.Item), a.Result, "is not yes, no or na")
		case a.Result == "no" && a.Note == "":
			return nil, fault.Missing("answers." + string(c.Item) + ".note")
		}
		sorted = append(sorted, a)
	}
	if len(answers) > len(sorted) {
		return nil, fault.Field("answers", len(answers), "are more than the %d items of the checklist, each once", len(sorted))
	}
	return sorted, nil
}

// CloseFinding closes a finding that an inspection found put right. Another than that inspector closes it (PS-11).
func CloseFinding(ctx context.Context, tx InspectionTx, finding, by id.ID, at instant.Instant) (Finding, error) {
	f, err := tx.Finding(ctx, finding)
	switch {
	case err != nil:
		return Finding{}, err
	case f.ClosedAt != instant.Never:
		return f, nil
	case f.RemediedAt == instant.Never:
		return Finding{}, fault.New(fault.Conflict, "inspection.not_remedied", "no inspection has found this put right; inspect again first")
	case f.RemediedBy == by:
		return Finding{}, fault.New(fault.Forbidden, "inspection.second_person", "who found it put right does not close it; another inspector does")
	}
	f.ClosedAt, f.ClosedBy = at, by
	return f, tx.PutFinding(ctx, f)
}
