package api

import (
	"context"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/node"
	"kangma/passage"
)

// doubled lists codes that were at two places too far apart, without persons (BY-21).
func (a *API) doubled(ctx context.Context, c node.Caller, in *struct {
	Paging
	ByRegion
}) (out wire.Page[wire.Doubled], err error) {
	r, after, err := a.part(in.ByRegion, in.Paging)
	if err != nil {
		return out, err
	}
	list, err := a.node.Doubled(ctx, c, r, after, in.Limit)
	out.Items = each(list, func(d passage.DoubledReport) wire.Doubled {
		return wire.Doubled{First: wire.Sighting{Passage: d.First, Point: d.FirstPoint, Region: d.FirstRegion.String(), At: wire.Time(d.FirstAt)},
			Second: wire.Sighting{Passage: d.Second, Point: d.SecondPoint, Region: d.SecondRegion.String(), At: wire.Time(d.SecondAt)},
			Metres: d.Metres, Needed: d.Needed, FoundAt: wire.Time(d.FoundAt)}
	})
	out.Next = whole(list, in.Limit, func(d passage.DoubledReport) id.ID { return d.First })
	return out, err
}
