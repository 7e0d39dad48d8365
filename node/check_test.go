package node_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/pass"
	"kangma/person"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
)

var (
	wenzhouCity = region.MustParseCode("330300")
	lucheng     = region.MustParseCode("330302")
	wuma        = region.MustParseCode("330302006000")
	ruian       = region.MustParseCode("330381")
)

// inWenzhou runs a story on both databases in a node of Wenzhou, in December 2021.
func inWenzhou(t *testing.T, story func(t *testing.T, h *hubei)) {
	eachEngine(t, time.Date(2021, 12, 15, 1, 0, 0, 0, time.UTC), func(c *node.Config) {
		c.Region, c.Name, c.Pack = wenzhouCity, pass.Text{ZH: "温州市", EN: "Wenzhou"}, "wenzhou@2021-12-01"
	}, story)
}

// resident is a holder in Wenzhou with a green code of the province and an itinerary.
func (h *hubei) resident(itinerary string, left bool) (node.Caller, id.ID) {
	h.t.Helper()
	c := h.login("13800138000", person.HolderDoor)
	who, err := h.Verify(h.t.Context(), c, zhang)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.Apply(h.t.Context(), c, healthy(lucheng)); err != nil {
		h.t.Fatal(err)
	}
	h.record("green", evidence.Fact{Kind: evidence.Upstream, Source: "province", Attrs: evidence.Attrs{evidence.TextAttr(evidence.Status, "ok"),
		evidence.TextAttr(evidence.Issuer, "330000"), evidence.TextAttr(evidence.Colour, "green")}})
	if itinerary != "" {
		h.itinerary(itinerary, left)
	}
	return c, who
}

func (h *hubei) itinerary(result string, left bool) {
	h.t.Helper()
	h.record("itinerary "+h.Now().String(), evidence.Fact{Kind: evidence.Itinerary, Source: "telecom",
		Attrs: evidence.Attrs{evidence.TextAttr(evidence.Result, result), evidence.BoolAttr(evidence.Left, left)}})
}

// state is the number of the state in table WZ-12.
func (h *hubei) state(c node.Caller) string {
	h.t.Helper()
	return h.show(c).State.Name
}

func (h *hubei) wantState(c node.Caller, want, when string) {
	h.t.Helper()
	if got := h.state(c); got != want {
		h.t.Fatalf("%s: state %s, want %s", when, got, want)
	}
}

func checkForm(change ...string) json.RawMessage {
	form := `{"name":"张三丰","id_number":"11010519491231002X","phone":"13800138000","left_city":true,"from_region":"610100",
		"residence":"330302006000","address":"五马街1号","explanation":"出差","own_green":true,"risk_area":true,"abroad":false,"promise":true}`
	for i := 0; i+1 < len(change); i += 2 {
		form = strings.Replace(form, change[i], change[i+1], 1)
	}
	return json.RawMessage(form)
}

