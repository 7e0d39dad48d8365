package audit

import (
	"crypto"
	"crypto/ed25519"
	"errors"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"kangma/internal/fault"
)

// Signer signs the checkpoints of one log with an Ed25519 key. Safe for concurrent use if the key is.
type Signer struct {
	origin, vkey string
	hash         uint32
	key          crypto.Signer
}

// NewSigner makes a signer of the log known as origin, which should be a URL without scheme, such as
// "code.hubei.example/audit", and has neither spaces nor plus signs. key is an ed25519.PrivateKey or
// what stands for one in a key store.
func NewSigner(origin string, key crypto.Signer) (*Signer, error) {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, fault.New(fault.Invalid, "audit.key", "an audit log is signed with an Ed25519 key")
	}
	vkey, err := note.NewEd25519VerifierKey(origin, public)
	if err != nil {
		return nil, err
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fault.Field("origin", origin, "has spaces or plus signs, or is empty")
	}
	return &Signer{origin: origin, vkey: vkey, hash: v.KeyHash(), key: key}, nil
}

// Key is the public key in the text form of C2SP signed-note, to be given to whoever is to verify: "origin+hash+key".
func (s *Signer) Key() string { return s.vkey }

// Name, KeyHash and Sign make a Signer a note.Signer.
func (s *Signer) Name() string { return s.origin }

func (s *Signer) KeyHash() uint32 { return s.hash }

func (s *Signer) Sign(msg []byte) ([]byte, error) { return s.key.Sign(nil, msg, crypto.Hash(0)) }

// checkpoint is the signed note about a tree. Signing two trees of which neither continues the other is
// what a log must never do (AU-3): only Integrate calls this.
func (s *Signer) checkpoint(t tlog.Tree) ([]byte, error) {
	return note.Sign(&note.Note{Text: formatTree(s.origin, t)}, s)
}

// Verifier knows a log by its origin and all keys that it ever signed with. Safe for concurrent use.
type Verifier struct {
	origin string
	keys   note.Verifiers
}

// NewVerifier takes keys as Signer.Key gives them, all of one origin: the present one and those before it.
func NewVerifier(keys ...string) (*Verifier, error) {
	if len(keys) == 0 {
		return nil, fault.Missing("keys")
	}
	var list []note.Verifier
	for _, key := range keys {
		v, err := note.NewVerifier(key)
		if err != nil {
			return nil, fault.Field("keys", key, "is not a key of the form name+hash+key: %v", err)
		}
		if len(list) > 0 && v.Name() != list[0].Name() {
			return nil, fault.Field("keys", key, "is of another log than %s", list[0].Name())
		}
		list = append(list, v)
	}
	return &Verifier{origin: list[0].Name(), keys: note.VerifierList(list...)}, nil
}

// Origin is the name of the log.
func (v *Verifier) Origin() string { return v.origin }

// Open checks the signature of a checkpoint and reads the tree that it speaks of. It refuses, with an Invalid
// fault, a note that no known key of the log has signed, and one of another log.
func (v *Verifier) Open(checkpoint []byte) (tlog.Tree, error) {
	n, err := note.Open(checkpoint, v.keys)
	if err != nil {
		why := "is malformed"
		if _, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
			why = "is signed by no key that is known for this log"
		} else if _, ok := errors.AsType[*note.InvalidSignatureError](err); ok {
			why = "has a signature that does not match"
		}
		return tlog.Tree{}, fault.New(fault.Invalid, "audit.checkpoint", "the checkpoint %s", why).Because(err)
	}
	origin, t, err := parseTree(n.Text)
	if err == nil && origin != v.origin {
		err = fault.New(fault.Invalid, "audit.checkpoint", "the checkpoint is of another log than %s", v.origin)
	}
	return t, err
}
