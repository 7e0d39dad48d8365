package api

import (
	"context"
	"encoding/json"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/review"
)

func (a *API) alarms(ctx context.Context, c node.Caller, in *struct{ Paging }) (out wire.Page[wire.Alarm], err error) {
	before, err := in.before()
	if err != nil {
		return out, err
	}
	list, next, err := a.node.Alarms(ctx, c, before, in.Limit)
	return wire.Page[wire.Alarm]{Items: each(list, alarm), Next: cursor(next)}, err
}

func alarm(f node.Alarm) wire.Alarm {
	return wire.Alarm{ID: f.ID, At: wire.Time(f.At), Kind: f.Kind, Region: f.Region.String(), By: f.By, Detail: f.Detail, SeenAt: wire.Time(f.SeenAt)}
}

func (a *API) seeAlarm(ctx context.Context, c node.Caller, in *ByID) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.SeeAlarm(ctx, c, v)
}

// weighing is what an import would do, or did, to colours.
func (a *API) weighing(ctx context.Context, c node.Caller, in *ByID) (wire.Weighing, error) {
	run, err := in.id()
	if err != nil {
		return wire.Weighing{}, err
	}
	w, ok, err := a.node.ImportWeighing(ctx, c, run)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "import.not_weighed", "what this import would do has not been found yet")
	}
	if err != nil {
		return wire.Weighing{}, err
	}
	found, err := json.Marshal(w)
	return wire.Weighing{State: w.State, At: wire.Time(w.At), Found: found}, err
}

// proposeMode opens the case in which another approves.
func (a *API) proposeMode(ctx context.Context, c node.Caller, in *struct{ Body wire.NewMode }) (review.Case, error) {
	b := in.Body
	f := review.ModeForm{Mode: b.Mode, From: b.From.Instant(0), Until: b.Until.Instant(0), Off: b.Off, Reason: b.Reason}
	if f.Until == instant.Never {
		f.Until = 0
	}
	form, err := json.Marshal(f)
	if err != nil {
		return review.Case{}, err
	}
	return a.node.OpenCase(ctx, c, node.NewCase{Kind: review.ModeSwitch, Form: form})
}
