package api_test

import (
	"testing"

	"kangma/api/wire"
	"kangma/audit"
)

// checkLog checks, with nothing but the log's key, that entries stand in it and that it grew out of an older one.
func checkLog(t *testing.T, h *hubei, auditor, held, key string) {
	t.Helper()
	known, err := audit.NewVerifier(key)
	must(t, err)
	older, err := known.Open([]byte(held))
	must(t, err)
	must(t, h.node.Settle(t.Context()))

	var page wire.Page[wire.Entry]
	h.send("GET", "/v1/audit/entries?purpose=quality&limit=3", auditor, nil).into(&page)
	if len(page.Items) != 3 || page.Next == "" {
		t.Fatalf("%+v", page)
	}
	seen := map[string]bool{}
	oldest := ""
	for before := ""; ; {
		h.send("GET", "/v1/audit/entries?purpose=quality&limit=3&before="+before, auditor, nil).into(&page)
		for _, e := range page.Items {
			if seen[e.ID.String()] {
				t.Errorf("%s twice", e.ID)
			}
			seen[e.ID.String()] = true
			oldest = e.ID.String()
		}
		if before = page.Next; before == "" {
			break
		}
	}
	if int64(len(seen)) < older.N {
		t.Errorf("%d entries listed, %d in the log", len(seen), older.N)
	}
	must(t, h.node.Settle(t.Context()))
	var proof audit.Inclusion
	must(t, proof.UnmarshalText(h.send("GET", "/v1/audit/inclusion?entry="+oldest, "", nil).into(nil).body))
	if _, err := known.Open(proof.Checkpoint); err != nil {
		t.Error(err)
	}
	var growth audit.Consistency
	must(t, growth.UnmarshalText(h.send("GET", "/v1/audit/consistency?size=1", "", nil).into(nil).body))
	if _, err := known.Open(growth.Checkpoint); err != nil {
		t.Error(err)
	}
}
