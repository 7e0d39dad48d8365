package node_test

import (
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
	"kangma/staff"
)

// BY-06, BY-19: a look finds by number, phone or case within scope and with a purpose, lasts a while and is one member's
// own; to see the identity in full is an act of its own with a reason, for a shorter while. The holder reads both.
func TestLook(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, who := h.apply("13800138000", zhang)
	contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
	hq, reviewer := h.desk("13700137001", staff.Headquarters, wuhan), h.desk("13700137002", staff.Reviewer, wuhan)
	k := h.convert(holder, contact.ID)
	review, _ := staff.ParsePurpose("review", "", "")
	document := node.Sought{Whom: node.Whom{IDType: "resident_id", Number: zhang.Number}}
	_, err := h.OpenLook(ctx, hq, document, staff.Purpose{})
	wantFault(t, err, fault.Invalid, "field.missing")
	for name, s := range map[string]node.Sought{"number": document, "phone": {Phone: "13800138000"}, "case": {Case: k.ID}} {
		look, err := h.OpenLook(ctx, hq, s, review)
		if err != nil {
			t.Fatal(name, err)
		}
		f, err := h.PersonFile(ctx, hq, look.Text)
		if err != nil || f.Person != who || len(f.Cases) != 1 || len(f.Facts) == 0 || len(f.Looks) == 0 || f.Revealed != 0 || !f.Phone.IsZero() || !f.MayReveal {
			t.Fatalf("%s: %+v %v", name, f, err)
		}
	}
	look, err := h.OpenLook(ctx, hq, document, review)
	h.ok(err)
	_, err = h.PersonFile(ctx, reviewer, look.Text)
	wantFault(t, err, fault.NotFound, "look.over")
	_, err = h.Reveal(ctx, hq, look.Text, "")
	wantFault(t, err, fault.Invalid, "field.missing")
	full, err := h.Reveal(ctx, hq, look.Text, "打电话核实")
	h.ok(err)
	f, err := h.PersonFile(ctx, hq, full.Text)
	if err != nil || f.Revealed != h.Now().Add(node.RevealValid) || f.Phone.Reveal() != "+8613800138000" {
		t.Fatalf("%v %v %v", f.Revealed, f.Phone.Reveal(), err)
	}
	looks, _, err := h.Looks(ctx, holder, id.ID{}, id.ID{}, 1)
	if err != nil || looks[0].Action != "person.reveal" {
		t.Errorf("what the holder reads: %+v %v", looks, err)
	}
	own, err := h.OpenLook(ctx, reviewer, document, review)
	h.ok(err)
	_, err = h.Reveal(ctx, reviewer, own.Text, "x")
	wantFault(t, err, fault.Forbidden, "staff.not_permitted")
	h.clock.Add(node.RevealValid)
	f, err = h.PersonFile(ctx, hq, full.Text)
	if err != nil || f.Revealed != 0 || !f.Phone.IsZero() {
		t.Error("still in full", err)
	}
	h.clock.Add(node.LookValid - node.RevealValid)
	_, err = h.PersonFile(ctx, hq, full.Text)
	wantFault(t, err, fault.NotFound, "look.over")
}

// BY-19 (enumeration): who lives elsewhere, who is unknown and a case of others are one answer, each is logged, and who
// tries on is stopped until the hour is over.
func TestLookMisses(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, _ := h.apply("13800138000", zhang)
	contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
	k := h.convert(holder, contact.ID)
	other := h.desk("13700137003", staff.Headquarters, xiaogan)
	purpose, _ := staff.ParsePurpose("service", "", "")
	tries := []node.Sought{{Whom: node.Whom{IDType: "resident_id", Number: zhang.Number}}, {Whom: node.Whom{IDType: "resident_id", Number: "420102199003078514"}},
		{Phone: "13800138000"}, {Phone: "13800138999"}, {Case: k.ID}, {Case: id.ID{15: 1}}}
	for i := range person.MissesAnHour {
		_, err := h.OpenLook(ctx, other, tries[i%len(tries)], purpose)
		wantFault(t, err, fault.NotFound, "person.not_found")
	}
	_, err := h.OpenLook(ctx, other, tries[0], purpose)
	wantFault(t, err, fault.TooMany, "person.misses")
	_, err = h.LookUp(ctx, other, tries[0].Whom, purpose)
	wantFault(t, err, fault.TooMany, "person.misses")
	h.clock.Add(time.Hour)
	_, err = h.OpenLook(ctx, other, tries[0], purpose)
	wantFault(t, err, fault.NotFound, "person.not_found")
}
