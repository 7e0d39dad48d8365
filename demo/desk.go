package demo

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
)

// appoint has headquarters appoint somebody to every role that it gives.
func (h *filling) appoint(ctx context.Context) error {
	hq, err := h.asStaff(ctx, Headquarters)
	if err != nil {
		return err
	}
	for _, o := range offices {
		switch o.phone {
		case Headquarters, Deputy, Auditor, collector, farCollector:
			continue // by others, or elsewhere
		}
		if _, err := hq.Appoint(ctx, wire.NewAppointment{Phone: o.phone, Name: o.name, Role: o.role, Region: o.region(h.Node)}); err != nil {
			return err
		}
	}
	return nil
}

// offices are absences and exceptions: a grid worker is away and has a deputy, a reviewer helps elsewhere, an investigator takes
// emergency access.
func (h *filling) offices(ctx context.Context) error {
	hq, err := h.asStaff(ctx, Headquarters)
	if err != nil {
		return err
	}
	standing := func(phone string) (*client.Client, id.ID, error) {
		c, err := h.asStaff(ctx, phone)
		if err != nil {
			return nil, id.ID{}, err
		}
		s, err := c.Standing(ctx)
		return c, s.Staff, err
	}
	_, deputy, err := standing(gridWorker)
	if err != nil {
		return err
	}
	away, _, err := standing(gridWorkerAway)
	if err != nil {
		return err
	}
	if _, err := away.Away(ctx, wire.NewAbsence{Deputy: deputy, Until: h.time(3 * day)}); err != nil {
		return err
	}
	_, reviewer, err := standing(countyReview)
	if err != nil {
		return err
	}
	elsewhere := h.counties[1]
	if _, err := hq.Grant(ctx, wire.NewGrant{Kind: "help", Staff: reviewer, Actions: []string{"case.read", "case.decide"}, Region: elsewhere, Until: h.time(5 * day),
		Reason: "该区审核员集中隔离，跨区支援五天"}); err != nil {
		return err
	}
	investigator, _, err := standing(investigator)
	if err != nil || h.city == h.Region { // nowhere to go beyond his own
		return err
	}
	_, err = investigator.OpenEmergency(ctx, wire.NewEmergency{Actions: []string{"person.look_up"}, Region: h.counties[len(h.counties)-1],
		Until: h.time(3*time.Hour - time.Minute), Reason: "确诊病例自述其密接已到该地，夜间无法联系当地值班"})
	return err
}

// rules has the policy officer try the next rules and propose them; headquarters has not approved yet (BY-05).
func (h *filling) rules(ctx context.Context) error {
	if h.next == nil {
		return nil
	}
	officer, err := h.asStaff(ctx, policyOfficer)
	if err != nil {
		return err
	}
	k, err := officer.UploadPolicy(ctx, h.next)
	if err != nil {
		return err
	}
	if _, err := officer.Simulate(ctx, wire.Simulate{Digest: k.Digest}); err != nil {
		return err
	}
	if _, err := officer.StartShadow(ctx, k.Digest); err != nil {
		return err
	}
	_, err = officer.Propose(ctx, wire.Propose{Digest: k.Digest, Reason: "省指挥部会议纪要：按新版规则执行"})
	return err
}

// list sends a list of close contacts that would colour so many that it waits for a second office, and the auditor is told (BY-18).
func (h *filling) list(ctx context.Context) error {
	if h.many <= Mass {
		return nil
	}
	_, err := h.sendList(ctx, "B", h.Now().Add(14*day))
	return err
}

// lists are those of days ago: one was let in, and what it said has ended; one was thrown away; one nobody decided.
func (h *filling) lists(ctx context.Context) error {
	if h.many <= Mass {
		return nil
	}
	hq, err := h.asStaff(ctx, Headquarters)
	if err != nil {
		return err
	}
	for _, l := range []struct{ letter, move, reason string }{{"C", "refuse", "名单无流调依据，退回补充。"}, {letter: "D"}, {"E", "admit", "疾控中心复核属实，准予导入。"}} {
		if _, err := h.sendList(ctx, l.letter, h.Now().Add(day)); err != nil {
			return err
		}
		if l.move == "" {
			continue
		}
		waiting, err := hq.WorkList(ctx, client.CaseQuery{Kind: "mass_list"}, client.Page{})
		if err != nil {
			return err
		}
		if len(waiting.Items) == 0 {
			return fmt.Errorf("the list %s does not wait for anybody", l.letter)
		}
		k := slices.MaxFunc(waiting.Items, func(a, b wire.CaseRow) int { return bytes.Compare(a.ID[:], b.ID[:]) }) // the newest
		if _, err := hq.MoveDeskCase(ctx, k.ID, wire.DeskMove{CaseMove: wire.CaseMove{Move: l.move, Version: k.Version, Reason: l.reason}}); err != nil {
			return err
		}
	}
	return nil
}

// sendList sends a list of all of the crowd as close contacts until some day, and waits until it is weighed.
func (h *filling) sendList(ctx context.Context, letter string, until time.Time) (id.ID, error) {
	officer, err := h.asStaff(ctx, dataOfficer)
	if err != nil {
		return id.ID{}, err
	}
	var table bytes.Buffer
	w := csv.NewWriter(&table)
	w.Write([]string{"证件类型", "证件号码", "姓名", "来源", "记录编号", "行政区划", "判定时间", "截止时间"})
	for i, p := range h.crowd() {
		w.Write([]string{"resident_id", p.number, p.name, "某区疾病预防控制中心", fmt.Sprintf("%s%04d", letter, i), p.region,
			h.Now().Add(-time.Hour).Format(time.RFC3339), until.Format(time.RFC3339)})
	}
	w.Flush()
	run, err := officer.StartImport(ctx, &table, client.ImportOptions{File: "密接名单" + letter + ".csv", Kind: "contact.close"})
	if err != nil {
		return run, err
	}
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		held, err := officer.Weighing(ctx, run)
		if err == nil && held.State != "" || fault.CodeOf(err) != fault.NotFound && err != nil || time.Now().After(until) {
			return run, err
		}
	}
}