func (h *hubei) opens(c node.Caller, kind review.Kind, form string) review.Case {
	h.t.Helper()
	f, err := h.OpenCase(h.t.Context(), c, node.NewCase{Kind: kind, Form: json.RawMessage(form)})
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

func (h *hubei) brings(c node.Caller, f review.Case, m review.Move, form string) (review.Case, error) {
	return h.MoveCase(h.t.Context(), c, node.CaseStep{Case: f.ID, Move: m, Version: f.Version, Form: json.RawMessage(form), Words: review.Words{Reason: "核实"}})
}

const measure = `{"kind":"control.home","region":"330302006000","place":"五马街1号","responsible":"王五","phone":"0577-88888888"}`

// WZ-10, WZ-12, WZ-13, WZ-14: the whole way of a check, by the numbers of the table: 3, 4, 5, then 2.
func TestGrassRootsCheck(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		grid := h.desk("13800138001", staff.GridWorker, wuma)
		other := h.desk("13800138002", staff.GridWorker, ruian)
		c, _ := h.resident("abnormal", true)
		h.wantState(c, "3", "abnormal itinerary")
		f := h.opens(c, review.Check, string(checkForm()))
		h.wantState(c, "4", "handed in")
		if f.Region != wuma || f.State != review.Submitted {
			t.Fatalf("at %s in %s", f.Region, f.State)
		}
		if _, err := h.OpenCase(ctx, c, node.NewCase{Kind: review.Check, Form: checkForm()}); fault.CodeOf(err) != fault.Conflict {
			t.Error("handed in twice:", err)
		}
		f, err := h.brings(c, f, review.Change, string(checkForm("出差", "出差三天")))
		if err != nil {
			t.Fatal(err)
		}
		if read, err := h.Case(ctx, c, f.ID); err != nil || !strings.Contains(string(read.Form), "出差三天") {
			t.Fatal("the form cannot be read and changed before it is accepted:", err)
		}
		if _, err := h.tryMove(other, f, review.Accept); fault.CodeOf(err) != fault.Forbidden {
			t.Error("a grid worker of another street accepts:", err)
		}
		list, err := h.Cases(ctx, other, node.CaseQuery{Limit: 10})
		if err != nil || len(list) != 0 {
			t.Error("a grid worker sees another street's case:", list, err)
		}
		f = h.move(grid, f, review.Accept)
		h.wantState(c, "4", "accepted")
		_, err = h.brings(c, f, review.Change, string(checkForm("出差", "回家")))
		wantFault(t, err, fault.Conflict, "case.locked")
		_, err = h.brings(grid, f, review.Control, `{"kind":"control.nowhere","place":"a","responsible":"王五","phone":"1"}`)
		if ff, _ := fault.As(err); ff == nil || ff.Field != "form.kind" {
			t.Error("an unknown measure:", err)
		}
		if f, err = h.brings(grid, f, review.Control, measure); err != nil {
			t.Fatal(err)
		}
		h.wantState(c, "5", "under control")
		mine, err := h.Case(ctx, c, f.ID)
		if err != nil || !strings.Contains(string(mine.Form), "0577-88888888") || !strings.Contains(string(mine.Form), "王五") {
			t.Error("the holder does not see whom to call:", string(mine.Form), err)
		}
		why, err := h.Why(ctx, c, id.ID{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range why.Reasons {
			for _, e := range r.Evidence {
				if len(e.Attrs.Text(evidence.Responsible))+len(e.Attrs.Text(evidence.Phone))+len(e.Attrs.Text(evidence.PlaceName)) > 0 {
					t.Error("place, person and number stand in the evidence")
				}
			}
		}
		h.clock.Add(7 * instant.Day)
		grid = h.login("13800138001", person.StaffDoor)
		h.move(grid, f, review.Release)
		h.itinerary("abnormal", true)
		h.wantState(c, "2", "released: small tick at once")
	})
}

// WZ-10, WZ-14: no risk after all needs a report; what was handed in is withdrawn without leaving a way to a tick.
func TestCheckWithoutRisk(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		grid := h.desk("13800138001", staff.GridWorker, wuma)
		c, _ := h.resident("abnormal", true)
		f := h.opens(c, review.Check, string(checkForm()))
		h.move(c, f, review.Withdraw)
		h.wantState(c, "3", "handed in and withdrawn")

		f = h.opens(c, review.Check, string(checkForm()))
		f = h.move(grid, f, review.Accept)
		_, err := h.tryMove(grid, f, review.Clear)
		wantFault(t, err, fault.Conflict, "case.no_report")
		if _, err := h.AttachToCase(ctx, c, f.ID, strings.NewReader("#!/bin/sh\n")); fault.CodeOf(err) != fault.Invalid {
			t.Error("a script is attached:", err)
		}
		var picture bytes.Buffer
		if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 30, 40))); err != nil {
			t.Fatal(err)
		}
		a, err := h.AttachToCase(ctx, c, f.ID, bytes.NewReader(picture.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		_, content, err := h.Attachment(ctx, grid, f.ID, a.ID)
		if err != nil || !bytes.Equal(content, picture.Bytes()) {
			t.Fatal("the grid worker cannot read the report:", err)
		}
		other := h.desk("13800138002", staff.GridWorker, ruian)
		if _, _, err := h.Attachment(ctx, other, f.ID, a.ID); fault.CodeOf(err) != fault.NotFound {
			t.Error("another street reads the report:", err)
		}
		looks, _, err := h.Looks(ctx, c, id.ID{}, id.ID{}, 20)
		if err != nil || !slices.ContainsFunc(looks, func(l audit.Look) bool { return string(l.Action) == "review.view" }) {
			t.Error("the holder is not told who looked:", err)
		}
		if _, err := h.AttachToCase(ctx, c, f.ID, &endless{200 << 20}); fault.CodeOf(err) != fault.TooLarge {
			t.Error("200 MB:", err)
		}
		h.move(grid, f, review.Clear)
		h.wantState(c, "2", "no risk: small tick")
		if _, err := h.AttachToCase(ctx, c, f.ID, bytes.NewReader(picture.Bytes())); fault.CodeOf(err) != fault.Conflict {
			t.Error("attached to a closed case:", err)
		}
	})
}

type endless struct{ left int }

func (e *endless) Read(b []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	for i := range b {
		b[i] = 0xFF
	}
	e.left -= len(b)
	return len(b), nil
}

// WZ-12: on site, gathering-restricted, returned; and forms that are refused name field and reason.
func TestCheckOnSite(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		grid := h.desk("13800138001", staff.GridWorker, wuma)
		c, who := h.resident("normal", true)
		h.wantState(c, "1", "normal")
		in := node.NewCase{Kind: review.Check, Move: review.FillIn, Whom: node.Whom{IDType: "resident_id", Number: zhang.Number}, Form: checkForm()}
		f, err := h.OpenCase(ctx, grid, in)
		if err != nil || f.Person != who {
			t.Fatal(err)
		}
		f = h.move(grid, f, review.Accept)
		if f, err = h.brings(grid, f, review.Control, strings.Replace(measure, "home", "central", 1)); err != nil {
			t.Fatal(err)
		}
		h.wantState(c, "7", "under control, itinerary normal")
		if f, err = h.brings(grid, f, review.Control, strings.Replace(measure, "home", "monitoring", 1)); err != nil {
			t.Fatal(err)
		}
		h.wantState(c, "9", "gathering restricted")
		h.move(grid, f, review.Return)
		h.wantState(c, "1", "not concerned")
		for _, bad := range []struct{ field, from, to string }{
			{"form.promise", `"promise":true`, `"promise":false`},
			{"form.id_number", "11010519491231002X", "110105194912310021"},
			{"form.phone", "13800138000", "12"},
			{"form.residence", "330302006000", "330000"},
			{"form.residence", "330302006000", "999999"},
			{"form.from_region", `"from_region":"610100",`, ""},
			{"form.own_green", `"own_green":true,`, ""},
			{"form.colour", `"abroad":false`, `"abroad":false,"colour":"green"`},
			{"form.measures", `"abroad":false`, `"abroad":false,"measures":[` + measure + `]`},
		} {
			_, err := h.OpenCase(ctx, c, node.NewCase{Kind: review.Check, Form: checkForm(bad.from, bad.to)})
			if ff, _ := fault.As(err); ff == nil || ff.Field != bad.field {
				t.Errorf("%s: %v", bad.field, err)
			} else if strings.Contains(err.Error(), "11010519491231") {
				t.Error("the number is repeated:", err)
			}
		}
	})
}
