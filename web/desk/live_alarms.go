package desk

import (
	"context"

	"kangma/internal/id"
)

func (l Live) Alarms(ctx context.Context, b Bearer, before id.ID) ([]Alarm, id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, id.ID{}, err
	}
	list, next, err := l.Node.Alarms(ctx, c, before, 50)
	out := make([]Alarm, len(list))
	for i, a := range list {
		out[i] = Alarm{a, l.Node.Regions().FullName(a.Region)}
	}
	return out, next, err
}

func (l Live) SeeAlarm(ctx context.Context, b Bearer, which id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.SeeAlarm(ctx, c, which)
}
