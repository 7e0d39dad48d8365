package contact

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"fmt"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/oprf"
	"github.com/cloudflare/circl/zk/dleq"

	"kangma/internal/fault"
	"kangma/person"
)

// Keyed is the keyed identifier of a person: the first 16 bytes of the verifiable oblivious pseudo-random function of RFC 9497
// (ristretto255-SHA512) over his document, under the matching body's key (CT-7). The zero Keyed is nobody.
type Keyed [16]byte

// IsZero says whether it is nobody's.
func (k Keyed) IsZero() bool { return k == Keyed{} }

// String is the identifier as files of carriers carry it: 32 hexadecimal digits.
func (k Keyed) String() string { return hex.EncodeToString(k[:]) }

// ParseKeyed reads 32 hexadecimal digits.
func ParseKeyed(s string) (k Keyed, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(k) {
		return k, fault.Field("keyed", s, "is not a keyed identifier of 32 hexadecimal digits")
	}
	return Keyed(b), nil
}

// Value and Scan store the 16 bytes.
func (k Keyed) Value() (driver.Value, error) { return k[:], nil }

func (k *Keyed) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok || len(b) != len(k) {
		return fmt.Errorf("contact: cannot read %T as a keyed identifier", src)
	}
	copy(k[:], b)
	return nil
}

var suite = oprf.SuiteRistretto255

// input is what is put through the function: a hash, so that nothing of a number is in memory longer than it must.
func input(d person.Document) []byte {
	h := sha256.Sum256([]byte("kangma contact 1\x00" + string(d.Kind()) + "\x00" + d.Reveal()))
	return h[:]
}

// Body is the matching body's half: who has it can make the identifier of any document. Safe for concurrent use.
type Body struct {
	server oprf.VerifiableServer
	public []byte
}

// NewBody derives the body's key from a secret of 32 bytes (RFC 9497, section 3.2.1).
func NewBody(secret [32]byte) (*Body, error) {
	key, err := oprf.DeriveKey(suite, oprf.VerifiableMode, secret[:], []byte("kangma contact 1"))
	if err != nil {
		return nil, err
	}
	public, err := key.Public().MarshalBinary()
	return &Body{oprf.NewVerifiableServer(suite, key), public}, err
}

// Public is the body's public key, 32 bytes: carriers and health authorities compare it, so that all of them use one key.
func (b *Body) Public() []byte { return b.public }

// Of is the identifier of a document that the body has in hand. No document has none.
func (b *Body) Of(d person.Document) Keyed {
	if !d.Exists() {
		return Keyed{}
	}
	out, err := b.server.FullEvaluate(input(d))
	if err != nil {
		panic("contact: " + err.Error()) // one input in 2^252 has no identifier
	}
	return Keyed(out)
}

// MaxBlinded is how many blinded documents are evaluated at once.
const MaxBlinded = 1000

// Evaluate takes blinded documents, 32 bytes each, and answers with as many evaluated ones and one proof that the published
// key was used. The body learns nothing of the documents.
func (b *Body) Evaluate(blinded [][]byte) (evaluated [][]byte, proof []byte, err error) {
	if len(blinded) == 0 || len(blinded) > MaxBlinded {
		return nil, nil, fault.Field("blinded", len(blinded), "are not between 1 and %d", MaxBlinded)
	}
	in, err := elements("blinded", blinded)
	if err != nil {
		return nil, nil, err
	}
	out, err := b.server.Evaluate(&oprf.EvaluationRequest{Elements: in})
	if err != nil {
		return nil, nil, err
	}
	for _, e := range out.Elements {
		text, err := e.MarshalBinaryCompress()
		if err != nil {
			return nil, nil, err
		}
		evaluated = append(evaluated, text)
	}
	proof, err = out.Proof.MarshalBinary()
	return evaluated, proof, err
}

func elements(field string, of [][]byte) ([]group.Element, error) {
	out := make([]group.Element, len(of))
	for i, b := range of {
		out[i] = suite.Group().NewElement()
		if len(b) != int(suite.Group().Params().CompressedElementLength) || out[i].UnmarshalBinary(b) != nil || out[i].IsIdentity() {
			return nil, fault.Field(fmt.Sprintf("%s[%d]", field, i), "", "is not an element of ristretto255")
		}
	}
	return out, nil
}

// Blinder is the other half: a carrier's or a health authority's, who know documents and not the key.
type Blinder struct {
	client oprf.VerifiableClient
	hidden *oprf.FinalizeData
}

// NewBlinder takes the matching body's public key.
func NewBlinder(public []byte) (*Blinder, error) {
	var key oprf.PublicKey
	if err := key.UnmarshalBinary(suite, public); err != nil {
		return nil, fault.Field("key", hex.EncodeToString(public), "is not a public key of ristretto255")
	}
	return &Blinder{client: oprf.NewVerifiableClient(suite, &key)}, nil
}

// Blind hides documents, at most MaxBlinded, for the matching body to evaluate. Each call hides the same document otherwise.
func (b *Blinder) Blind(documents []person.Document) ([][]byte, error) {
	inputs := make([][]byte, len(documents))
	blinds := make([]group.Scalar, len(documents))
	for i, d := range documents {
		inputs[i], blinds[i] = input(d), suite.Group().RandomNonZeroScalar(rand.Reader)
	}
	hidden, request, err := b.client.DeterministicBlind(inputs, blinds)
	if err != nil {
		return nil, err
	}
	b.hidden = hidden
	out := make([][]byte, len(request.Elements))
	for i, e := range request.Elements {
		if out[i], err = e.MarshalBinaryCompress(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Finish makes the identifiers of the documents that were blinded last. An answer made with another key than the published one is refused.
func (b *Blinder) Finish(evaluated [][]byte, proof []byte) ([]Keyed, error) {
	if b.hidden == nil {
		return nil, fault.Missing("blinded")
	}
	answered, err := elements("evaluated", evaluated)
	if err != nil {
		return nil, err
	}
	var p dleq.Proof
	if err := p.UnmarshalBinary(suite.Group(), proof); err != nil {
		return nil, notProved()
	}
	outputs, err := b.client.Finalize(b.hidden, &oprf.Evaluation{Elements: answered, Proof: &p})
	if err != nil {
		return nil, notProved()
	}
	out := make([]Keyed, len(outputs))
	for i, o := range outputs {
		out[i] = Keyed(o)
	}
	b.hidden = nil
	return out, nil
}

func notProved() error {
	return fault.New(fault.Invalid, "contact.proof", "the matching body did not prove that it used its published key; send nothing to it")
}
