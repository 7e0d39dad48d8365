package pass

import (
	"cmp"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

// Text is a sentence or a name in both languages.
type Text struct {
	ZH string `json:"zh" cbor:"1,keyasint"`
	EN string `json:"en" cbor:"2,keyasint"`
}

// Issuer is an authority whose tokens and status lists are believed, each under a key of its own.
type Issuer struct {
	Region region.Code
	Name   Text
	Keys   []*Key
}

// TrustList says whom a gate believes. It is immutable and may be shared.
type TrustList struct {
	Version  uint64          // grows with every list
	IssuedAt instant.Instant // whole seconds
	Expires  instant.Instant // from then on nothing is believed
	Issuers  []Issuer        // by region, keys by kid

	// Recognition says which issuers count besides the node's own; nil in a list of keys alone, where each speaks for itself.
	Recognition *Recognition

	keys map[KID]trusted
}

type trusted struct {
	*Key
	issuer *Issuer
}

const trustKind = "application/vnd.kangma.trust+cbor"

// limits of a list that is read: an anchor is believed, but a mistake of its must not stop a gate.
const maxTrustSize = 1 << 20

// NewTrustList checks a list and puts it in order. It keeps PA-3.
func NewTrustList(version uint64, issuedAt, expires instant.Instant, issuers []Issuer) (*TrustList, error) {
	t := &TrustList{
		Version: version, IssuedAt: second(issuedAt), Expires: second(expires), Issuers: slices.Clone(issuers), keys: map[KID]trusted{},
	}
	if version == 0 {
		return nil, fault.Missing("version")
	}
	if t.IssuedAt < 0 || t.Expires <= t.IssuedAt || t.Expires.Unix() > maxSeconds {
		return nil, fault.Field("expires_at", t.Expires, "is not after issued_at")
	}
	slices.SortFunc(t.Issuers, func(a, b Issuer) int { return cmp.Compare(a.Region, b.Region) })
	for i := range t.Issuers {
		issuer := &t.Issuers[i]
		if issuer.Region.IsZero() {
			return nil, fault.Missing("region")
		}
		if i > 0 && issuer.Region == t.Issuers[i-1].Region {
			return nil, fault.Field("region", issuer.Region.String(), "is listed twice")
		}
		issuer.Keys = slices.Clone(issuer.Keys)
		slices.SortFunc(issuer.Keys, func(a, b *Key) int { return slices.Compare(a.KID[:], b.KID[:]) })
		for _, k := range issuer.Keys {
			if !k.Use.ForGates() {
				return nil, fault.Field("use", string(k.Use), "is a use that no list can give")
			}
			if _, taken := t.keys[k.KID]; taken {
				return nil, fault.Field("kid", k.KID.String(), "is listed twice")
			}
			t.keys[k.KID] = trusted{k, issuer}
		}
	}
	return t, nil
}

// Recognising is the list with what it recognises.
func (t *TrustList) Recognising(r *Recognition) (*TrustList, error) {
	if err := r.Check(); err != nil {
		return nil, fault.At("recognition", err)
	}
	with := *t
	with.Recognition = r
	return &with, nil
}

// IssuerOf is the listed authority of exactly this region, or nil.
func (t *TrustList) IssuerOf(r region.Code) *Issuer {
	i, ok := slices.BinarySearchFunc(t.Issuers, r, func(issuer Issuer, r region.Code) int { return cmp.Compare(issuer.Region, r) })
	if !ok {
		return nil
	}
	return &t.Issuers[i]
}

type wireTrust struct {
	Version     uint64           `cbor:"1,keyasint"`
	IssuedAt    int64            `cbor:"2,keyasint"`
	Expires     int64            `cbor:"3,keyasint"`
	Issuers     []wireIssuer     `cbor:"4,keyasint"`
	Recognition *wireRecognition `cbor:"5,keyasint,omitempty"`
}

type wireIssuer struct {
	Region string    `cbor:"1,keyasint"`
	Name   Text      `cbor:"2,keyasint"`
	Keys   []wireKey `cbor:"3,keyasint"`
}

type wireKey struct {
	KID       []byte `cbor:"1,keyasint"`
	Algorithm int64  `cbor:"2,keyasint"`
	Public    []byte `cbor:"3,keyasint"`
	Use       string `cbor:"4,keyasint"`
	From      int64  `cbor:"5,keyasint"`
	Until     int64  `cbor:"6,keyasint"`
}

// Sign gives the list as a COSE_Sign1 by an anchor (docs/token.md).
func (t *TrustList) Sign(anchor Signer) ([]byte, error) { return seal(anchor, trustKind, t.payload()) }

func (t *TrustList) payload() []byte {
	w := wireTrust{Version: t.Version, IssuedAt: t.IssuedAt.Unix(), Expires: t.Expires.Unix(), Issuers: []wireIssuer{}, Recognition: t.Recognition.wire()}
	for _, issuer := range t.Issuers {
		wi := wireIssuer{Region: issuer.Region.String(), Name: issuer.Name, Keys: []wireKey{}}
		for _, k := range issuer.Keys {
			wi.Keys = append(wi.Keys, wireKey{k.KID[:], k.algorithm, k.Public, string(k.Use), k.From.Unix(), k.Until.Unix()})
		}
		w.Issuers = append(w.Issuers, wi)
	}
	return marshal(w)
}

// OpenTrustList verifies a signed list against the anchors, then reads it. The anchor must have been valid when the list was issued.
func OpenTrustList(signed []byte, anchors ...*Key) (*TrustList, error) {
	refuse := func(why string) error {
		return fault.New(fault.Invalid, "trust.refused", "trust list refused: %s", why)
	}
	if len(signed) > maxTrustSize {
		return nil, refuse("larger than 1 MiB")
	}
	e, rest, err := open(signed, trustKind)
	if err != nil || len(rest) > 0 {
		return nil, refuse("not a signed trust list")
	}
	i := slices.IndexFunc(anchors, func(k *Key) bool { return k.Use == UseTrust && k.KID == e.kid() })
	if i < 0 {
		return nil, refuse("signed by no known anchor")
	}
	if !e.signedBy(anchors[i]) {
		return nil, refuse("the signature is wrong")
	}
	var w wireTrust
	if err := unmarshal(e.Payload, &w); err != nil {
		return nil, refuse("signed, but malformed")
	}
	t, err := w.list()
	if err != nil {
		return nil, err
	}
	if t.IssuedAt < anchors[i].From || t.IssuedAt >= anchors[i].Until {
		return nil, refuse("the anchor was not valid when the list was issued")
	}
	return t, nil
}

func (w *wireTrust) list() (*TrustList, error) {
	issuers := make([]Issuer, 0, len(w.Issuers))
	for _, wi := range w.Issuers {
		r, err := region.ParseCode(wi.Region)
		if err != nil {
			return nil, fault.At("region", err)
		}
		issuer := Issuer{Region: r, Name: wi.Name}
		for _, wk := range wi.Keys {
			k, err := wk.key()
			if err != nil {
				return nil, err
			}
			issuer.Keys = append(issuer.Keys, k)
		}
		issuers = append(issuers, issuer)
	}
	issued, err := seconds(w.IssuedAt)
	if err != nil {
		return nil, err
	}
	expires, err := seconds(w.Expires)
	if err != nil {
		return nil, err
	}
	t, err := NewTrustList(w.Version, issued, expires, issuers)
	if err != nil || w.Recognition == nil {
		return t, err
	}
	r, err := w.Recognition.read()
	if err != nil {
		return nil, fault.At("recognition", err)
	}
	return t.Recognising(r)
}

func (w *wireKey) key() (*Key, error) {
	if len(w.KID) != kidSize {
		return nil, fault.Field("kid", w.KID, "has not 4 bytes")
	}
	name, err := algorithmName(w.Algorithm)
	if err != nil {
		return nil, err
	}
	from, err := seconds(w.From)
	if err != nil {
		return nil, err
	}
	until, err := seconds(w.Until)
	if err != nil {
		return nil, err
	}
	return NewKey([4]byte(w.KID), name, w.Public, Use(w.Use), from, until)
}

// seconds reads a time of the wire: whole seconds from 1970 to 9999.
func seconds(n int64) (instant.Instant, error) {
	if n < 0 || n > maxSeconds {
		return 0, fault.Field("time", n, "is not a second between 1970 and 9999")
	}
	return instant.Instant(n * 1e6), nil
}
