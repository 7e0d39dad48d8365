package cli

import (
	"context"
	"encoding/json"
	"fmt"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
)

// alarmCommand is kangma alarm: what auditors are told of at once (BY-18).
type alarmCommand struct {
	List alarmList `cmd:"" help:"List alarms, the newest first."`
	See  alarmSee  `cmd:"" help:"Take note of an alarm."`
}

type alarmList struct {
	nodeFlags
	Limit int `help:"At most so many." default:"50"`
}

func (c *alarmList) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	list, _, err := n.Alarms(ctx, node.Itself, id.ID{}, c.Limit)
	for _, a := range list {
		seen := "not seen"
		if a.SeenAt != instant.Never {
			seen = "seen " + a.SeenAt.In(instant.Beijing)
		}
		detail, _ := json.Marshal(a.Detail) // numbers and words
		fmt.Fprintf(s.Out, "%s %s %s %s by %s, %s: %s\n", a.ID, a.At.In(instant.Beijing), a.Kind, n.Regions().FullName(a.Region), a.By, seen, detail)
	}
	return err
}

type alarmSee struct {
	nodeFlags
	ID string `arg:"" help:"The alarm."`
}

func (c *alarmSee) Run(ctx context.Context) error {
	alarm, err := readID("ID", c.ID)
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	return n.SeeAlarm(ctx, node.Itself, alarm)
}
