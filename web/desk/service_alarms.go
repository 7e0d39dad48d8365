package desk

import (
	"context"

	"kangma/internal/id"
	"kangma/node"
)

// Alarms are what auditors are told of at once (BY-18).
type Alarms interface {
	// Alarms are those of the regions that he audits, newest first, with ids before the one given; next is zero at the end.
	Alarms(ctx context.Context, b Bearer, before id.ID) (list []Alarm, next id.ID, err error)
	// SeeAlarm takes note of one. It may be repeated.
	SeeAlarm(ctx context.Context, b Bearer, which id.ID) error
}

// Alarm is one of them.
type Alarm struct {
	node.Alarm
	Where string // its region's whole name
}
