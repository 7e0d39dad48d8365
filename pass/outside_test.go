package pass

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"kangma/internal/instant"
)

// outside gives the files of a folder of KANGMA_TESTDATA/vectors, and fails if there are fewer than stated.
func outside(t *testing.T, pattern string, atLeast int) []string {
	t.Helper()
	root := os.Getenv("KANGMA_TESTDATA")
	if root == "" {
		t.Skip("KANGMA_TESTDATA is not set: the outside vectors are not here")
	}
	files, err := filepath.Glob(filepath.Join(root, "vectors", pattern))
	requireNoError(t, err)
	if len(files) < atLeast {
		t.Fatalf("%d files match %s, want %d", len(files), pattern, atLeast)
	}
	return files
}

func read(t *testing.T, file string, v any) {
	t.Helper()
	data, err := os.ReadFile(file)
	requireNoError(t, err)
	requireNoError(t, json.Unmarshal(data, v))
}

// hexadecimal is a byte string written in hexadecimal.
type hexadecimal []byte

func (h *hexadecimal) UnmarshalText(b []byte) (err error) {
	*h, err = hex.DecodeString(string(b))
	return err
}

// base64url is a byte string as JWK writes it.
type base64url []byte

func (u *base64url) UnmarshalText(b []byte) (err error) {
	*u, err = base64.RawURLEncoding.DecodeString(string(b))
	return err
}

// BY-01: Base45 of RFC 9285.
func TestOutsideBase45(t *testing.T) {
	var v struct {
		Good [][2]string
		Bad  []string
	}
	read(t, outside(t, "base45.json", 1)[0], &v)
	for _, pair := range v.Good {
		if got := encodeBase45([]byte(pair[0])); got != pair[1] {
			t.Errorf("%q is encoded as %q", pair[0], got)
		}
		if got, err := decodeBase45(pair[1]); err != nil || string(got) != pair[0] {
			t.Errorf("%q is decoded as %q, %v", pair[1], got, err)
		}
	}
	for _, text := range v.Bad {
		if got, err := decodeBase45(text); err == nil {
			t.Errorf("%q is decoded as %q", text, got)
		}
	}
	ran(t, 2*len(v.Good)+len(v.Bad), 15)
}

func ran(t *testing.T, n, atLeast int) {
	t.Helper()
	if n < atLeast {
		t.Errorf("only %d vectors ran, want %d", n, atLeast)
	}
	t.Logf("%d vectors", n)
}

func always(algorithm string, public []byte) (*Key, error) {
	return NewKey([4]byte{}, algorithm, public, UsePass, 0, instant.Instant(1e15))
}

// BY-10: ECDSA on P-256, signatures as r and s.
func TestOutsideWycheproofP256(t *testing.T) {
	var v struct {
		TestGroups []struct {
			PublicKey struct{ Uncompressed hexadecimal }
			Tests     []wycheproof
		}
	}
	read(t, outside(t, "wycheproof/ecdsa_secp256r1_sha256_p1363_test.json", 1)[0], &v)
	n := 0
	for _, group := range v.TestGroups {
		k, err := always(ES256, group.PublicKey.Uncompressed[1:])
		requireNoError(t, err)
		for _, test := range group.Tests {
			test.run(t, k)
			n++
		}
	}
	ran(t, n, 262)
}

// BY-10: Ed25519.
func TestOutsideWycheproofEd25519(t *testing.T) {
	var v struct {
		TestGroups []struct {
			PublicKey struct{ PK hexadecimal }
			Tests     []wycheproof
		}
	}
	read(t, outside(t, "wycheproof/ed25519_test.json", 1)[0], &v)
	n := 0
	for _, group := range v.TestGroups {
		k, err := always(EdDSA, group.PublicKey.PK)
		requireNoError(t, err)
		for _, test := range group.Tests {
			test.run(t, k)
			n++
		}
	}
	ran(t, n, 151)
}

type wycheproof struct {
	TcID    int
	Comment string
	Msg     hexadecimal
	Sig     hexadecimal
	Result  string
}

func (w wycheproof) run(t *testing.T, k *Key) {
	t.Helper()
	if got := k.Verify(w.Msg, w.Sig); got != (w.Result == "valid") {
		t.Errorf("test %d (%s) is %s, verified: %v", w.TcID, w.Comment, w.Result, got)
	}
}

type coseVector struct {
	Title string
	Fail  bool
	Input struct {
		Sign0 *struct {
			Key struct {
				Crv  string
				X, Y base64url
				XHex hexadecimal `json:"x_hex"`
				YHex hexadecimal `json:"y_hex"`
			}
			Alg      string
			External hexadecimal
		}
	}
	Intermediates struct {
		ToBeSign hexadecimal `json:"ToBeSign_hex"`
	}
	Output struct{ CBOR hexadecimal }
}

// BY-01: the COSE working group's examples. What is no COSE_Sign1 is refused; of a COSE_Sign1 the signed bytes are theirs; with
// a key of ours the signature holds, or does not where they say so.
func TestOutsideCOSE(t *testing.T) {
	files := append(outside(t, "cose/sign1-tests/*.json", 9), outside(t, "cose/ecdsa-examples/*.json", 8)...)
	files = append(files, outside(t, "cose/CWT/*.json", 5)...)
	signatures := 0
	for _, file := range files {
		var v coseVector
		read(t, file, &v)
		s, err := readForeignSign1(v.Output.CBOR)
		in := v.Input.Sign0
		if in == nil || v.Title == "sign-fail-01: Wrong CBOR Tag" {
			if err == nil {
				t.Errorf("%s: read as a COSE_Sign1", v.Title)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", v.Title, err)
			continue
		}
		external := append([]byte{}, in.External...)
		message := toBeSigned(s.Protected, external, s.Payload)
		if same := string(message) == string(v.Intermediates.ToBeSign); same == v.Fail {
			t.Errorf("%s: the signed bytes are theirs: %v", v.Title, same)
		}
		if in.Key.Crv != "P-256" || in.Alg != ES256 {
			continue // P-384, P-521 and SHA-512 are not among our algorithms
		}
		k, err := always(ES256, append(append(in.Key.X, in.Key.XHex...), append(in.Key.Y, in.Key.YHex...)...))
		requireNoError(t, err)
		if k.Verify(message, s.Signature) == v.Fail {
			t.Errorf("%s: verified: %v", v.Title, !v.Fail)
		}
		signatures++
	}
	ran(t, len(files), 22)
	if signatures < 10 {
		t.Errorf("only %d signatures were checked", signatures)
	}
}
