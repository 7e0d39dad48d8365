package pass

import (
	"testing"

	"rsc.io/qr"

	"kangma/region"
)

// BY-12: the sizes that docs/token.md states.
func TestSizes(t *testing.T) {
	sm2 := shape(func(c *Claims) { c.Issuer = region.MustParseCode("420100") })
	moving := func(c Claims) Claims { c.Commitment = &commitment; return c }
	for _, test := range []struct {
		name                   string
		text                   string
		bytes, length, version int
	}{
		{"ES256", token(hubei, green()), 138, 211, 8},
		{"SM2", token(wuhan, sm2), 142, 217, 8},
		{"ES256 moving", must(AddTail(token(hubei, moving(green())), chain[0])), 170, 259, 9},
		{"SM2 moving", must(AddTail(token(wuhan, moving(sm2)), chain[0])), 174, 265, 10},
	} {
		code := must(qr.Encode(test.text, qr.M))
		if n, version := len(signed(test.text)), (code.Size-17)/4; n != test.bytes || len(test.text) != test.length || version != test.version {
			t.Errorf("%s: %d bytes, %d characters, QR version %d at level M", test.name, n, len(test.text), version)
		}
	}
}
