package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// desks are the staff who bring the sample cases on their way.
type desks struct{ hq, county, city, grid *client.Client }

// cases has holders ask for conversions, corrections and checks, and an office file white lists; staff bring each to where
// it is to stand.
func (h *filling) cases(ctx context.Context) error {
	var d desks
	for who, phone := range map[**client.Client]string{&d.hq: Headquarters, &d.county: countyReview, &d.city: cityReview, &d.grid: gridWorker} {
		var err error
		if *who, err = h.login(ctx, phone, wire.StaffDoor); err != nil {
			return err
		}
	}
	for i, p := range h.people {
		var err error
		switch p.asks {
		case "":
			continue
		case "whitelist":
			err = h.file(ctx, p, d)
		default:
			err = h.ask(ctx, p, d)
		}
		if err != nil {
			return fmt.Errorf("demo: case of %d: %w", i+1, err)
		}
	}
	return nil
}

// ask opens one case and moves it. What was begun before stays as it is.
func (h *filling) ask(ctx context.Context, p someone, d desks) error {
	holder, err := h.login(ctx, p.phone, wire.HolderDoor)
	if err != nil {
		return err
	}
	if before, err := holder.Cases(ctx, id.ID{}, client.Page{}); err != nil || len(before.Items) > 0 {
		return err
	}
	in := wire.NewCase{Kind: p.asks, Form: json.RawMessage(`{"text":"隔离期已满，核酸检测阴性，请予核实。"}`)}
	if p.asks == "check" {
		in.Form = checkForm(p)
	} else if in.Evidence, err = grounds(ctx, holder); err != nil {
		return err
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
		move(d.county, "endorse", "材料齐全，拟同意。")
	case "approved":
		move(d.county, "endorse", "材料齐全，拟同意。")
		move(d.city, "approve", "经复核，同意转码。")
	case "refused":
		move(d.county, "object", "隔离期未满。")
		move(d.city, "refuse", "隔离期未满，解除隔离后可再申请。")
	case "cleared":
		move(d.grid, "accept", "")
		move(d.grid, "clear", "核酸检测阴性，无风险。")
	}
	return err
}

// grounds are the pieces of evidence that a holder's colour stands on.
func grounds(ctx context.Context, holder *client.Client) (all []id.ID, err error) {
	why, err := holder.Why(ctx, id.ID{}, 0)
	if err != nil {
		return nil, err
	}
	for _, r := range why.Reasons {
		for _, e := range r.Evidence {
			v, err := id.Parse(e.ID)
			if err != nil {
				return nil, err
			}
			all = append(all, v)
		}
	}
	return all, nil
}

func checkForm(p someone) json.RawMessage {
	form, _ := json.Marshal(map[string]any{"name": p.name, "id_number": p.number, "phone": p.phone, "left_city": true, "from_region": "610100",
		"residence": p.region, "address": p.address, "explanation": "出差归来", "own_green": true, "risk_area": true, "abroad": false, "promise": true})
	return form
}

// file has headquarters file a white list of one, and another person approve it. Who is on one already stays as he is.
func (h *filling) file(ctx context.Context, p someone, d desks) error {
	holder, err := h.login(ctx, p.phone, wire.HolderDoor)
	if err != nil {
		return err
	}
	shown, err := holder.Show(ctx, wire.ShowRequest{})
	if err != nil || slices.Contains(shown.Labels, "truck_driver") || slices.Contains(shown.Labels, "whitelisted") {
		return err
	}
	form, _ := json.Marshal(map[string]any{"list": p.until, "vetted_by": "温州港集团", "filed_with": "市防控办",
		"from": wire.Time(now()), "until": wire.Time(now().Add(30 * instant.Day)),
		"people": []map[string]string{{"name": p.name, "id_type": "resident_id", "id_number": p.number}}})
	c, err := d.hq.OpenDeskCase(ctx, wire.NewDeskCase{NewCase: wire.NewCase{Kind: p.asks, Form: form}})
	if err != nil {
		return err
	}
	_, err = d.city.MoveDeskCase(ctx, c.ID, wire.DeskMove{CaseMove: wire.CaseMove{Move: "approve", Version: c.Version, Reason: "名单属实，同意。"}})
	return err
}
