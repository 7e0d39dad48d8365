package node_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"testing"

	"kangma/internal/instant"
	"kangma/store"
)

// PS-12, KE-4: the key that gates seal what they write down for is rotated as others are: what was sealed for the one before opens while a
// gate may still send it, and then nobody opens it any more, because the key is destroyed.
func TestRegisterKeyRotates(t *testing.T) {
	h := open(t)
	seal := func() []byte {
		t.Helper()
		key, err := hpke.DHKEM(ecdh.P256()).NewPublicKey(h.RegisterKey())
		h.ok(err)
		sealed, err := hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte("kangma register 1"), []byte(`{"name":"王秀英","phone":"027-82811234"}`))
		h.ok(err)
		return sealed
	}
	opens := func(sealed []byte) bool {
		w, err := h.OpenRegister(sealed)
		return err == nil && w.Name == "王秀英"
	}
	first, key := seal(), h.RegisterKey()
	if !opens(first) {
		t.Fatal("what was sealed does not open")
	}
	var last []byte // sealed with the first key, as late as a gate gets it
	for days := 1; days <= 90; days++ {
		h.clock.Add(instant.Day)
		h.ok(h.RotateKeys(t.Context()))
		if bytes.Equal(key, h.RegisterKey()) {
			last = seal()
		}
		if days == 75 && !opens(first) {
			t.Error("it does not open while a gate may still send it")
		}
	}
	if bytes.Equal(key, h.RegisterKey()) || last == nil {
		t.Fatal("the key was not rotated")
	}
	if opens(first) || opens(last) {
		t.Error("a destroyed key opens what was sealed for it")
	}
	if !opens(seal()) {
		t.Error("the new key does not open")
	}
	var destroyed int
	h.ok(h.beside().Read(t.Context(), func(tx *store.Tx) error {
		return tx.Raw().QueryRow(t.Context(), `SELECT COUNT(*) FROM audit_entries WHERE action = 'key.destroy' AND object_kind = 'key'`, nil, &destroyed)
	}))
	if destroyed != 1 {
		t.Errorf("the log says that %d keys were destroyed", destroyed)
	}
}
