package api_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
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

// device is a gate's browser, with the key that it signs slips under.
type device struct {
	key *ecdsa.PrivateKey
	id  id.ID
}

func (h *hubei) device(gate string) device {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(h.t, err)
	point, err := key.PublicKey.Bytes()
	must(h.t, err)
	b64 := base64.RawURLEncoding.EncodeToString
	var d wire.Device
	for range 2 { // the same key is the same device
		h.send("PUT", "/v1/gate/device", gate, wire.DeviceKey{JWK: wire.JWK{Kty: "EC", Crv: "P-256", X: b64(point[1:33]), Y: b64(point[33:])}}).into(&d)
	}
	return device{key, d.Device}
}

func (d device) slip(t testing.TB, s passage.Slip) wire.Slip {
	s.Device = d.id
	text := s.Canonical()
	sum := sha256.Sum256(text)
	r, v, err := ecdsa.Sign(rand.Reader, d.key, sum[:])
	must(t, err)
	signature := append(r.FillBytes(make([]byte, 32)), v.FillBytes(make([]byte, 32))...)
	return wire.Slip{ID: s.ID, Payload: string(text), Signature: base64.RawURLEncoding.EncodeToString(signature)}
}

// Passages that a gate made without a network are stored once each, and what is wrong with one does not hold up the others (WH-12, PS-4, PS-5).
func TestSlips(t *testing.T) {
	h := open(t, free)
	holder, _ := h.holder("13800138000", zhang)
	code := h.show(holder)
	gate, point := h.gate()
	d := h.device(gate)
	made := instant.Of(h.clock.Now())
	h.clock.Add(40 * time.Minute) // the network was away; the code has expired since
	gate = h.login("13900000002", wire.StaffDoor)
	slip := func(change func(*passage.Slip)) wire.Slip {
		s := passage.Slip{ID: id.New(made), Point: point, At: made, Gate: pass.Pass, Token: code.Token}
		change(&s)
		return d.slip(t, s)
	}
	forged := slip(func(*passage.Slip) {})
	forged.Payload = strings.Replace(forged.Payload, "\npass\n", "\nstop\n", 1)
	torn := slip(func(*passage.Slip) {})
	torn.Payload = torn.Payload[:50]
	fever := slip(func(s *passage.Slip) { s.Temperature = 379 })
	batch := wire.Slips{Device: d.id, Passages: []wire.Slip{
		slip(func(*passage.Slip) {}),
		fever,
		slip(func(s *passage.Slip) { s.Token, s.Gate = "", pass.Unknown }),
		forged, torn,
		slip(func(s *passage.Slip) { s.At = made.Add(-100 * time.Hour) }),
		slip(func(s *passage.Slip) { s.At = made.Add(3 * time.Hour) }),
		fever,
	}}
	want := []string{"stored", "stored", "stored", "refused passage.signature", "refused slip.form", "refused passage.device", "later passage.clock_ahead", "duplicate"}
	send := func() (got []string) {
		var out wire.SlipResults
		h.send("POST", "/v1/passages/slips", gate, batch).into(&out)
		for i, r := range out.Results {
			if r.ID != batch.Passages[i].ID {
				t.Errorf("result %d is of another slip", i)
			}
			got = append(got, strings.TrimSpace(r.Status+" "+r.Key))
		}
		return got
	}
	if got := send(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for i := range 3 {
		want[i] = "duplicate"
	}
	if got := send(); !slices.Equal(got, want) {
		t.Errorf("again: %q", got)
	}
	h.clock.Add(time.Hour)
	hq := h.appointed("13900000004", staff.Headquarters, "420000")
	var page wire.Page[wire.Passage]
	h.send("GET", "/v1/passages?region=420100&purpose=control&limit=2", hq, nil).into(&page)
	all := page.Items
	for page.Next != "" {
		h.send("GET", "/v1/passages?region=420100&purpose=control&limit=2&before="+page.Next, hq, nil).into(&page)
		all = append(all, page.Items...)
	}
	fevers := 0
	for _, p := range all {
		if p.Fever {
			fevers++
		}
		if !p.Offline || instant.Instant(p.At) != made {
			t.Errorf("%+v", p)
		}
	}
	if len(all) != 3 || fevers != 1 {
		t.Errorf("%d passages, %d with fever", len(all), fevers)
	}
	admin := h.login("13900000001", wire.StaffDoor)
	h.send("POST", "/v1/staff/appointments", admin, wire.NewAppointment{Phone: "13900000008", Name: "周八", Role: "collector", Region: "420102", Point: point}).into(nil)
	other := h.login("13900000008", wire.StaffDoor) // another collector's device
	var out wire.SlipResults
	h.send("POST", "/v1/passages/slips", other, wire.Slips{Device: d.id, Passages: []wire.Slip{slip(func(*passage.Slip) {})}}).into(&out)
	if out.Results[0].Status != "refused" || out.Results[0].Key != "passage.device" {
		t.Errorf("%+v", out.Results[0])
	}
	h.send("POST", "/v1/passages/slips", other, wire.Slips{Device: d.id, Passages: make([]wire.Slip, 201)}).refused(422, "field.invalid")
}
