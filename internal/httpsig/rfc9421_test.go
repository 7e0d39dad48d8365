package httpsig

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"net/http"
	"testing"
)

func bytesOf(t *testing.T, s string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The keys of RFC 9421 appendix B.1.3 and B.1.4, public halves as DER.
const (
	eccP256 = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ=="
	ed      = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="
)

func verifiers(t *testing.T) map[string]func(text, sig []byte) bool {
	der := bytesOf(t, eccP256)
	point, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), der[len(der)-65:])
	if err != nil {
		t.Fatal(err)
	}
	raw := bytesOf(t, ed)
	return map[string]func(text, sig []byte) bool{
		"test-key-ecc-p256": func(text, sig []byte) bool {
			digest := sha256.Sum256(text)
			return len(sig) == 64 && ecdsa.Verify(point, digest[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:]))
		},
		"test-key-ed25519": func(text, sig []byte) bool { return ed25519.Verify(raw[len(raw)-32:], text, sig) },
	}
}

// fields reads pairs of name and value.
func fields(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

const (
	clientCert = ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:"

	transformInput = `transform=("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"`
	transformSig   = "transform=:ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==:"
)

// transformed is a message of appendix B.4: the signed one after a change on its way.
func transformed(method, target string, accept ...string) Message {
	h := fields("Host", "example.org", "Signature-Input", transformInput, "Signature", transformSig)
	for _, a := range accept {
		h.Add("Accept", a)
	}
	return Message{Method: method, Target: target, Header: h}
}

// HS-1, HS-2: the examples of RFC 9421 appendix B under our two registered algorithms: ecdsa-p256-sha256 (B.2.4, B.3) and ed25519 (B.2.6, and
// the six messages of B.4).
func TestRFC9421AppendixB(t *testing.T) {
	const demo = "https://example.org/demo?name1=Value1&Name2=value2"
	for name, test := range map[string]struct {
		label, key string
		m          Message
		broken     bool
	}{
		"B.2.4": {"sig-b24", "test-key-ecc-p256", Message{Status: 200, Header: fields("Date", "Tue, 20 Apr 2021 02:07:56 GMT", "Content-Type", "application/json",
			"Content-Digest", "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:", "Content-Length", "23",
			"Signature-Input", `sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"`,
			"Signature", "sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==:")}, false},
		"B.2.6": {"sig-b26", "test-key-ed25519", Message{Method: "POST", Target: "https://example.com/foo?param=Value&Pet=dog", Header: fields(
			"Date", "Tue, 20 Apr 2021 02:07:55 GMT", "Content-Type", "application/json", "Content-Length", "18",
			"Signature-Input", `sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`,
			"Signature", "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:")}, false},
		"B.3": {"ttrp", "test-key-ecc-p256", Message{Method: "POST", Target: "https://service.internal.example/foo?param=Value&Pet=dog", Header: fields(
			"Client-Cert", clientCert, "Signature-Input", `ttrp=("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;keyid="test-key-ecc-p256"`,
			"Signature", "ttrp=:xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==:")}, false},
		"B.4 as signed":      {"transform", "test-key-ed25519", transformed("GET", demo, "application/json", "*/*"), false},
		"B.4 query added":    {"transform", "test-key-ed25519", transformed("GET", demo+"&param=added", "application/json", "*/*"), false},
		"B.4 fields joined":  {"transform", "test-key-ed25519", transformed("GET", demo, "application/json, */*"), false},
		"B.4 fields moved":   {"transform", "test-key-ed25519", transformed("GET", "https://EXAMPLE.org:443/demo?name1=Value1&Name2=value2", " application/json", "*/* "), false},
		"B.4 method, host":   {"transform", "test-key-ed25519", transformed("POST", "https://example.com/demo?name1=Value1&Name2=value2", "application/json", "*/*"), true},
		"B.4 fields swapped": {"transform", "test-key-ed25519", transformed("GET", demo, "*/*", "application/json"), true},
	} {
		s, err := Read(&test.m, test.label)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.KeyID != test.key || s.Created != 1618884473 {
			t.Errorf("%s: %+v", name, s.Params)
		}
		if err := s.Verify(verifiers(t)[test.key]); (err != nil) != test.broken {
			t.Errorf("%s: %v", name, err)
		}
		if s.Params.text() != s.text[len(s.text)-len(s.Params.text()):] {
			t.Errorf("%s: written anew the parameters are %s", name, s.Params.text())
		}
	}
}

// The text that is signed, letter by letter, as appendix B.2.5 prints it; its algorithm is none of ours.
func TestBaseOfB25(t *testing.T) {
	m := Message{Method: "POST", Target: "https://example.com/foo?param=Value&Pet=dog",
		Header: fields("Date", "Tue, 20 Apr 2021 02:07:55 GMT", "Content-Type", "application/json")}
	p := Params{Components: []Component{{Name: "date"}, {Name: "@authority"}, {Name: "content-type"}}, Created: 1618884473, KeyID: "test-shared-secret"}
	got, err := m.base(p.Components, p.text())
	if want := "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@authority\": example.com\n\"content-type\": application/json\n" +
		"\"@signature-params\": (\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\""; got != want || err != nil {
		t.Errorf("%v\n%s", err, got)
	}
}

func sample(t *testing.T) (Message, ed25519.PrivateKey) {
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	m := Message{Method: "POST", Target: "https://hub.example/v1/x", Header: fields("Content-Type", "application/json", "Content-Digest", Digest([]byte("{}")))}
	p := Params{Components: []Component{{Name: "@method"}, {Name: "@target-uri"}, {Name: "content-digest"}}, Created: 5, Expires: 9, Nonce: "n", KeyID: "k", Tag: "t"}
	if err := Sign(&m, "km", p, func(b []byte) ([]byte, error) { return ed25519.Sign(key, b), nil }); err != nil {
		t.Fatal(err)
	}
	return m, key
}

// HS-1: what is not covered is no proof, and an answer is bound to its request.
func TestCovered(t *testing.T) {
	m, key := sample(t)
	ok := func(text, sig []byte) bool { return ed25519.Verify(key.Public().(ed25519.PublicKey), text, sig) }
	s, err := Read(&m, "km")
	if err != nil || s.Nonce != "n" || s.Expires != 9 || s.Tag != "t" {
		t.Fatal(s.Params, err)
	}
	if err := s.Verify(ok, Component{Name: "@method"}, Component{Name: "content-digest"}); err != nil {
		t.Error(err)
	}
	if s.Verify(ok, Component{Name: "content-type"}) == nil {
		t.Error("what the signature does not cover counts as covered")
	}
	answer := Message{Status: 200, Header: fields("Content-Digest", Digest(nil)), Asked: &m}
	p := Params{Components: []Component{{Name: "@status"}, {Name: "signature", Req: true}}, Created: 6, KeyID: "k"}
	if err := Sign(&answer, "km", p, func(b []byte) ([]byte, error) { return ed25519.Sign(key, b), nil }); err != nil {
		t.Fatal(err)
	}
	other, _ := sample(t)
	other.Header.Set("Signature", "km=:AAAA:")
	for asked, holds := range map[*Message]bool{&m: true, &other: false} {
		answer.Asked = asked
		s, err := Read(&answer, "km")
		if err == nil {
			err = s.Verify(ok)
		}
		if (err == nil) != holds {
			t.Errorf("answer to another request: %v", err)
		}
	}
	if CheckDigest(m.Header, []byte("{}")) != nil || CheckDigest(m.Header, []byte("{} ")) == nil || CheckDigest(http.Header{}, nil) == nil {
		t.Error("digest")
	}
}

// HS-2
func TestMalformed(t *testing.T) {
	for _, input := range []string{"", "km", "km=", `km=("@method"`, `km=(@method)`, `km=("@method" )`, `km=("@method");created=x`, `km=("@method");created=01`, `km=("@method");created=-1`,
		`km=("@method");nonce=n`, `km=("@method");created="1"`, `km=("@method");x=1`, `km=("@method");created=1;created=2`, `km=("@method";sf)`, `km=("@method" "@method")`,
		`km=("@unknown")`, `km=("missing")`, `km=("@status")`, `km=("@method";req)`, `km=("@method"), km=("@path")`, `km=("@method")x`} {
		m, _ := sample(t)
		m.Header.Set("Signature-Input", input)
		if _, err := Read(&m, "km"); err == nil {
			t.Errorf("%s is read", input)
		}
	}
	m, _ := sample(t)
	for _, sig := range []string{"", "km=AAAA", "km=:A:", "km=:AAA=:x", "other=:AAAA:"} {
		m.Header.Set("Signature", sig)
		if _, err := Read(&m, "km"); err == nil {
			t.Errorf("%s is read", sig)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(transformInput, transformSig)
	f.Add(`km=();a="b, c"`, "km=::")
	f.Fuzz(func(t *testing.T, input, sig string) {
		m := Message{Method: "GET", Target: "https://x/", Header: http.Header{"Signature-Input": {input}, "Signature": {sig}}}
		if s, err := Read(&m, "km"); err == nil {
			if _, err := parseParams(s.Params.text()); err != nil {
				t.Errorf("%q cannot be read again: %v", s.Params.text(), err)
			}
		}
	})
}
