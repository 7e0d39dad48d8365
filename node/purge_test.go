package node_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/person"
	"kangma/staff"
	"kangma/store"
)

// After the retention time the day's key and passages are gone, with an entry in the log that says so; refused rows of
// imports, times without the system and old jobs go too. BY-07
func TestPurge(t *testing.T) {
	h := openAt(t, spring, func(c *node.Config) { c.Spool = t.TempDir() })
	holder, _ := h.apply("13800138000", zhang)
	point, err := h.AddPoint(t.Context(), node.Itself, passage.Point{Name: "东门", Region: wuhan})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Appoint(t.Context(), node.Itself, node.NewAppointment{Phone: "13700137000", Name: "李四", Role: staff.Collector, Region: wuhan, Point: point.ID}); err != nil {
		t.Fatal(err)
	}
	collector := h.login("13700137000", person.StaffDoor)
	beside, err := store.Open(t.Context(), h.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	count := func(table string) (rows int) {
		err := beside.Read(t.Context(), func(tx *store.Tx) error {
			return tx.Raw().QueryRow(t.Context(), "SELECT COUNT(*) FROM "+table, nil, &rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	if s, err := h.Scan(t.Context(), collector, node.ScanRequest{ID: point.ID, Point: point.ID, Token: h.show(holder).Token}); err != nil || !s.Stored {
		t.Fatal(s, err)
	}
	_, err = h.StartImport(t.Context(), node.Itself, strings.NewReader("身份证号,检测结果,采样时间\n123,阴性,2020-03-24\n"), node.ImportOptions{Kind: evidence.TestNucleic, Source: "lab"})
	if err != nil {
		t.Fatal(err)
	}
	background := func(until func() bool) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- h.Run(ctx) }()
		for end := time.Now().Add(20 * time.Second); !until(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Error("never")
				break
			}
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	background(func() bool { // all of it has ended
		return count("import_refusals") == 1 && count("imports WHERE ended_at IS NULL") == 0 && count("jobs WHERE ended_at IS NULL") == 0
	})
	for i, ended := range []instant.Instant{h.Now().Add(-time.Minute), instant.Never} { // one whose end nobody told
		h.ok(h.Fallback(t.Context(), collector, passage.Fallback{ID: id.New(h.Now() + instant.Instant(i)), Point: point, Cause: passage.Ordered, Began: h.Now().Add(-time.Hour), Ended: ended}))
	}
	if count("fallbacks") != 2 || count("passages") != 1 || count("jobs") == 0 {
		t.Fatal("there is nothing to be destroyed")
	}
	h.clock.Add(16 * instant.Day)
	background(func() bool { return count("import_refusals") == 0 && count("jobs") == 0 })
	if left := count("fallbacks"); left != 0 {
		t.Errorf("%d times without the system are left", left)
	}
	if left := count("passages"); left != 0 {
		t.Errorf("%d passages are left", left)
	}
}
