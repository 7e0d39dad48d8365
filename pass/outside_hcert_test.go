package pass

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kangma/internal/instant"
)

type hcertVector struct {
	CBOR   string
	COSE   string
	Prefix string
	Base45 string
	Ctx    struct {
		Certificate string
		Clock       string `json:"VALIDATIONCLOCK"`
		Description string
	} `json:"TESTCTX"`
	Expected map[string]bool `json:"EXPECTEDRESULTS"`
}

// BY-13: the EU's own vectors. A certificate of theirs is read as they say, and a gate answers unknown and names its issuer.
// Not ours to judge: the picture, the JSON schema of the health data, the usage of their keys.
func TestOutsideHCERT(t *testing.T) {
	files := outside(t, "hcert/*/*.json", 62)
	checks := map[string]int{}
	for _, file := range files {
		name := strings.TrimSuffix(file[strings.LastIndex(file, "hcert"):], ".json")
		t.Run(name, func(t *testing.T) {
			var v hcertVector
			read(t, file, &v)
			v.check(t, checks)
		})
	}
	t.Logf("%v", checks)
	ran(t, len(files), 62)
	for flag, atLeast := range map[string]int{"UNPREFIX": 32, "B45DECODE": 29, "COMPRESSION": 30, "DECODE": 29, "VERIFY": 36, "EXPIRATIONCHECK": 23} {
		if checks[flag] < atLeast {
			t.Errorf("only %d vectors with an expectation of %s, want %d", checks[flag], flag, atLeast)
		}
	}
}

func (v *hcertVector) check(t *testing.T, checks map[string]int) {
	expect := func(flag string, got bool) {
		want, stated := v.Expected["EXPECTED"+flag]
		if !stated {
			return
		}
		checks[flag]++
		if got != want {
			t.Errorf("%s: %v, want %v (%s)", flag, got, want, v.Ctx.Description)
		}
	}
	body, prefixed := strings.CutPrefix(v.Prefix, certificatePrefix)
	expect("UNPREFIX", prefixed)
	packed, err := decodeBase45(body)
	expect("B45DECODE", err == nil)
	data, err := inflate(packed, certificateMaxSize)
	if compressed := err == nil; v.COSE != "" && v.Expected["EXPECTEDCOMPRESSION"] {
		expect("COMPRESSION", compressed && hex.EncodeToString(data) == strings.ToLower(v.COSE))
	} else {
		expect("COMPRESSION", compressed)
	}
	c, err := ReadCertificate(v.Prefix)
	expect("DECODE", err == nil && v.sameContent(t, c))
	expect("VERIFY", err == nil && v.verifies(t, c))
	if err == nil && v.Ctx.Clock != "" {
		now := v.clock(t)
		expect("EXPIRATIONCHECK", c.IssuedAt <= now && now < c.Expires)
	}

	a := Verify(v.Prefix, nil, nil, 0, DefaultLimits)
	if a.Outcome != Unknown || a.Claims != nil {
		t.Errorf("a gate answers %v, %v", a.Outcome, a.Claims)
	}
	switch {
	case !prefixed && a.Reason != Foreign:
		t.Errorf("not HC1, and the reason is %s", a.Reason)
	case prefixed && err != nil && a.Reason != Unreadable:
		t.Errorf("cannot be read, and the reason is %s", a.Reason)
	case prefixed && err == nil && (a.Reason != Foreign || a.Issuer != c.Country || !strings.Contains(a.Text.ZH, c.Country)):
		t.Errorf("reason %s, issuer %q, want %q", a.Reason, a.Issuer, c.Country)
	}
}

// sameContent compares what was read with the vector's CBOR, which is the whole payload or the health data alone, in whatever encoding.
func (v *hcertVector) sameContent(t *testing.T, c *Certificate) bool {
	if v.CBOR == "" || hex.EncodeToString(c.Payload) == strings.ToLower(v.CBOR) {
		return true
	}
	var whole map[int]any
	var health any
	requireNoError(t, foreign.Unmarshal(c.Payload, &whole))
	requireNoError(t, foreign.Unmarshal(must(hex.DecodeString(v.CBOR)), &health))
	return cmp.Equal(whole[-260].(map[any]any)[uint64(1)], health)
}

func (v *hcertVector) clock(t *testing.T) instant.Instant {
	text := v.Ctx.Clock
	now, _, err := instant.Parse(text)
	requireNoError(t, err)
	return now
}

// verifies checks kid and signature against the vector's certificate: ES256 with our key, RSA-PSS with the standard library, since it
// is none of our algorithms.
func (v *hcertVector) verifies(t *testing.T, c *Certificate) bool {
	t.Helper()
	der, err := base64.StdEncoding.DecodeString(v.Ctx.Certificate)
	requireNoError(t, err)
	sum := sha256.Sum256(der)
	if hex.EncodeToString(c.KID()) != hex.EncodeToString(sum[:8]) {
		return false
	}
	message := c.Signed()
	parsed, err := x509.ParseCertificate(der)
	requireNoError(t, err)
	switch public := parsed.PublicKey.(type) {
	case *ecdsa.PublicKey:
		k, err := always(ES256, must(public.Bytes())[1:])
		requireNoError(t, err)
		return k.Verify(message, c.Signature)
	case *rsa.PublicKey:
		digest := sha256.Sum256(message)
		return rsa.VerifyPSS(public, crypto.SHA256, digest[:], c.Signature, nil) == nil
	}
	t.Fatalf("a certificate with a %T", parsed.PublicKey)
	return false
}
