package node_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/node"
	"kangma/staff"
)

// While a file is being imported, twice at once, others write about the same people: nobody is turned away, every record
// is there once, and everybody stands decided on all that is known of him. EV-4, NO-2
func TestImportBesideOthers(t *testing.T) {
	importers(t, func(t *testing.T, h importer) {
		ctx := t.Context()
		h.Mass = 1e6 // who writes beside whom is tried here, not how many one hand may colour
		const rows = 2_000
		if err := h.Populate(ctx, 5000, func(int) {}); err != nil {
			t.Fatal(err)
		}
		file := strings.ReplaceAll(long(rows), "阴性", "阳性")
		var runs [2]id.ID
		for k := range runs {
			var err error
			if runs[k], err = h.StartImport(ctx, node.Itself, strings.NewReader(file), nucleic); err != nil {
				t.Fatal(err)
			}
		}
		purpose, _ := staff.ParsePurpose("control", "", "")
		var written atomic.Int64
		var all sync.WaitGroup
		done := make(chan struct{})
		for k := range 3 {
			all.Go(func() {
				for i := 0; ; i++ {
					select {
					case <-done:
						return
					default:
					}
					f := evidence.Fact{Kind: evidence.ContactClose, Source: fmt.Sprint("cdc-", k), ValidFrom: h.Now(), ValidUntil: instant.Never}
					whom := node.Sample((i*7 + k) % 5000)
					begin := time.Now()
					if _, err := h.RecordEvidence(ctx, node.Itself, whom, fmt.Sprint(i), f, purpose); err != nil {
						t.Errorf("a record beside an import, after %s: %v", time.Since(begin), err)
						return
					}
					written.Add(1)
				}
			})
		}
		var read, stored int64
		for _, run := range runs {
			i := h.wait(run, jobs.Done)
			read, stored = read+i.Read, stored+i.Stored
		}
		close(done)
		all.Wait()
		if n := h.count("SELECT COUNT(DISTINCT record_key) FROM evidence WHERE kind = 'test.nucleic'"); read != 2*rows || n != stored || h.count("SELECT COUNT(*) FROM evidence WHERE kind = 'test.nucleic'") != n {
			t.Errorf("read %d, stored %d, there are %d", read, stored, n)
		}
		yellow := h.count("SELECT COUNT(*) FROM current WHERE colour = 'yellow'")
		if concerned := h.count("SELECT COUNT(DISTINCT person_id) FROM evidence WHERE kind = 'contact.close'"); yellow != concerned || written.Load() == 0 {
			t.Errorf("%d are yellow, %d should be, by %d records", yellow, concerned, written.Load())
		}
	})
}
