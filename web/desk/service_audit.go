package desk

import (
	"context"

	"kangma/audit"
	"kangma/internal/id"
	"kangma/node"
	"kangma/staff"
)

// AuditLog is what was done by whom, for auditors alone (BY-04).
type AuditLog interface {
	// Entries are those asked for, newest first; next is zero at the end. Being shown is itself an entry. Faults name
	// region, from, until, actor, subject.
	Entries(ctx context.Context, b Bearer, q EntryQuery) (list []Entry, next id.ID, err error)
	// LogHead is the newest checkpoint. NotFound before the first.
	LogHead(ctx context.Context, b Bearer) (LogHead, error)
	// CheckEntry verifies an entry. NotFound while it is not in the log.
	CheckEntry(ctx context.Context, b Bearer, which id.ID, why staff.Purpose) (CheckedEntry, error)
	// CheckGrowth verifies that the log continues a checkpoint that was kept.
	CheckGrowth(ctx context.Context, b Bearer, held string) (node.Growth, error)
}

// EntryQuery is what of the log is asked for, as somebody typed it; what is empty does not restrict.
type EntryQuery struct {
	Action, Actor, Object, Subject string
	Region, From, Until            string // a name or a code; days as 2020-03-25
	Before                         id.ID
	Purpose                        staff.Purpose
}

// Entry is an act with its region's name.
type Entry struct {
	audit.Entry
	Where string
}

// LogHead is the newest checkpoint, and the key under which outsiders verify it.
type LogHead struct {
	node.LogHead
	Key string
}

// CheckedEntry is an entry with what shows that it stands in the log.
type CheckedEntry struct {
	node.CheckedEntry
	Where string
}
