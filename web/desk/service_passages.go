package desk

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/staff"
)

// Gates are what happened at collection points: passages without persons (WH-13), those of people without a code (NA-12),
// and times without the system (WZ-18).
type Gates interface {
	// Passages are those of a region in some days, the newest first. Each look is logged with its purpose.
	// Faults name region, from, until, purpose.
	Passages(ctx context.Context, b Bearer, q PassageAsk, why staff.Purpose) (PassageList, error)
	// Fallbacks are the times without the system in a region, the newest first. Faults name region.
	Fallbacks(ctx context.Context, b Bearer, q PassageAsk) (FallbackList, error)
	// WhoPassed resolves one passage; the person reads it. NotFound "passage.not_found"; faults name purpose, case, note.
	WhoPassed(ctx context.Context, b Bearer, ref node.PassageRef, why staff.Purpose) (node.Passed, error)
	// RevealManual shows what was written down of one in full. Faults as of WhoPassed.
	RevealManual(ctx context.Context, b Bearer, which id.ID, why staff.Purpose) (PassageRow, error)
}

// PassageAsk says which passages are listed: Region by code or name, days as 2020-03-25; empty is where somebody may read them first, today.
type PassageAsk struct {
	Manual              bool // those without a code alone
	Region, From, Until string
	Before              *passage.Cursor
}

// PassageList is a page of them.
type PassageList struct {
	Region      Division
	From, Until passage.Day
	List        []PassageRow
	Next        *passage.Cursor // nil at the end
}

// PassageRow is a passage as lists show it, with what was written down of who had no code.
type PassageRow struct {
	passage.Passage
	Where   string // point and place
	Manual  *passage.Manual
	Written *passage.Written // masked, but where it was revealed; nil if nothing was written down
}

// FallbackList is a page of times without the system.
type FallbackList struct {
	Region Division
	List   []FallbackRow
	Next   *passage.Cursor
}

// FallbackRow is one of them.
type FallbackRow struct {
	Where        string
	Cause        passage.FallbackCause
	Began, Ended instant.Instant // Ended is Never while it goes on
}

// GoesOn says whether it has not ended.
func (f FallbackRow) GoesOn() bool { return f.Ended == instant.Never }
