package node

import (
	"context"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/hpke"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/pass"
	"kangma/passage"
	"kangma/store"
)

// registerInfo binds what gates seal to its use.
const registerInfo = "kangma register 1"

// What gates write down of people without a code they seal for the node at once, so that a lost gate tells nobody (PS-12): with HPKE
// (RFC 9180), P-256, HKDF-SHA256 and AES-256-GCM, which every browser can do. The key is one of the node's key set; when its time is
// over it is destroyed, and what a lost gate still has, nobody can open.

// RegisterKey is the public key, 65 bytes, for which gates seal what they write down; nil where the node has ended.
func (n *Node) RegisterKey() []byte {
	k, err := n.key(keys.UseRegister)
	if err != nil {
		return nil
	}
	return append([]byte{4}, k.Public...) // uncompressed
}

// openRegister reads what a gate sealed; nil where it shows cards.
func (n *Node) openRegister(s passage.Shown) (*passage.Written, error) {
	if s.Sealed == nil {
		return nil, nil
	}
	private, err := n.registerKeys()
	if err != nil {
		return nil, err
	}
	for _, k := range private {
		if b, err := hpke.Open(k, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(registerInfo), s.Sealed); err == nil {
			w, err := passage.ParseWritten(b)
			return &w, err
		}
	}
	return nil, fault.New(fault.Invalid, "slip.form", "what was written down is not sealed for this node")
}

// registerKeys are all that still open, and those from which gates may still have something that was sealed by an older program.
func (n *Node) registerKeys() ([]hpke.PrivateKey, error) {
	var all []hpke.PrivateKey
	for _, k := range n.signing.Published(n.clock.Now()) {
		private, ok := k.Signer().(*ecdsa.PrivateKey)
		if k.Use != keys.UseRegister || !ok {
			continue
		}
		exchange, err := private.ECDH()
		if err != nil {
			return nil, err
		}
		opens, err := hpke.NewDHKEMPrivateKey(exchange)
		if err != nil {
			return nil, err
		}
		all = append(all, opens)
	}
	return append(all, n.older...), nil
}

// olderRegister are the keys that gates were given before they were rotated: derived from the root secret.
func olderRegister(root *keys.Root) ([]hpke.PrivateKey, error) {
	var all []hpke.PrivateKey
	for _, k := range root.Keys(keys.Register) {
		private, err := hpke.DHKEM(ecdh.P256()).DeriveKeyPair(k.Secret[:])
		if err != nil {
			return nil, err
		}
		all = append(all, private)
	}
	return all, nil
}

// destroyRegisterKeys destroys those whose time is over.
func (n *Node) destroyRegisterKeys(ctx context.Context, at instant.Instant) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		stored, err := tx.SealedKeys(ctx)
		if err != nil {
			return err
		}
		for _, k := range stored {
			if k.Use != keys.UseRegister || at < k.Until {
				continue
			}
			if err := tx.DestroySealedKey(ctx, k.KID); err != nil {
				return err
			}
			err := n.record(ctx, tx, audit.Entry{At: at, Actor: audit.Actor{Kind: audit.System, ID: "keys"}, Action: audit.KeyDestroy,
				Object: audit.Object{Kind: "key", ID: pass.KID(k.KID).String()}, Detail: audit.Detail{}.With("use", k.Use)})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
