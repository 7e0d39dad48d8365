package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/region"
	"kangma/store"
)

func keyring(t *testing.T, s *store.Store) {
	ring := s.Keys()
	k := keys.SealedKey{KID: [4]byte{0, 1, 2, 3}, Use: keys.Use("token"), Algorithm: "ES256", Public: []byte{4}, From: at, Until: at + day, Sealed: []byte{5}}
	older := k
	older.KID, older.From = [4]byte{9}, at-1
	check(t, ring.InsertSealedKey(ctx, k))
	check(t, ring.InsertSealedKey(ctx, older))
	if err := ring.InsertSealedKey(ctx, k); fault.CodeOf(err) != fault.Conflict {
		t.Error(err)
	}
	check(t, ring.ResealKey(ctx, k.KID, []byte{6}))
	check(t, ring.ResealKey(ctx, [4]byte{7}, []byte{6}))
	k.Sealed = []byte{6}
	all, err := ring.SealedKeys(ctx)
	check(t, err)
	same(t, []keys.SealedKey{older, k}, all)
	for range 2 {
		check(t, ring.DestroySealedKey(ctx, older.KID))
	}
	all, err = ring.SealedKeys(ctx)
	check(t, err)
	same(t, []keys.SealedKey{k}, all)
}

func imports(t *testing.T, s *store.Store) {
	run := store.Import{ID: ident(1), Kind: "evidence", Source: "武汉市卫健委", File: "3月25日.csv", Digest: []byte{1}, Mapping: "{}", DryRun: true, By: "staff-1",
		StartedAt: at, EndedAt: instant.Never, Total: 10}
	other := run
	other.ID, other.DryRun = ident(2), false
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertImport(ctx, run))
		return tx.InsertImport(ctx, other)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertImport(ctx, run) })
	run.EndedAt, run.Job, run.Read, run.Stored, run.Refused, run.Duplicate = at+5, ident(7), 10, 6, 3, 1
	write(t, s, func(tx *store.Tx) error { return tx.UpdateImport(ctx, run) })
	reads(t, s, run, func(tx *store.Tx) (store.Import, error) { return tx.Import(ctx, run.ID) })
	reads(t, s, []store.Import{other, run}, func(tx *store.Tx) ([]store.Import, error) { return tx.Imports(ctx, id.ID{}, 10) })
	reads(t, s, []store.Import{run}, func(tx *store.Tx) ([]store.Import, error) { return tx.Imports(ctx, other.ID, 10) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Import(ctx, ident(9)); return err })

	rs := []store.Refusal{{Line: 3, Sealed: []byte{1}, Reason: "id_number: has a wrong check digit"}, {Line: 2, Sealed: []byte{2}, Reason: "kind"}}
	write(t, s, func(tx *store.Tx) error { return tx.InsertRefusals(ctx, run.ID, rs) })
	reads(t, s, []store.Refusal{rs[1], rs[0]}, func(tx *store.Tx) ([]store.Refusal, error) { return tx.Refusals(ctx, run.ID, 0, 10) })
	reads(t, s, rs[:1], func(tx *store.Tx) ([]store.Refusal, error) { return tx.Refusals(ctx, run.ID, 2, 10) })

	reads(t, s, "", func(tx *store.Tx) (string, error) { return tx.Mapping(ctx, "a") })
	for _, m := range []string{`{"x":1}`, `{"x":2}`} {
		write(t, s, func(tx *store.Tx) error { return tx.PutMapping(ctx, "a", m, at) })
		reads(t, s, m, func(tx *store.Tx) (string, error) { return tx.Mapping(ctx, "a") })
	}
	write(t, s, func(tx *store.Tx) error { return tx.PutMapping(ctx, "B", `{}`, at) })
	reads(t, s, []string{`{}`, `{"x":2}`}, func(tx *store.Tx) ([]string, error) { return tx.Mappings(ctx) })
}

func idempotency(t *testing.T, s *store.Store) {
	a := store.Answer{Actor: "account-1", Key: "k", Request: []byte{1}, Status: 201, Response: []byte(`{}`), At: at}
	answered := func(actor, key string) func(*store.Tx) (*store.Answer, error) {
		return func(tx *store.Tx) (*store.Answer, error) {
			a, ok, err := tx.Answered(ctx, actor, key)
			if !ok {
				return nil, err
			}
			return &a, err
		}
	}
	reads(t, s, nil, answered("account-1", "k"))
	write(t, s, func(tx *store.Tx) error { return tx.InsertAnswer(ctx, a) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertAnswer(ctx, a) })
	reads(t, s, &a, answered("account-1", "k"))
	reads(t, s, nil, answered("account-2", "k")) // keys of one actor are not another's
	write(t, s, func(tx *store.Tx) error {
		n, err := tx.ForgetAnswers(ctx, at+1)
		same(t, int64(1), n)
		return err
	})
	reads(t, s, nil, answered("account-1", "k"))
}

func settings(t *testing.T, s *store.Store) {
	reads(t, s, "", func(tx *store.Tx) (string, error) { return tx.Setting(ctx, "region") })
	for _, v := range []string{"420000", "420100"} {
		write(t, s, func(tx *store.Tx) error { return tx.PutSetting(ctx, "region", v) })
		reads(t, s, v, func(tx *store.Tx) (string, error) { return tx.Setting(ctx, "region") })
	}
}

func divisions(t *testing.T, s *store.Store) {
	a := region.Division{Code: street, Name: "大智街道"}
	b := region.Division{Code: region.MustParseCode("420102002001"), Name: "社区"}
	write(t, s, func(tx *store.Tx) error { return tx.PutDivisions(ctx, []region.Division{b, a}) })
	a.Name = "大智街道办事处"
	write(t, s, func(tx *store.Tx) error { return tx.PutDivisions(ctx, []region.Division{a}) })
	for _, want := range [][]region.Division{{a, b}, {a}} {
		read(t, s, func(tx *store.Tx) error {
			var got []region.Division
			for d, err := range tx.Divisions(ctx) {
				check(t, err)
				if got = append(got, d); len(got) == len(want) {
					break
				}
			}
			same(t, want, got)
			return nil
		})
	}
}

func messages(t *testing.T, s *store.Store) {
	a := store.Message{ID: ident(1), Phone: "+8613900000001", Body: "验证码 123456", At: at}
	b := store.Message{ID: ident(2), Phone: "+8613900000002", Body: "验证码 654321", At: at + 1}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertMessage(ctx, a))
		return tx.InsertMessage(ctx, b)
	})
	reads(t, s, []store.Message{b, a}, func(tx *store.Tx) ([]store.Message, error) { return tx.Messages(ctx, "", 10) })
	reads(t, s, []store.Message{a}, func(tx *store.Tx) ([]store.Message, error) { return tx.Messages(ctx, a.Phone, 10) })
	write(t, s, func(tx *store.Tx) error { return tx.ForgetMessages(ctx, at+1) })
	reads(t, s, []store.Message{b}, func(tx *store.Tx) ([]store.Message, error) { return tx.Messages(ctx, "", 10) })
}
