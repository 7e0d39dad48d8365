package federation

import (
	"encoding/base64"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
)

// Root is the public half of the offline key in which all trust between nodes ends: each node holds it from the start.
type Root struct{ *pass.Key }

// rootUntil is the end of a root's time: it has none of its own, its delegations have.
const rootUntil = instant.Instant(lastSecond * 1e6)

// NewRoot is a root of a public key.
func NewRoot(algorithm string, public []byte) (Root, error) {
	k, err := pass.NewKey(numberOf(algorithm, public), algorithm, public, pass.UseRoot, 0, rootUntil)
	return Root{k}, err
}

// ParseRoot reads the form in which node.yaml names it: ES256:… with the public key in base64url.
func ParseRoot(s string) (Root, error) {
	algorithm, text, ok := strings.Cut(s, ":")
	public, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if !ok || err != nil {
		return Root{}, fault.Field("root", s, "is not like ES256:… as kangma hub root new prints it")
	}
	r, err := NewRoot(algorithm, public)
	if err != nil {
		return Root{}, fault.Field("root", s, "is no public key for %s", algorithm)
	}
	return r, nil
}

// String is the form that ParseRoot reads.
func (r Root) String() string {
	return r.Algorithm + ":" + base64.RawURLEncoding.EncodeToString(r.Public)
}

// Delegation is the root's word on who signs lists, and when.
type Delegation struct {
	Version uint64 // grows with every delegation of a root
	Hub     region.Code
	Keys    []*pass.Key // of use list, each in its time
}

type delegationForm struct {
	Version uint64    `json:"version"`
	Hub     string    `json:"hub"`
	Keys    []keyForm `json:"keys"`
}

// LongestDelegation is how long a list key may be delegated to: the root comes out of its safe at least every two years.
const LongestDelegation = 2 * 366 * instant.Day

// Sign makes the delegation of a root.
func (d Delegation) Sign(root pass.Signer) (Envelope, error) {
	if err := d.check(); err != nil {
		return Envelope{}, err
	}
	return Seal(root, KindDelegation, delegationForm{d.Version, d.Hub.String(), formsOf(d.Keys)})
}

func (d Delegation) check() error {
	if d.Version == 0 {
		return fault.Missing("version")
	}
	if d.Hub.IsZero() {
		return fault.Missing("hub")
	}
	if len(d.Keys) == 0 {
		return fault.Missing("keys")
	}
	for _, k := range d.Keys {
		if k.Use != pass.UseList {
			return fault.Field("use", string(k.Use), "is not list: a root delegates the signing of lists and nothing else")
		}
		if k.Until > k.From.Add(LongestDelegation) {
			return fault.Field("exp", k.Until, "is more than two years after nbf")
		}
	}
	return nil
}

// OpenDelegation verifies a delegation under the roots.
func OpenDelegation(e Envelope, roots ...Root) (Delegation, error) {
	keys := make([]*pass.Key, len(roots))
	for i, r := range roots {
		keys[i] = r.Key
	}
	var f delegationForm
	if _, err := e.Open(KindDelegation, &f, keys...); err != nil {
		return Delegation{}, fault.At("delegation", err)
	}
	d := Delegation{Version: f.Version}
	var err error
	if d.Hub, err = region.ParseCode(f.Hub); err != nil {
		return d, fault.Field("hub", f.Hub, "is not a region code")
	}
	if d.Keys, err = keysOf(f.Keys); err != nil {
		return d, err
	}
	return d, d.check()
}
