package policy

import (
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
	Stands   int64  // decisions of this and later regimes stand under it: what changed since concerned nobody, or has been redone

	Digest      Digest          // of the pack; zero in regimes of versions that had none
	Until       instant.Instant // the rules' end: nobody is decided from then on (BY-16); Never if a version was fixed
	Publication id.ID           // by which the pack came into force; zero of one that came with the program
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
