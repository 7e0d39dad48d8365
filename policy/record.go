package policy

import (
	"context"
	"slices"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Record is a decision as it is stored, append-only: what was shown, by which pack, on which grounds. Texts are not
// copied: the pack has them, and a pack is never changed.
type Record struct {
	Person     id.ID
	ID         id.ID
	At         instant.Instant // decided for, with what was known then
	Regime     int64           // the Regime it was decided under
	Policy     string          // name@version
	Colour     Colour
	Mark       Mark
	Labels     []string
	State      string
	Gate       Gate
	Reasons    []Ground
	NextReview instant.Instant // Never if none
}

// Ground is a Reason as it is stored.
type Ground struct {
	Rule     string          `json:"r"`
	Evidence []string        `json:"e,omitempty"`
	Until    instant.Instant `json:"u,omitzero"` // zero for never
}

// Regime is what decisions stand on beside the evidence: the pack in force, the modes and the risk list. It is numbered
// from 1; every change of any of them makes a new one, and tokens carry the number as their epoch.
type Regime struct {
	Number   int64
	From     instant.Instant
	Policy   string // name@version
	Modes    int    // how many mode switches it includes
	RiskList id.ID  // the newest risk list it includes, zero if none
}

// Switch turns a mode on, or off from an instant (HB-11, WH-07).
type Switch struct {
	ID         id.ID
	Mode       string
	Region     region.Code
	From       instant.Instant
	Until      instant.Instant // Never if it names no end
	RecordedAt instant.Instant
	By         string
	Reason     string
}

// Brief is what deciding needs of a person.
type Brief struct {
	ID id.ID
	Person
}

// Tx is what deciding needs from storage, inside one transaction.
type Tx interface {
	// Briefs reads persons in order of id: those given, or, if none are given, those after the given id, at most limit.
	Briefs(ctx context.Context, of []id.ID, after id.ID, limit int) ([]Brief, error)
	// InsertDecisions appends decisions and makes each its person's current one; each person once in the list.
	InsertDecisions(ctx context.Context, rs []Record) error
	// StillDecided notes that the current decisions of these persons stand under a later regime unchanged.
	StillDecided(ctx context.Context, persons []id.ID, regime int64) error
	// Current reads the current decisions; persons who were never decided are left out.
	Current(ctx context.Context, persons []id.ID) (map[id.ID]Record, error)
	// Decisions lists a person's decisions, newest first, with ids before the given one (zero: from the newest).
	Decisions(ctx context.Context, person, before id.ID, limit int) ([]Record, error)
	// Due lists persons whose next review has come, the longest overdue first (the due index; no scan).
	Due(ctx context.Context, at instant.Instant, limit int) ([]id.ID, error)
	// NextDue is the earliest next review of all, Never if there is none.
	NextDue(ctx context.Context) (instant.Instant, error)

	// InsertRegime stores a regime; fault.Conflict if its number is taken. Regime is the newest; ok is false before the first.
	InsertRegime(ctx context.Context, r Regime) error
	Regime(ctx context.Context) (r Regime, ok bool, err error)
	// InsertSwitch stores a switch; Switches lists all, oldest first.
	InsertSwitch(ctx context.Context, s Switch) error
	Switches(ctx context.Context) ([]Switch, error)
}

// Record makes the decision ready to be stored.
func (d *Decision) Record(person id.ID, regime int64) Record {
	r := Record{Person: person, ID: id.New(d.DecidedFor), At: d.DecidedFor, Regime: regime, Policy: d.Policy, Colour: d.Colour,
		Mark: d.Mark, Labels: d.Labels, State: d.State.Name, Gate: d.Gate, NextReview: d.NextReview,
		Reasons: make([]Ground, len(d.Reasons))}
	for i, g := range d.Reasons {
		r.Reasons[i] = Ground{Rule: g.Rule.ID, Evidence: g.Evidence}
		if g.Until != instant.Never {
			r.Reasons[i].Until = g.Until
		}
	}
	return r
}

// Same says whether a stored decision says the same as this one: shown aspects, grounds, next review and pack.
func (r *Record) Same(q *Record) bool {
	return r.Policy == q.Policy && r.Colour == q.Colour && r.Mark == q.Mark && r.State == q.State && r.Gate == q.Gate &&
		r.NextReview == q.NextReview && slices.Equal(r.Labels, q.Labels) &&
		slices.EqualFunc(r.Reasons, q.Reasons, func(a, b Ground) bool {
			return a.Rule == b.Rule && a.Until == b.Until && slices.Equal(a.Evidence, b.Evidence)
		})
}
