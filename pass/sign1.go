package pass

import (
	"errors"

	"github.com/fxamacker/cbor/v2"
)

// A COSE_Sign1 (RFC 9052 section 4.2) as we write it: tagged, all of the header protected, payload inside.
type sign1 struct {
	_           struct{} `cbor:",toarray"`
	Protected   []byte
	Unprotected cbor.RawMessage
	Payload     []byte
	Signature   []byte
}

// The protected header. Type (RFC 9596) tells signed lists from tokens, which have none, so that neither passes for the other.
type header struct {
	Algorithm int64  `cbor:"1,keyasint"`
	KID       []byte `cbor:"4,keyasint"`
	Type      string `cbor:"16,keyasint,omitempty"`
}

const (
	sign1Tag   = 0xd2 // tag 18 in one byte
	signedSize = 64   // bytes of a signature, the same for all three algorithms
	kidSize    = 4
)

var (
	emptyMap    = cbor.RawMessage{0xa0}
	errEnvelope = errors.New("not a COSE_Sign1 of this format")
)

// toBeSigned is the Sig_structure of RFC 9052 section 4.4.
func toBeSigned(protected, external, payload []byte) []byte {
	return marshal(struct {
		_         struct{} `cbor:",toarray"`
		Context   string
		Protected []byte
		External  []byte
		Payload   []byte
	}{Context: "Signature1", Protected: protected, External: external, Payload: payload})
}

// seal signs a payload. The only errors are the signer's.
func seal(s Signer, kind string, payload []byte) ([]byte, error) {
	algorithm, err := algorithmID(s.Algorithm())
	if err != nil {
		return nil, err
	}
	kid := s.KID()
	protected := marshal(header{Algorithm: algorithm, KID: kid[:], Type: kind})
	signature, err := s.Sign(toBeSigned(protected, []byte{}, payload))
	if err != nil {
		return nil, err
	}
	if len(signature) != signedSize {
		return nil, errors.New("pass: a signer must give 64 bytes, r and s or Ed25519")
	}
	body := marshal(sign1{Protected: protected, Unprotected: emptyMap, Payload: payload, Signature: signature})
	return append([]byte{sign1Tag}, body...), nil
}

// envelope is a COSE_Sign1 whose form is right and whose signature nobody has checked yet.
type envelope struct {
	sign1
	header header
}

// open reads the form of a COSE_Sign1 as seal writes it, and gives what follows it. It looks at no payload.
func open(data []byte, kind string) (envelope, []byte, error) {
	var e envelope
	if len(data) == 0 || data[0] != sign1Tag {
		return e, nil, errEnvelope
	}
	rest, err := strict.UnmarshalFirst(data[1:], &e.sign1)
	if err != nil {
		return e, nil, err
	}
	if string(marshal(e.sign1)) != string(data[1:len(data)-len(rest)]) || string(e.Unprotected) != string(emptyMap) {
		return e, nil, errEnvelope
	}
	if err := unmarshal(e.Protected, &e.header); err != nil {
		return e, nil, err
	}
	detached := e.Payload == nil // null: the payload is elsewhere (RFC 9052 section 4.1)
	if e.header.Type != kind || len(e.header.KID) != kidSize || len(e.Signature) != signedSize || detached {
		return e, nil, errEnvelope
	}
	return e, rest, nil
}

func (e *envelope) kid() KID { return KID(e.header.KID) }

// signedBy checks the signature. The algorithm is the key's; a header that names another is refused (RFC 8725 section 3.1).
func (e *envelope) signedBy(k *Key) bool {
	return e.header.Algorithm == k.algorithm && k.Verify(toBeSigned(e.Protected, []byte{}, e.Payload), e.Signature)
}
