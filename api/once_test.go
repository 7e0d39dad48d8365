package api_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/api/wire"
	"kangma/staff"
)

// AP-2: a write under a key happens once, and is answered as before.
func TestOnce(t *testing.T) {
	h := open(t, free)
	holder, _ := h.holder("13800138000", zhang)
	officer := h.appointed("13900000003", staff.HealthDataOfficer, "420000")
	fact := wire.NewEvidence{Whom: wire.Whom{IDType: "resident_id", Number: zhang.Number}, Kind: "contact.close", Source: "cdc", ValidFrom: wire.Time(h.node.Now())}

	answers := make([]answer, 12)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = h.send("POST", "/v1/evidence", officer, fact, "Idempotency-Key", "k1") })
	}
	all.Wait()
	replayed := 0
	for _, a := range answers {
		a.into(nil)
		if !bytes.Equal(a.body, answers[0].body) {
			t.Errorf("%s and %s", a.body, answers[0].body)
		}
		if a.header.Get("Idempotent-Replayed") == "true" {
			replayed++
		}
	}
	if replayed != len(answers)-1 {
		t.Errorf("%d of %d were repetitions", replayed, len(answers))
	}
	var why wire.Why
	if h.send("GET", "/v1/why", holder, nil).into(&why); len(why.Reasons[0].Evidence) != 1 {
		t.Errorf("%d facts", len(why.Reasons[0].Evidence))
	}

	fact.Source = "another"
	h.send("POST", "/v1/evidence", officer, fact, "Idempotency-Key", "k1").refused(409, "idempotency.other_request")
	h.send("POST", "/v1/evidence", officer, fact, "Idempotency-Key", strings.Repeat("k", 101)).refused(422, "field.invalid")
	other := h.appointed("13900000004", staff.HealthDataOfficer, "420000") // the same key of somebody else is another
	if a := h.send("POST", "/v1/evidence", other, fact, "Idempotency-Key", "k1").into(nil); a.header.Get("Idempotent-Replayed") != "" {
		t.Error("another's key was taken")
	}

	// What gives nothing back, and what was refused.
	h.clock.Add(24 * time.Hour)
	holder = h.login("13800138000", wire.HolderDoor)
	d := wire.Declaration{Health: wire.Health{Status: "none"}}
	h.send("POST", "/v1/declarations", holder, wire.Declaration{Health: wire.Health{Status: "?"}}, "Idempotency-Key", "d").refused(422, "field.invalid")
	for range 3 {
		if a := h.send("POST", "/v1/declarations", holder, d, "Idempotency-Key", "d"); a.status != 204 {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	h.send("POST", "/v1/declarations", holder, d, "Idempotency-Key", "e").refused(409, "declaration.once_a_day")
}
