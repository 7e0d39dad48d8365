package node

import (
	"crypto/ecdh"
	"crypto/hpke"

	"kangma/internal/fault"
	"kangma/internal/keys"
	"kangma/passage"
)

// registerInfo binds what gates seal to its use.
const registerInfo = "kangma register 1"

// register opens what gates write down of people without a code: they seal it for the node at once, so that a lost gate tells nobody (PS-12).
// HPKE (RFC 9180) with P-256, HKDF-SHA256 and AES-256-GCM, which every browser can do.
type register struct {
	keys []hpke.PrivateKey // newest first
}

func newRegister(root *keys.Root) (register, error) {
	var r register
	for _, k := range root.Keys(keys.Register) {
		private, err := hpke.DHKEM(ecdh.P256()).DeriveKeyPair(k.Secret[:])
		if err != nil {
			return r, err
		}
		r.keys = append(r.keys, private)
	}
	return r, nil
}

// RegisterKey is the public key, 65 bytes, for which gates seal what they write down.
func (n *Node) RegisterKey() []byte { return n.register.keys[0].PublicKey().Bytes() }

// open reads what a gate sealed; nil where it shows cards.
func (r register) open(s passage.Shown) (*passage.Written, error) {
	if s.Sealed == nil {
		return nil, nil
	}
	for _, k := range r.keys {
		if b, err := hpke.Open(k, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(registerInfo), s.Sealed); err == nil {
			w, err := passage.ParseWritten(b)
			return &w, err
		}
	}
	return nil, fault.New(fault.Invalid, "slip.form", "what was written down is not sealed for this node")
}
