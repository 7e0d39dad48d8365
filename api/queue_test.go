package api_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"

	"kangma/api"
	"kangma/api/wire"
)

// NA-09: who comes when too many are under way gets 503 with his place, a time and a ticket, keeps the place with it, and is let in in turn; what
// is not expensive goes on.
func TestQueue(t *testing.T) {
	limits := free
	limits.Limits.Working = 1
	h := open(t, limits)
	token, _ := h.holder("13800138000", zhang)
	leave := api.Fill(h.api)
	var tickets []string
	for i := range 30 {
		a := h.send("POST", "/v1/codes/show", token, wire.ShowRequest{})
		var p wire.Problem
		must(t, json.Unmarshal(a.body, &p))
		retry, _ := strconv.Atoi(a.header.Get("Retry-After"))
		if a.status != http.StatusServiceUnavailable || p.Code != "busy" || p.Place != i+1 || retry < 1 || retry > 20 {
			t.Fatalf("%d %s %s", a.status, a.header, a.body)
		}
		tickets = append(tickets, a.header.Get(wire.QueueTicket))
	}
	again := h.send("POST", "/v1/codes/show", token, wire.ShowRequest{}, wire.QueueTicket, tickets[29])
	var p wire.Problem
	must(t, json.Unmarshal(again.body, &p))
	if p.Place != 30 || again.header.Get(wire.QueueTicket) != tickets[29] {
		t.Errorf("%s %s", again.header, again.body)
	}
	if a := h.send("GET", "/v1/account", token, nil); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
	leave()
	if a := h.send("POST", "/v1/codes/show", token, wire.ShowRequest{}); a.status != http.StatusServiceUnavailable {
		t.Errorf("somebody new overtook: %d", a.status)
	}
	if a := h.send("POST", "/v1/codes/show", token, wire.ShowRequest{}, wire.QueueTicket, tickets[0]); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
}
