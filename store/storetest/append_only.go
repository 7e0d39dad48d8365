package storetest

import (
	"testing"

	"kangma/audit"
	"kangma/evidence"
	"kangma/federation"
	"kangma/internal/db"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/review"
	"kangma/riskarea"
	"kangma/store"
)

// appendOnly tries to change what must never change (SR-1, EV-1, BY-03, BY-04). Each table has a row to be tried on.
func appendOnly(t *testing.T, s *store.Store) {
	who := ident(100)
	f := fact(t, who, 1, evidence.Fact{Kind: evidence.CaseConfirmed})
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertEvidence(ctx, []evidence.Record{f}))
		check(t, tx.InsertEvidenceChanges(ctx, []evidence.Change{{Person: who, Evidence: f.ID, ID: ident(2), Kind: evidence.Retracts, RecordedAt: at, By: "a", Reason: "b", Ground: "c"}}))
		check(t, tx.InsertDecisions(ctx, []policy.Record{decision(who, 3, instant.Never)}))
		check(t, tx.InsertRegime(ctx, policy.Regime{Number: 1, From: at, Policy: "p@1"}))
		check(t, tx.KeepPack(ctx, kept(1)))
		check(t, tx.InsertPublication(ctx, publication(1)))
		check(t, tx.InsertPublicationAct(ctx, ident(1), policy.RulesApproved, policy.Act{At: at, Reason: "a"}, at))
		check(t, tx.InsertEdition(ctx, federation.Edition{ID: ident(1), Digest: policy.Digest{1}, Data: []byte{1}}))
		check(t, tx.ApproveEdition(ctx, federation.Edition{ID: ident(1), Approved: &policy.Act{At: at, Reason: "a"}}))
		check(t, tx.InsertSwitch(ctx, policy.Switch{ID: ident(4), Mode: "colours_off", Region: wuhan, From: at, Until: instant.Never, RecordedAt: at, By: "a", Reason: "b"}))
		check(t, tx.AddAuditEntry(ctx, entry(5)))
		check(t, tx.InsertRiskList(ctx, store.RiskList{ID: ident(6), Digest: bytes16(6), List: riskarea.List{Unresolved: []riskarea.Unresolved{{Reason: "a"}}}}))
		check(t, tx.InsertCaseEvents(ctx, []review.Event{{Case: ident(7), Person: who, ID: ident(8), At: at, Region: wuhan}}))
		return tx.ExtendAudit(ctx, audit.Extension{Leaves: []audit.Leaf{{Index: 0, Entry: ident(5)}}, Checkpoint: audit.Checkpoint{Size: 1, At: at, Note: []byte{1}}})
	})
	for table, column := range map[string]string{
		"evidence": "source", "evidence_changes": "reason", "decisions": "colour", "regimes": "policy", "packs": "policy", "publications": "reason", "publication_acts": "reason", "editions": "reason", "edition_acts": "reason", "switches": "reason",
		"audit_entries": "purpose", "audit_leaves": "hash", "audit_checkpoints": "note", "risk_lists": "source", "risk_entries": "name", "case_events": "move",
	} {
		for _, statement := range []string{
			"UPDATE " + table + " SET " + column + " = " + column,
			"DELETE FROM " + table,
		} {
			err := s.Write(ctx, func(tx *store.Tx) error {
				_, err := tx.Raw().Exec(ctx, statement)
				return err
			})
			if !db.IsAppendOnly(err) {
				t.Errorf("%s: %v", statement, err)
			}
		}
		read(t, s, func(tx *store.Tx) error {
			var n int
			err := tx.Raw().QueryRow(ctx, "SELECT count(*) FROM "+table, nil, &n)
			same(t, 1, n)
			return err
		})
	}
}
