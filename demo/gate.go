package demo

import (
	"context"
	"fmt"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
)

// scans has every so many-th of all come by the gate, each showing a code of the moment, and register at the place by its poster.
func (h *filling) scans(ctx context.Context, every int) error {
	gate, err := h.asStaff(ctx, collector)
	if err != nil {
		return err
	}
	if err := gate.StandAt(ctx, h.points[0]); err != nil {
		return err
	}
	for i, p := range h.everybody() {
		if p.lately || (i+h.days)%every != 0 {
			continue
		}
		holder, err := h.login(ctx, p.phone, wire.HolderDoor)
		if err != nil {
			return err
		}
		shown, err := holder.Show(ctx, wire.ShowRequest{})
		if err != nil {
			return fmt.Errorf("code %d: %w", i+1, err)
		}
		scan := wire.Scan{ID: id.New(h.instant()), Point: h.points[0], Text: shown.Token, Temperature: 36.2 + float64((i+h.days)%9)/10}
		if i == 8 {
			scan.Temperature = 37.6
		}
		if _, err := gate.Scan(ctx, scan); err != nil {
			return fmt.Errorf("scan %d: %w", i+1, err)
		}
		if i%3 == 0 {
			if _, err := holder.Visit(ctx, wire.NewVisit{Code: h.codes[h.venues[0].name]}); err != nil {
				return fmt.Errorf("visit %d: %w", i+1, err)
			}
		}
	}
	return nil
}

// faraway has one code scanned at two gates too far apart for the moment between (BY-21).
func (h *filling) faraway(ctx context.Context) error {
	holder, err := h.login(ctx, h.people[0].phone, wire.HolderDoor)
	if err != nil {
		return err
	}
	shown, err := holder.Show(ctx, wire.ShowRequest{})
	if err != nil {
		return err
	}
	last := len(h.points) - 1
	for phone, point := range map[string]id.ID{collector: h.points[0], farCollector: h.points[last]} {
		gate, err := h.asStaff(ctx, phone)
		if err != nil {
			return err
		}
		if _, err := gate.Scan(ctx, wire.Scan{ID: id.New(h.instant()), Point: point, Text: shown.Token, Temperature: 36.6}); err != nil {
			return err
		}
	}
	return nil
}

// tooOften asks for so many codes that the phone is blocked until midnight (WZ-12, state 13). Codes come at most every minute, so the
// clock goes by minutes before it arrives at now.
func (h *filling) tooOften(ctx context.Context) error {
	if !h.blocked {
		return nil
	}
	c := client.New(h.url, h.http)
	for {
		if err := c.RequestCode(ctx, Blocked); err != nil {
			if f, ok := fault.As(err); ok && f.Key == "login.blocked" {
				return nil
			}
			return err
		}
		h.Back(h.behind() - time.Minute - time.Second)
	}
}
