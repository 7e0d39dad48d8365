package api_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"kangma/api"
	"kangma/api/wire"
	"kangma/internal/id"
)

// AP-4: neither the access log nor the metrics name anybody, even where somebody stands in the address.
func TestLogsNameNobody(t *testing.T) {
	var out bytes.Buffer
	o := free
	o.AccessLog = slog.New(slog.NewJSONHandler(&out, nil))
	h := open(t, o)
	token, who := h.holder("13800138000", zhang)
	h.show(token)
	gate, point := h.gate()
	h.send("POST", "/v1/passages", gate, wire.Scan{ID: id.New(1), Point: point, Text: "x"}).into(nil)
	h.send("GET", "/v1/why?person="+who.String(), token, nil).into(nil)
	h.send("DELETE", "/v1/people/"+who.String(), token, nil).into(nil)
	h.send("GET", "/v1/13800138000/"+zhang.Number, token, nil).refused(404, "address.unknown")
	text := out.String() + h.figures()
	for _, secret := range []string{"13800138000", zhang.Number, zhang.Name, who.String(), token, "192.0.2.1"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s is written", secret)
		}
	}
	for _, want := range []string{`"operation":"DELETE /v1/people/{person}"`, `"status":204`, `"request":"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}

// Who asks too often is told when to come again (NA-09).
func TestTooManyRequests(t *testing.T) {
	o := free
	o.Limits.Holder = api.Rate{PerSecond: 0.001, Burst: 2}
	h := open(t, o)
	token, _ := h.holder("13800138000", zhang)
	a := h.send("POST", "/v1/codes/show", token, nil)
	a.refused(429, "rate.too_many")
	if a.header.Get("Retry-After") != "1000" {
		t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
	}
}
