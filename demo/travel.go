package demo

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/id"
)

// timetable is a train that changes its number on the way and runs past midnight.
const timetable = `车次,站序,站名,到站时间,出发时间,运行日期
G2331/G2334,1,武汉,----,19:20,ALL
,2,南昌西,21:50,21:54,
,3,金华,23:40,23:42,
,4,温州南,00:58,00:58,
`

// travellers sat in the carriage of a patient, all in Hubei's node.
func travellers() []someone {
	var all []someone
	for i, p := range []struct {
		name, told string
		forgets    bool
	}{
		{"龚雪", "同车：待流调人员判定 / on a train with a case: to be judged", false},
		{"邵兵", "同车：待另一人复核 / on a train with a case: to be confirmed", false},
		{"常昊", "同车：判定为密接，黄码 / on a train with a case: a contact, yellow", false},
		{"于洋", "同车：判定为非密接 / on a train with a case: no contact", false},
		{"祝英", "同车：退票属实，依据已撤销 / on a train with a case: the ticket had been returned, retracted", false},
		{"伍德", "同车：本人已删除数据 / on a train with a case; his data was deleted", true},
	} {
		all = append(all, someone{phone: fmt.Sprintf("138000001%02d", 51+i), name: p.name, number: number("420102", "19880808", 270+i), region: "420102",
			address: fmt.Sprintf("三阳路%d号", i+1), purpose: "resident", status: "none", story: p.told, forgets: p.forgets})
	}
	return all
}

// journeys brings in a timetable, a railway's list and a patient; the matching finds who sat near him, and investigators judge (SC-01, EP-03, BY-20).
func (h *filling) journeys(ctx context.Context) error {
	if h.patient == "" {
		return nil
	}
	hq, err := h.asStaff(ctx, Headquarters)
	if err != nil {
		return err
	}
	if _, err := hq.ImportTimetable(ctx, bytes.NewReader([]byte(timetable)), "train", "12306", ""); err != nil {
		return err
	}
	travelled := h.Now().Add(-3 * day)
	var list bytes.Buffer
	w := csv.NewWriter(&list)
	w.Write([]string{"车次", "始发日期", "证件号码", "上车站", "下车站", "车厢", "座位号", "席别"})
	seat := func(number, carriage string, row int) {
		w.Write([]string{"G2331", travelled.Format(time.DateOnly), number, "武汉", "温州南", carriage, fmt.Sprintf("%dF", row), "二等座"})
	}
	seat(h.number(h.patient), "05", 12)
	for i, p := range travellers() {
		seat(p.number, "05", 9+i)
	}
	w.Flush()
	for kind, file := range map[string]*bytes.Buffer{"passengers": &list,
		"patients": bytes.NewBufferString(fmt.Sprintf("类型,证件号码,发病日期,隔离时间,行政区划\n确诊病例,%s,%s,%s,420106\n", h.number(h.patient), travelled.Add(day).Format(time.DateOnly), travelled.Add(2*day).Format(time.DateOnly)))} {
		got, err := hq.ImportContacts(ctx, file, kind, map[string]string{"mode": "train"})
		if err != nil || got.Refused > 0 {
			return fmt.Errorf("%s: %+v: %w", kind, got.Rows, err)
		}
	}
	return h.judge(ctx, hq)
}

// number is somebody's of the node, by phone.
func (h *filling) number(phone string) string {
	for _, p := range h.people {
		if p.phone == phone {
			return p.number
		}
	}
	return ""
}

// judge waits for what the matching proposes, and brings each case to where it is to stand.
func (h *filling) judge(ctx context.Context, hq *client.Client) error {
	found := travellers()
	var cases wire.Page[wire.CaseRow]
	for until := time.Now().Add(30 * time.Second); len(cases.Items) < len(found); time.Sleep(20 * time.Millisecond) {
		var err error
		if cases, err = hq.WorkList(ctx, client.CaseQuery{Kind: "cotraveller"}, client.Page{}); err != nil {
			return err
		}
		if time.Now().After(until) {
			return fmt.Errorf("the matching proposed %d of %d fellow travellers", len(cases.Items), len(found))
		}
	}
	for i, then := range [][]step{nil, {{investigator, "endorse", "同车厢前后三排，接触超过四小时。", nil}},
		{{investigator, "endorse", "同车厢邻座。", nil}, {Headquarters, "approve", "同意。", nil}},
		{{investigator, "object", "全程佩戴口罩，隔离带就座。", nil}, {Headquarters, "refuse", "同意，不作为密接管理。", nil}}} {
		c, err := h.caseOf(ctx, found[i])
		if err != nil {
			return err
		}
		for _, t := range then {
			if c, err = h.step(ctx, found[i], c, t); err != nil {
				return fmt.Errorf("%s of %s: %w", t.move, found[i].phone, err)
			}
		}
	}
	return h.returned(ctx, found[4])
}

// caseOf is the case about a traveller, as he reads of it himself.
func (h *filling) caseOf(ctx context.Context, p someone) (wire.CaseRow, error) {
	holder, err := h.login(ctx, p.phone, wire.HolderDoor)
	if err != nil {
		return wire.CaseRow{}, err
	}
	list, err := holder.Cases(ctx, id.ID{}, client.Page{})
	if err != nil {
		return wire.CaseRow{}, err
	}
	for _, k := range list.Items {
		if k.Kind == "cotraveller" {
			return k.CaseRow, nil
		}
	}
	return wire.CaseRow{}, fmt.Errorf("no case about %s", p.phone)
}

// returned is who had returned his ticket: the record is retracted, and nothing is left to judge.
func (h *filling) returned(ctx context.Context, p someone) error {
	k, err := h.caseOf(ctx, p)
	if err != nil {
		return err
	}
	holder, err := h.login(ctx, p.phone, wire.HolderDoor)
	if err != nil {
		return err
	}
	whole, err := holder.Case(ctx, k.ID)
	if err != nil {
		return err
	}
	in := wire.NewCase{Kind: "correction", Form: []byte(`{"text":"我当天退票，没有乘坐。"}`)}
	for _, e := range whole.Evidence {
		v, err := id.Parse(e.ID)
		if err != nil {
			return err
		}
		in.Evidence = append(in.Evidence, v)
	}
	c, err := holder.OpenCase(ctx, in)
	if err != nil {
		return err
	}
	for _, t := range []step{{dataOfficer, "retract", "铁路部门核实：已退票。", nil}, {countyReview, "confirm", agreed, nil}} {
		if c, err = h.step(ctx, p, c, t); err != nil {
			return fmt.Errorf("%s of %s: %w", t.move, p.phone, err)
		}
	}
	desk, err := h.asStaff(ctx, investigator)
	if err != nil {
		return err
	}
	now, err := desk.DeskCase(ctx, k.ID)
	if err != nil {
		return err
	}
	_, err = h.step(ctx, p, now.CaseRow, step{investigator, "lapse", "依据已撤销。", nil})
	return err
}
