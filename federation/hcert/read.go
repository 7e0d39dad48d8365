package hcert

import (
	"math"
	"reflect"

	"github.com/fxamacker/cbor/v2"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
)

// Certificate is one as it was read. Until Signers.Verify has said so, nothing of it is true (HC-1).
type Certificate struct {
	Country  string // that issued it, ISO 3166-1 of two letters
	IssuedAt instant.Instant
	Expires  instant.Instant
	Kind     Kind
	Holder   Holder
	Vaccine  *Vaccination // one of the three, by Kind
	Test     *Test
	Recovery *Recovery
	// Payload is the health certificate as JSON has it, for business rules.
	Payload map[string]any

	sealed *pass.Certificate
}

// Read reads the text of a certificate. The faults say how far it came: hcert.prefix, hcert.base45, hcert.zlib, hcert.cose,
// hcert.claims, hcert.cbor, or hcert.health with the field that is wrong. They repeat nothing of what is certified.
func Read(text string) (*Certificate, error) {
	sealed, err := pass.ReadCertificate(text)
	if err != nil {
		return nil, err
	}
	return open(sealed)
}

func open(sealed *pass.Certificate) (*Certificate, error) {
	payload, err := decodeHealth(sealed.Health)
	if err != nil {
		return nil, err
	}
	c := &Certificate{Country: sealed.Country, IssuedAt: sealed.IssuedAt, Expires: sealed.Expires, Payload: payload, sealed: sealed}
	return c, c.readHealth()
}

// health reads CBOR of strangers into what JSON knows: texts, whole and other numbers, lists and objects. A tagged time is its text.
var health = func() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthAllowed,
		MaxNestedLevels:  8,
		MaxArrayElements: 32,
		MaxMapPairs:      64,
		TimeTagToAny:     cbor.TimeTagToRFC3339Nano,
		DefaultMapType:   reflect.TypeFor[map[string]any](),
		IntDec:           cbor.IntDecConvertSignedOrFail,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

func decodeHealth(data []byte) (map[string]any, error) {
	var v any
	if err := health.Unmarshal(data, &v); err != nil {
		return nil, fault.New(fault.Invalid, "hcert.cbor", "the health data is no CBOR of texts and numbers").Because(err)
	}
	m, ok := plain(v).(map[string]any)
	if !ok {
		return nil, fault.New(fault.Invalid, "hcert.cbor", "the health data is no object of texts and numbers")
	}
	return m, nil
}

// plain is a value of JSON, nil of anything else. Members that are null are left out.
func plain(v any) any {
	switch v := v.(type) {
	case string, bool, int64:
		return v
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return v
	case cbor.Tag:
		return plain(v.Content)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = plain(v[i])
		}
		return list
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, member := range v {
			if p := plain(member); p != nil {
				out[k] = p
			}
		}
		return out
	}
	return nil
}
