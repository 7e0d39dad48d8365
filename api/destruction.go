package api

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/destruction"
	"kangma/internal/instant"
	"kangma/node"
)

func (a *API) planDestruction(ctx context.Context, c node.Caller, _ *nothing) (wire.DestructionPlan, error) {
	d, err := a.node.Doom(ctx, c)
	if err != nil {
		return wire.DestructionPlan{}, err
	}
	out := wire.DestructionPlan{Policy: d.Policy, Files: d.Files, Destroyed: each(d.Destroyed, tableRows), Kept: each(d.Kept, tableRows)}
	if d.Ended != instant.Never {
		out.Ended, out.Due = wire.Time(d.Ended), wire.Time(d.Due)
	}
	if d.Refused != nil {
		out.Refused = d.Refused.Error()
	}
	return out, nil
}

func tableRows(t destruction.Table) wire.TableRows { return wire.TableRows(t) }

func (a *API) proposeDestruction(ctx context.Context, c node.Caller, in *struct{ Body wire.Because }) (destruction.Order, error) {
	return a.node.ProposeDestruction(ctx, c, in.Body.Reason)
}

func (a *API) approveDestruction(ctx context.Context, c node.Caller, in *Acting) (destruction.Order, error) {
	v, err := in.id()
	if err != nil {
		return destruction.Order{}, err
	}
	return a.node.ApproveDestruction(ctx, c, v, in.Body.Reason)
}

func destructionOrder(o destruction.Order) wire.DestructionOrder {
	return wire.DestructionOrder{ID: o.ID, Policy: o.Policy, Ended: wire.Time(o.Ended), Proposed: *actOf(&o.Proposed), Approved: actOf(o.Approved)}
}

func (a *API) destruction(ctx context.Context, w http.ResponseWriter, r *http.Request, _ node.Caller) {
	note, err := a.node.Destruction(ctx)
	a.plain(w, r, note, err)
}
