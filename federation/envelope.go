package federation

import (
	"encoding/json"
	"fmt"
	"slices"

	"kangma/internal/fault"
	"kangma/pass"
)

// Envelope is a signed document: DSSE v1 (github.com/secure-systems-lab/dsse), of which we write one signature.
type Envelope struct {
	Kind       string      `json:"payloadType"`
	Payload    []byte      `json:"payload"`
	Signatures []Signature `json:"signatures"`
}

// Signature is one of an envelope's.
type Signature struct {
	KeyID string `json:"keyid"`
	Sig   []byte `json:"sig"`
}

// The kinds of documents that are signed.
const (
	KindDelegation = "application/vnd.kangma.delegation+json"
	KindList       = "application/vnd.kangma.hub-list+json"
	KindSubmission = "application/vnd.kangma.submission+json"
)

// Seal signs a document of a kind.
func Seal(signer pass.Signer, kind string, document any) (Envelope, error) {
	payload, err := json.Marshal(document)
	if err != nil {
		return Envelope{}, err
	}
	sig, err := signer.Sign(preAuth(kind, payload))
	if err != nil {
		return Envelope{}, err
	}
	kid := pass.KID(signer.KID())
	return Envelope{Kind: kind, Payload: payload, Signatures: []Signature{{kid.String(), sig}}}, nil
}

// preAuth is what is signed: kind and content, each with its length (DSSE's PAE).
func preAuth(kind string, payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(kind), kind, len(payload), payload)
}

// Open verifies the envelope under one of the keys and reads the document, never the other way around. It gives the key.
func (e Envelope) Open(kind string, document any, keys ...*pass.Key) (*pass.Key, error) {
	if e.Kind != kind {
		return nil, fault.Field("payloadType", e.Kind, "is not %s", kind)
	}
	for _, s := range e.Signatures {
		i := slices.IndexFunc(keys, func(k *pass.Key) bool { return k.KID.String() == s.KeyID })
		if i < 0 || !keys[i].Verify(preAuth(e.Kind, e.Payload), s.Sig) {
			continue
		}
		if err := json.Unmarshal(e.Payload, document); err != nil {
			return nil, fault.New(fault.Invalid, "trust.refused", "the document is signed, but malformed").Because(err)
		}
		return keys[i], nil
	}
	return nil, fault.New(fault.Invalid, "trust.refused", "the document is not signed by a key that may")
}

// unverified reads a document that nobody has verified, to learn under which key it claims to be.
func unverified(e Envelope, document any) error {
	if err := json.Unmarshal(e.Payload, document); err != nil {
		return fault.New(fault.Invalid, "trust.refused", "the document is malformed").Because(err)
	}
	return nil
}
