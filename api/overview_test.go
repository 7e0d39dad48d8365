package api_test

import (
	"testing"

	"kangma/api/wire"
	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/staff"
)

// NA-05: the eight functions answer from what authorities recorded of the person, with source and time, and for nobody else.
func TestOverview(t *testing.T) {
	h := open(t, free)
	token, who := h.holder("13800138000", zhang)
	var o wire.Overview
	h.send("GET", "/v1/overview", token, nil).into(&o)
	if o.Person != who || o.Risk != "none" || len(o.Cases)+len(o.Trips)+len(o.Inbound)+len(o.Codes)+len(o.Corrections) != 0 || o.Itinerary != nil || len(o.Places) != 1 || !o.Places[0].Home {
		t.Fatalf("%+v", o)
	}
	officer := h.appointed("13900139001", staff.HealthDataOfficer, "420000")
	for _, e := range []wire.NewEvidence{
		{Kind: "contact.cotraveller", Attrs: []byte(`{"trip":"G2331","mode":"train"}`)},
		{Kind: "upstream", Attrs: []byte(`{"issuer":"330000","status":"ok","colour":"yellow"}`)},
		{Kind: "itinerary", Attrs: []byte(`{"result":"normal"}`)},
		{Kind: "entry", Attrs: []byte(`{"port":"SHA"}`)},
	} {
		e.Whom, e.Source, e.ValidFrom, e.Purpose = wire.Whom{IDType: zhang.IDType, Number: zhang.Number}, "matching", wire.Time(instant.Of(h.clock.Now())), wire.Purpose{Purpose: "control"}
		h.send("POST", "/v1/evidence", officer, e).into(nil)
	}
	h.send("GET", "/v1/overview?person="+who.String(), token, nil).into(&o)
	if o.Risk != "trip" || len(o.Trips) != 1 || o.Trips[0].Source != "matching" || len(o.Codes) != 1 || o.Itinerary == nil || o.Itinerary.Kind != evidence.Itinerary.String() || len(o.Inbound) != 1 {
		t.Errorf("%+v", o)
	}
	other, _ := h.holder("13800138001", wire.Claim{Relation: "self", Name: "李四", IDType: "resident_id", Number: "11010519491231037X"})
	h.send("GET", "/v1/overview?person="+who.String(), other, nil).refused(404, "person.not_linked")
}
