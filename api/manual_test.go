package api_test

import (
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/passage"
	"kangma/staff"
)

// written is what a gate makes of what it writes down: sealed for the node's register key.
func (h *hubei) written(w string) string {
	var s wire.Settings
	h.send("GET", "/v1/gate/settings", "", nil).into(&s)
	point, err := base64.RawURLEncoding.DecodeString(s.RegisterKey)
	must(h.t, err)
	key, err := hpke.DHKEM(ecdh.P256()).NewPublicKey(point)
	must(h.t, err)
	sealed, err := hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte("kangma register 1"), []byte(w))
	must(h.t, err)
	return "KR1:" + base64.RawURLEncoding.EncodeToString(sealed)
}

// PS-12, NA-12, WZ-18: who shows no code is written down by the gate, offline too, each once; an administrator sees it masked, and in full only who may
// resolve passages, with a case; it names nobody in the list of passages. Of other codes that were looked at only their colour is kept.
func TestManualPassages(t *testing.T) {
	h := open(t, free)
	gate, point := h.gate()
	d := h.device(gate)
	made := instant.Of(h.clock.Now())
	slip := func(text string, answer pass.Outcome, celsius int16) wire.Slip {
		return d.slip(t, passage.Slip{ID: id.New(made), Point: point, At: made, Gate: answer, Token: text, Temperature: passage.Temperature(celsius)})
	}
	grandmother := `{"name":"王秀英","phone":"027-82811234","number":"42010219400101002X"}`
	batch := wire.Slips{Device: d.id, Passages: []wire.Slip{
		slip(h.written(grandmother), pass.Pass, 365),
		slip(h.written(`{"name":"  李四 ","phone":"13812345678"}`), pass.Stop, 379),
		slip("KF1:green-clear", pass.Pass, 0),
		slip("KF1:purple-clear", pass.Pass, 0),
		slip(h.written(`{"name":"赵六"}`), pass.Pass, 0),
		slip(h.written(`{"name":"赵六","phone":"13812345678","face":"x"}`), pass.Pass, 0),
		slip("KR1:AAAA", pass.Pass, 0),
	}}
	batch.Passages = append(batch.Passages, batch.Passages[0])
	h.clock.Add(time.Hour) // the network was away
	gate = h.login("13900000002", wire.StaffDoor)
	for round, want := range [][]string{
		{"stored", "stored", "stored", "refused slip.form", "refused manual.unreachable", "refused slip.form", "refused slip.form", "duplicate"},
		{"duplicate", "duplicate", "duplicate", "refused slip.form", "refused manual.unreachable", "refused slip.form", "refused slip.form", "duplicate"},
	} {
		var out wire.SlipResults
		h.send("POST", "/v1/passages/slips", gate, batch).into(&out)
		var got []string
		for _, r := range out.Results {
			got = append(got, strings.TrimSpace(r.Status+" "+r.Key))
			if strings.Contains(r.Detail, "赵六") || strings.Contains(r.Detail, "138") {
				t.Errorf("a refusal repeats what was written: %s", r.Detail)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("round %d: %v, want %v", round, got, want)
		}
	}

	admin := h.login("13900000001", wire.StaffDoor)
	if s := h.send("GET", "/v1/passages/manual?region=420102", admin, nil); s.status/100 != 4 {
		t.Errorf("without a purpose: %d", s.status)
	}
	if s := h.send("GET", "/v1/passages/manual?region=420102&purpose=quality&note=test", gate, nil); s.status != 403 {
		t.Errorf("a collector reads the list (WH-13): %d", s.status)
	}
	var list wire.Page[wire.ManualPassage]
	h.send("GET", "/v1/passages/manual?region=420102&purpose=quality&note=test&limit=2", admin, nil).into(&list)
	if len(list.Items) != 2 || list.Next == "" {
		t.Fatalf("%+v", list)
	}
	var rest wire.Page[wire.ManualPassage]
	h.send("GET", "/v1/passages/manual?region=420102&purpose=quality&note=test&limit=2&before="+list.Next, admin, nil).into(&rest)
	of := map[string]wire.ManualPassage{}
	for _, m := range append(list.Items, rest.Items...) {
		of[m.Basis+" "+m.Answer] = m
	}
	a, b, c := of["written pass"], of["written stop"], of["cards pass"]
	if len(of) != 3 || a.Written == nil || *a.Written != (wire.Written{Name: "王**", Phone: "0*********34", Number: "4***************2X"}) || a.Temperature != 36.5 {
		t.Errorf("%+v %+v", a, a.Written)
	}
	if b.Written == nil || b.Written.Name != "李*" || !b.Fever || c.Colour != "green" || c.Itinerary != "clear" || c.Written != nil {
		t.Errorf("%+v %+v", b, c)
	}

	// The list of passages has them, and names nobody.
	body := h.send("GET", "/v1/passages?region=420102&purpose=quality&note=test", admin, nil).body
	if n := strings.Count(string(body), `"id"`); n != 3 || strings.Contains(string(body), "王") {
		t.Errorf("%d passages: %s", n, body)
	}

	// In full: not for an administrator of a street, nor without a case.
	reveal := "/v1/passages/manual/" + a.ID.String()
	if s := h.send("GET", reveal+"?purpose=investigation&case=C1", admin, nil); s.status != 403 {
		t.Errorf("an administrator reveals: %d", s.status)
	}
	tracer := h.appointed("13900000009", staff.Investigator, "420102")
	if s := h.send("GET", reveal+"?purpose=investigation", tracer, nil); s.status/100 != 4 {
		t.Errorf("without a case: %d", s.status)
	}
	var full wire.ManualPassage
	h.send("GET", reveal+"?purpose=investigation&case=C1", tracer, nil).into(&full)
	if full.Written == nil || full.Written.Name != "王秀英" || full.Written.Phone != "027-82811234" || full.Written.Number != "42010219400101002X" {
		t.Errorf("%+v", full.Written)
	}
	stranger := h.appointed("13900000010", staff.Investigator, "420502") // BY-19: elsewhere and nowhere are answered alike
	h.send("GET", reveal+"?purpose=investigation&case=C1", stranger, nil).refused(404, "passage.not_found")
	h.send("GET", "/v1/passages/manual/"+id.New(made).String()+"?purpose=investigation&case=C1", stranger, nil).refused(404, "passage.not_found")
	if s := h.send("GET", "/v1/passages/manual/"+id.New(made).String()+"?purpose=investigation&case=C1", tracer, nil); s.status != 404 {
		t.Errorf("%d", s.status)
	}
}

// PS-13, WZ-18: a point says when it goes on without the system, and when no longer; said twice it is written down once.
func TestFallbacks(t *testing.T) {
	h := open(t, free)
	_, point := h.gate()
	began := instant.Of(h.clock.Now())
	f := wire.Fallback{ID: id.New(began), Point: point, Cause: "unreachable", Began: wire.Time(began)}
	h.clock.Add(10 * time.Minute)
	gate := h.login("13900000002", wire.StaffDoor)
	for range 2 {
		h.send("PUT", "/v1/gate/fallbacks", gate, f).into(nil)
	}
	f.Ended = wire.Time(began.Add(5 * time.Minute))
	for range 2 {
		h.send("PUT", "/v1/gate/fallbacks", gate, f).into(nil)
	}
	for name, bad := range map[string]wire.Fallback{
		"cause": {ID: f.ID, Point: point, Cause: "tired", Began: f.Began},
		"ended": {ID: id.New(began), Point: point, Cause: "ordered", Began: f.Began, Ended: wire.Time(began.Add(-time.Second))},
		"began": {ID: id.New(began), Point: point, Cause: "ordered", Began: wire.Time(began.Add(-100 * time.Hour))},
	} {
		if s := h.send("PUT", "/v1/gate/fallbacks", gate, bad); s.status/100 != 4 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	admin := h.login("13900000001", wire.StaffDoor)
	var list wire.Page[wire.ListedFallback]
	h.send("GET", "/v1/gate/fallbacks?region=420102", admin, nil).into(&list)
	if len(list.Items) != 1 || list.Items[0].Ended != f.Ended || list.Items[0].Cause != "unreachable" {
		t.Errorf("%+v", list.Items)
	}
	if s := h.send("GET", "/v1/gate/fallbacks?region=420102", gate, nil); s.status != 403 {
		t.Errorf("%d", s.status)
	}
}
