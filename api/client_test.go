package api_test

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/staff"
)

// client is a client of the node over a real connection, logged in through a door.
func (h *hubei) client(url, phone, door string) *client.Client {
	h.t.Helper()
	ctx := h.t.Context()
	c := client.New(url, nil)
	must(h.t, c.RequestCode(ctx, phone))
	inbox, err := c.Inbox(ctx, phone)
	must(h.t, err)
	_, code, _ := strings.Cut(inbox[0].Body, "验证码 ")
	_, err = c.Login(ctx, wire.Login{Phone: phone, Code: code[:6], Door: door, Remember: true})
	must(h.t, err)
	return c
}

// The Go client does what the pages do, renews its session by itself, and gives refusals as faults (CL-1).
func TestClient(t *testing.T) {
	h := open(t, free)
	h.run()
	server := httptest.NewServer(h.api)
	t.Cleanup(server.Close)
	ctx := t.Context()
	c := h.client(server.URL, "13800138000", wire.HolderDoor)
	acc, err := c.Account(ctx)
	must(t, err)
	must(t, c.AcceptTerms(ctx, acc.Terms))
	_, err = c.Claim(ctx, zhang)
	must(t, err)
	_, err = c.Apply(ctx, healthy())
	must(t, err)
	if err := c.Declare(ctx, wire.Declaration{Health: wire.Health{Status: "none"}}); fault.CodeOf(err) != fault.Conflict {
		t.Error(err)
	}
	code, err := c.Show(ctx, wire.ShowRequest{})
	must(t, err)
	if code.Colour != "green" {
		t.Errorf("%+v", code)
	}

	h.clock.Add(45 * time.Minute) // the bearer token is over
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := c.Why(ctx, id.ID{}, 0); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	var whole wire.Verdict
	_, point := h.gate()
	h.clock.Add(time.Second)
	gate := h.client(server.URL, "13900000002", wire.StaffDoor)
	code, err = c.Show(ctx, wire.ShowRequest{Fresh: true})
	must(t, err)
	whole, err = gate.Scan(ctx, wire.Scan{ID: id.New(h.node.Now()), Point: point, Text: code.Token})
	must(t, err)
	if !whole.Stored || whole.Answer != "pass" {
		t.Errorf("%+v", whole)
	}
	if _, err := gate.Account(ctx); fault.CodeOf(err) != fault.Forbidden {
		t.Error("a collector at the holders' door:", err)
	}

	h.appointed("13900000003", staff.HealthDataOfficer, "420000")
	h.clock.Add(time.Hour)
	officer := h.client(server.URL, "13900000003", wire.StaffDoor)
	recorded, err := officer.RecordEvidence(ctx, wire.NewEvidence{Whom: wire.Whom{IDType: "resident_id", Number: zhang.Number}, Kind: "case.confirmed", Source: "cdc", ValidFrom: wire.Time(h.node.Now())})
	must(t, err)
	_, err = officer.RetractEvidence(ctx, recorded.ID, wire.Ending{Person: recorded.Person, Reason: "mixed up", Ground: "letter 7"})
	must(t, err)
	run, err := officer.StartImport(ctx, strings.NewReader("id_type,id_number,kind,source,number,valid_from\nresident_id,1,case.confirmed,cdc,1,2020-03-24T00:00:00Z\n"), client.ImportOptions{File: "a.csv"})
	must(t, err)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		i, err := officer.Import(ctx, run)
		must(t, err)
		if i.State == "done" && i.Refused == 1 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%+v", i)
		}
	}
	var refused bytes.Buffer
	must(t, officer.ImportErrors(ctx, run, &refused))
	if !strings.Contains(refused.String(), "row 2") {
		t.Errorf("%s", refused.String())
	}
	list, err := officer.Jobs(ctx, "", client.Page{Limit: 1})
	must(t, err)
	if len(list.Items) != 1 || list.Next == "" {
		t.Errorf("%+v", list)
	}
	must(t, h.node.Settle(ctx))
	if proof, err := c.ProveGrowth(ctx, 1); err != nil || !bytes.HasPrefix(proof, []byte("old 1\n")) {
		t.Errorf("%s %v", proof, err)
	}
	regions, err := c.FindRegions(ctx, "江岸", "")
	if err != nil || len(regions) != 1 || regions[0].Code != "420102" {
		t.Errorf("%+v %v", regions, err)
	}
	must(t, c.Logout(ctx))
}
