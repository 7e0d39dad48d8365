package demo

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// venue is a public place.
type venue struct {
	kind, name, address string
	lat, lon            float64
	points              []string // where collectors stand
	county              int      // of the node's counties
}

// addPlaces has headquarters import the places as a table, issue their codes, and plan their inspections; collectors get their points.
// The last place stays without a code.
func (h *filling) addPlaces(ctx context.Context) error {
	hq, err := h.asStaff(ctx, Headquarters)
	if err != nil {
		return err
	}
	var table bytes.Buffer
	w := csv.NewWriter(&table)
	w.Write([]string{"类别", "名称", "行政区划", "地址", "联系单位", "联系电话", "纬度", "经度"})
	for _, v := range h.venues {
		w.Write([]string{v.kind, v.name, h.counties[v.county], v.address, "属地街道办事处", h.landline, fmt.Sprint(v.lat), fmt.Sprint(v.lon)})
	}
	w.Flush()
	rows, err := hq.ImportPlaces(ctx, &table, "")
	if err != nil {
		return err
	}
	h.places, h.codes = map[string]id.ID{}, map[string]string{}
	for i, v := range h.venues {
		if rows.Rows[i].Status == "refused" {
			return fmt.Errorf("place %s: %s: %s", v.name, rows.Rows[i].Field, rows.Rows[i].Detail)
		}
		place := rows.Rows[i].Place
		h.places[v.name] = place
		if i < len(h.venues)-1 {
			if _, err := hq.IssuePlaceCode(ctx, place, wire.NewPlaceCode{}); err != nil {
				return err
			}
			code, err := hq.ShownPlaceCode(ctx, place)
			if err != nil {
				return err
			}
			h.codes[v.name] = code.Text
		}
		for _, name := range v.points {
			p, err := hq.AddPoint(ctx, wire.NewPoint{Name: name, Place: place, Location: &wire.Location{Lat: v.lat, Lon: v.lon}})
			if err != nil {
				return err
			}
			h.points = append(h.points, p.ID)
		}
	}
	for _, c := range []struct {
		phone string
		point id.ID
		by    string
		at    string
	}{{collector, h.points[0], administrator, h.counties[0]}, {farCollector, h.points[len(h.points)-1], Headquarters, h.counties[h.venues[len(h.venues)-2].county]}} {
		by, err := h.asStaff(ctx, c.by)
		if err != nil {
			return err
		}
		if _, err := by.Appoint(ctx, wire.NewAppointment{Phone: c.phone, Name: "采集员", Role: "collector", Region: c.at, Point: c.point}); err != nil {
			return err
		}
	}
	_, err = hq.PlanInspections(ctx, wire.NewInspectionPlan{Region: h.counties[0], Days: 3})
	return err
}

// inspect has an inspector go round: on most days one place, by surprise; what he finds is put right two days later, and the day after
// another closes it. The last findings stay open.
func (h *filling) inspect(ctx context.Context, today int) error {
	here := h.venues[:0:0]
	for _, v := range h.venues {
		if v.county == 0 {
			here = append(here, v)
		}
	}
	worker, err := h.asStaff(ctx, gridWorker)
	if err != nil {
		return err
	}
	first := here[0]
	switch today {
	case 1:
		return h.report(ctx, worker, first, map[string]string{"temperature": "测温枪电量不足，停用", "disinfection": "消毒记录缺两天"})
	case 3:
		return h.report(ctx, worker, first, nil)
	case 4:
		admin, err := h.asStaff(ctx, administrator)
		if err != nil {
			return err
		}
		open, err := admin.Findings(ctx, h.counties[0], client.Page{})
		for _, f := range open.Items {
			if f.Remedied.Instant(instant.Never) < h.instant() && err == nil {
				_, err = admin.CloseFinding(ctx, f.ID)
			}
		}
		return err
	}
	return h.report(ctx, worker, here[today%len(here)], map[string]string{"masks": "收银台两名员工未佩戴口罩"})
}

// report is one inspection: all in order but what is named.
func (h *filling) report(ctx context.Context, worker *client.Client, v venue, wrong map[string]string) error {
	in := wire.InspectionReport{Place: h.places[v.name]}
	for _, item := range strings.Fields("code_posted code_check temperature masks ventilation disinfection") {
		a := wire.InspectionAnswer{Item: item, Result: "yes"}
		if note := wrong[item]; note != "" {
			a.Result, a.Note = "no", note
		}
		in.Answers = append(in.Answers, a)
	}
	_, err := worker.ReportInspection(ctx, in)
	return err
}
