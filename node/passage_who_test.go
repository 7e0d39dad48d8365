package node_test

import (
	"testing"
	"time"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/person"
	"kangma/staff"
)

// WH-13, BY-06, PS-2: who passed is told to investigators, administrators and headquarters of the region of the point, for a case, masked;
// the person reads who looked and why; to others, and about what is not there, one answer; and to nobody once the day is destroyed.
func TestWhoPassed(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		holder, who := h.apply("13800138000", zhang)
		point, err := h.AddPoint(ctx, node.Itself, passage.Point{Name: "东门", Region: wuhan})
		h.ok(err)
		_, err = h.Appoint(ctx, node.Itself, node.NewAppointment{Phone: "13700137000", Name: "李四", Role: staff.Collector, Region: wuhan, Point: point.ID})
		h.ok(err)
		collector := h.login("13700137000", person.StaffDoor)
		scan := node.ScanRequest{ID: id.New(h.Now()), Point: point.ID, Token: h.show(holder).Token}
		_, err = h.Scan(ctx, collector, scan)
		h.ok(err)
		unread := node.ScanRequest{ID: id.New(h.Now()), Point: point.ID, Token: "一张照片"}
		_, err = h.Scan(ctx, collector, unread)
		h.ok(err)
		admin := h.appoint("13700137001", staff.Administrator, wuhan)
		quality, _ := staff.ParsePurpose("quality", "", "")
		list, err := h.Passages(ctx, admin, passage.Query{Region: wuhan, Limit: 10}, quality)
		if err != nil || len(list) != 2 {
			t.Fatal(list, err)
		}
		ref := func(which id.ID) node.PassageRef {
			for _, p := range list {
				if p.ID == which {
					return node.PassageRef{ID: p.ID, Point: p.Point, At: p.At}
				}
			}
			t.Fatal("the list has no", which)
			return node.PassageRef{}
		}
		of := ref(scan.ID)
		forCase, _ := staff.ParsePurpose("investigation", "HB-2020-17", "")

		_, err = h.WhoPassed(ctx, admin, of, quality)
		if f, _ := fault.As(err); f == nil || f.Field != "case" {
			t.Error("without a case:", err)
		}
		if _, err = h.WhoPassed(ctx, admin, of, staff.Purpose{}); fault.CodeOf(err) != fault.Invalid {
			t.Error("without a purpose:", err)
		}
		for _, c := range []node.Caller{collector, h.appoint("13700137002", staff.GridWorker, wuhan), h.appoint("13700137003", staff.Auditor, hubeiProvince), holder} {
			if _, err := h.WhoPassed(ctx, c, of, forCase); fault.CodeOf(err) != fault.Forbidden {
				t.Error("who may not:", err)
			}
		}
		elsewhere := h.appoint("13700137004", staff.Investigator, xiaogan)
		wrong := of
		wrong.At++
		for _, x := range []struct {
			c   node.Caller
			ref node.PassageRef
		}{{elsewhere, of}, {elsewhere, node.PassageRef{ID: id.New(h.Now()), Point: id.New(h.Now()), At: h.Now()}}, {admin, wrong},
			{admin, node.PassageRef{ID: id.New(h.Now()), Point: of.Point, At: of.At}}} {
			_, err := h.WhoPassed(ctx, x.c, x.ref, forCase)
			wantFault(t, err, fault.NotFound, "passage.not_found")
		}
		_, err = h.WhoPassed(ctx, admin, ref(unread.ID), forCase)
		wantFault(t, err, fault.NotFound, "passage.nobody")

		looks, _, err := h.Looks(ctx, holder, id.ID{}, id.ID{}, 10)
		h.ok(err)
		before := len(looks)
		for _, c := range []node.Caller{admin, h.appoint("13700137005", staff.Investigator, wuhan)} {
			got, err := h.WhoPassed(ctx, c, of, forCase)
			if err != nil || got.Held.ID != who || got.Held.Who.Name.Masked() != "张**" || got.Passage.ID != scan.ID {
				t.Fatalf("%+v %v", got, err)
			}
		}
		looks, _, err = h.Looks(ctx, holder, id.ID{}, id.ID{}, 10)
		if err != nil || len(looks) != before+2 || looks[0].Action != audit.PassageResolve || looks[0].Purpose != "investigation HB-2020-17" {
			t.Errorf("the holder reads %+v %v", looks, err)
		}
		h.clock.Add(time.Duration(passage.Retention+2) * instant.Day)
		h.ok(h.Purge(ctx))
		admin = h.login("13700137001", person.StaffDoor)
		_, err = h.WhoPassed(ctx, admin, of, forCase)
		wantFault(t, err, fault.NotFound, "passage.not_found")
	})
}
