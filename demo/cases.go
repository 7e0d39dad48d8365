package demo

import (
	"context"
	"encoding/json"
	"fmt"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/id"
)

// cases has holders ask for conversions and corrections, and reviewers bring each to where it is to stand.
func (h *filling) cases(ctx context.Context) error {
	var county, city *client.Client
	for i, p := range h.people {
		if p.asks == "" {
			continue
		}
		var err error
		if county == nil {
			if county, err = h.login(ctx, countyReview, wire.StaffDoor); err != nil {
				return err
			}
			if city, err = h.login(ctx, cityReview, wire.StaffDoor); err != nil {
				return err
			}
		}
		if err := h.ask(ctx, p, county, city); err != nil {
			return fmt.Errorf("demo: case of %d: %w", i+1, err)
		}
	}
	return nil
}

// ask opens one case and moves it. What was begun before stays as it is.
func (h *filling) ask(ctx context.Context, p someone, county, city *client.Client) error {
	holder, err := h.login(ctx, p.phone, wire.HolderDoor)
	if err != nil {
		return err
	}
	if before, err := holder.Cases(ctx, id.ID{}, client.Page{}); err != nil || len(before.Items) > 0 {
		return err
	}
	why, err := holder.Why(ctx, id.ID{}, 0)
	if err != nil {
		return err
	}
	in := wire.NewCase{Kind: p.asks, Form: json.RawMessage(`{"text":"隔离期已满，核酸检测阴性，请予核实。"}`)}
	for _, r := range why.Reasons {
		for _, e := range r.Evidence {
			v, err := id.Parse(e.ID)
			if err != nil {
				return err
			}
			in.Evidence = append(in.Evidence, v)
		}
	}
	c, err := holder.OpenCase(ctx, in)
	if err != nil {
		return err
	}
	move := func(who *client.Client, move, reason string) {
		if err == nil {
			c, err = who.MoveDeskCase(ctx, c.ID, wire.DeskMove{CaseMove: wire.CaseMove{Move: move, Version: c.Version, Reason: reason}})
		}
	}
	switch p.until {
	case "withdrawn":
		c, err = holder.MoveCase(ctx, c.ID, wire.CaseMove{Move: "withdraw", Version: c.Version})
	case "prefecture":
		move(county, "endorse", "材料齐全，拟同意。")
	case "approved":
		move(county, "endorse", "材料齐全，拟同意。")
		move(city, "approve", "经复核，同意转码。")
	case "refused":
		move(county, "object", "隔离期未满。")
		move(city, "refuse", "隔离期未满，解除隔离后可再申请。")
	}
	return err
}
