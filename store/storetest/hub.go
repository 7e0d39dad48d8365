package storetest

import (
	"testing"

	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/policy"
	"kangma/region"
	"kangma/store"
)

// submission is one as it is stored: verified before.
func submission(r, anchor string) federation.Envelope {
	return federation.Envelope{Kind: federation.KindSubmission, Payload: []byte(`{"hub":"https://hub.example","at":1586304000,"member":{"region":"` + r +
		`","name":{"zh":"省","en":"P"},"address":"https://p.example","anchor":{"kid":"` + anchor + `","alg":"EdDSA","use":"trust","public":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","nbf":0,"exp":1}}}`)}
}

// FE-2, FE-3: lists are numbered once; candidates are acted on once; members are kept, removed ones too; one list is held.
func hub(t *testing.T, s *store.Store) {
	reads(t, s, uint64(0), func(tx *store.Tx) (uint64, error) { return tx.HubSequence(ctx) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.HubDocument(ctx); return err })
	document := func(n string) federation.Document {
		return federation.Document{List: federation.Envelope{Kind: federation.KindList, Payload: []byte(n)}}
	}
	write(t, s, func(tx *store.Tx) error { return tx.InsertHubDocument(ctx, 1, at, document("one")) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertHubDocument(ctx, 1, at, document("two")) })
	write(t, s, func(tx *store.Tx) error { return tx.InsertHubDocument(ctx, 2, at+11*3*day, document("two")) })
	reads(t, s, uint64(2), func(tx *store.Tx) (uint64, error) { return tx.HubSequence(ctx) })
	reads(t, s, document("two"), func(tx *store.Tx) (federation.Document, error) { return tx.HubDocument(ctx) })
	write(t, s, func(tx *store.Tx) error { return tx.InsertHubDocument(ctx, 3, at+11*3*day, document("three")) })

	stored := func(e federation.Envelope) federation.Submission {
		out, err := federation.StoredSubmission(e)
		check(t, err)
		return out
	}
	e := submission("420000", "d8d70cf7")
	if _, err := federation.StoredSubmission(e); err != nil {
		t.Fatal(err)
	}
	c := federation.Candidate{ID: ident(1), Submission: stored(e), Envelope: e}
	write(t, s, func(tx *store.Tx) error { return tx.InsertCandidate(ctx, c) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertCandidate(ctx, c) })
	waiting := func(want int) {
		t.Helper()
		reads(t, s, want, func(tx *store.Tx) (int, error) { list, err := tx.Candidates(ctx); return len(list), err })
	}
	waiting(1)
	c.Vouched = &policy.Act{At: at, By: policy.Hand{Account: ident(7), Role: "headquarters"}, Reason: "r"}
	write(t, s, func(tx *store.Tx) error { return tx.UpdateCandidate(ctx, c, federation.Waiting) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.UpdateCandidate(ctx, c, federation.Waiting) })
	reads(t, s, *c.Vouched, func(tx *store.Tx) (policy.Act, error) { k, err := tx.Candidate(ctx, c.ID); return *k.Vouched, err })
	c.Admitted = &policy.Act{At: at + 1, By: policy.Hand{Account: ident(8)}}
	write(t, s, func(tx *store.Tx) error { return tx.UpdateCandidate(ctx, c, federation.Vouched) })
	waiting(0)
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Candidate(ctx, id.ID{9}); return err })

	a := federation.Admission{Submission: stored(e), Envelope: e, Since: at}
	write(t, s, func(tx *store.Tx) error { return tx.PutAdmission(ctx, a) })
	a.Removed = &policy.Act{At: at + 5, Reason: "密钥泄露"}
	write(t, s, func(tx *store.Tx) error { return tx.PutAdmission(ctx, a) })
	reads(t, s, "密钥泄露", func(tx *store.Tx) (string, error) {
		got, ok, err := tx.Admission(ctx, region.MustParseCode("420000"))
		same(t, true, ok)
		return got.Removed.Reason, err
	})
	reads(t, s, 1, func(tx *store.Tx) (int, error) { list, err := tx.Admissions(ctx); return len(list), err })
	write(t, s, func(tx *store.Tx) error {
		_, ok, err := tx.Admission(ctx, region.MustParseCode("330000"))
		same(t, false, ok)
		return err
	})

	reads(t, s, federation.Held{}, func(tx *store.Tx) (federation.Held, error) { return tx.Held(ctx) })
	for _, h := range []federation.Held{{Failures: 2, FailedAt: at, Failure: "down"}, {Sequence: 3, Document: document("x"), CheckedAt: at}} {
		write(t, s, func(tx *store.Tx) error { return tx.PutHeld(ctx, h) })
		reads(t, s, h, func(tx *store.Tx) (federation.Held, error) { return tx.Held(ctx) })
	}
}
