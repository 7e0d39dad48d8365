package pass

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"

	"kangma/internal/fault"
)

// The JSON form of a trust list is what pages read, over the node's own HTTPS. Its members say the same as the signed CBOR form,
// which a node adds as "signed" for whoever can verify it. Reading the JSON form verifies nothing.

type jsonTrust struct {
	Version     uint64           `json:"version"`
	IssuedAt    int64            `json:"issued_at"`
	Expires     int64            `json:"expires_at"`
	Issuers     []jsonIssuer     `json:"issuers"`
	Recognition *jsonRecognition `json:"recognition,omitempty"`
	Signed      string           `json:"signed,omitempty"`
}

type jsonIssuer struct {
	Region string    `json:"region"`
	Name   Text      `json:"name"`
	Keys   []jsonKey `json:"keys"`
}

type jsonKey struct {
	KID       KID    `json:"kid"`
	Algorithm string `json:"alg"`
	Use       Use    `json:"use"`
	From      int64  `json:"nbf"`
	Until     int64  `json:"exp"`
	JWK       jwk    `json:"jwk"`
}

// jwk is RFC 7517; for SM2, which has no registered curve name, crv is "SM2".
type jwk struct {
	Type  string `json:"kty"`
	Curve string `json:"crv"`
	X     string `json:"x"`
	Y     string `json:"y,omitempty"`
}

var b64 = base64.RawURLEncoding.Strict()

// JSON writes the list for pages; signed is what Sign gave, or nil.
func (t *TrustList) JSON(signed []byte) ([]byte, error) {
	w := jsonTrust{Version: t.Version, IssuedAt: t.IssuedAt.Unix(), Expires: t.Expires.Unix(), Issuers: []jsonIssuer{}, Signed: b64.EncodeToString(signed),
		Recognition: t.Recognition.json()}
	for _, issuer := range t.Issuers {
		wi := jsonIssuer{Region: issuer.Region.String(), Name: issuer.Name, Keys: []jsonKey{}}
		for _, k := range issuer.Keys {
			wi.Keys = append(wi.Keys, jsonKey{k.KID, k.Algorithm, k.Use, k.From.Unix(), k.Until.Unix(), k.jwk()})
		}
		w.Issuers = append(w.Issuers, wi)
	}
	return json.Marshal(w)
}

// ParseTrustList reads the JSON form from a place that is trusted by itself, such as a file that the operator laid down.
func ParseTrustList(data []byte) (*TrustList, error) {
	if len(data) > 2*maxTrustSize {
		return nil, fault.New(fault.TooLarge, "trust.refused", "trust list refused: larger than 2 MiB")
	}
	var w jsonTrust
	if err := json.Unmarshal(data, &w); err != nil {
		return nil, fault.New(fault.Invalid, "trust.refused", "trust list refused: not its JSON form").Because(err)
	}
	wire := wireTrust{Version: w.Version, IssuedAt: w.IssuedAt, Expires: w.Expires}
	if w.Recognition != nil {
		wire.Recognition = w.Recognition.wire()
	}
	for _, ji := range w.Issuers {
		wi := wireIssuer{Region: ji.Region, Name: ji.Name}
		for _, jk := range ji.Keys {
			id, err := algorithmID(jk.Algorithm)
			if err != nil {
				return nil, err
			}
			public, err := jk.JWK.public(jk.Algorithm)
			if err != nil {
				return nil, err
			}
			wi.Keys = append(wi.Keys, wireKey{jk.KID[:], id, public, string(jk.Use), jk.From, jk.Until})
		}
		wire.Issuers = append(wire.Issuers, wi)
	}
	return wire.list()
}

func (k *Key) jwk() jwk {
	if k.Algorithm == EdDSA {
		return jwk{Type: "OKP", Curve: "Ed25519", X: b64.EncodeToString(k.Public)}
	}
	return jwk{Type: "EC", Curve: curveOf(k.Algorithm), X: b64.EncodeToString(k.Public[:32]), Y: b64.EncodeToString(k.Public[32:])}
}

func (j jwk) public(algorithm string) ([]byte, error) {
	x, errX := b64.DecodeString(j.X)
	y, errY := b64.DecodeString(j.Y)
	curve := curveOf(algorithm)
	wantType, wantY := "EC", 32
	if algorithm == EdDSA {
		wantType, wantY = "OKP", 0
	}
	if errX != nil || errY != nil || j.Type != wantType || j.Curve != curve || len(x) != 32 || len(y) != wantY {
		return nil, fault.Field("jwk", j.Type+" "+j.Curve, "is not a public key for %s: %s on %s", algorithm, wantType, curve)
	}
	return append(x, y...), nil
}

func curveOf(algorithm string) string {
	return map[string]string{ES256: "P-256", EdDSA: "Ed25519", SM2: "SM2"}[algorithm]
}

// MarshalText and UnmarshalText make key ids 8 hexadecimal digits.
func (k KID) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

func (k *KID) UnmarshalText(b []byte) error {
	raw, err := hex.DecodeString(string(b))
	if err != nil || len(raw) != kidSize {
		return fault.Field("kid", string(b), "is not 8 hexadecimal digits")
	}
	*k = KID(raw)
	return nil
}
