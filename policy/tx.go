package policy

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
)

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
