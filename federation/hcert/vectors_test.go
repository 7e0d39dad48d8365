package hcert

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// vector is one of the EU's: a text with what a verifier must find out about it, field by field.
type vector struct {
	JSON   any
	COSE   string
	Prefix string
	Ctx    struct {
		Certificate string
		Clock       string `json:"VALIDATIONCLOCK"`
		Description string
	} `json:"TESTCTX"`
	Expected map[string]bool `json:"EXPECTEDRESULTS"`
}

// stages are the faults of reading, in the order of its steps.
var stages = []string{"hcert.prefix", "hcert.base45", "hcert.zlib", "hcert.cose", "hcert.claims", "hcert.cbor", "hcert.health"}

// beyond says whether reading came further than a stage.
func beyond(err error, stage string) bool {
	f, ok := fault.As(err)
	return err == nil || ok && slices.Index(stages, f.Key) > slices.Index(stages, stage)
}

// NA-13, HC-1, HC-2, HC-3: all 62 vectors of the EU, each field that is stated. Not ours are two: the picture (a gate's camera reads it)
// and whether the vector's own JSON is JSON (VALIDJSON, VALIDOBJECT, ENCODE: nobody here writes certificates).
func TestVectors(t *testing.T) {
	root := os.Getenv("KANGMA_TESTDATA")
	if root == "" {
		t.Skip("KANGMA_TESTDATA is not set: the outside vectors are not here")
	}
	files, err := filepath.Glob(filepath.Join(root, "vectors/hcert/*/*.json"))
	if err != nil || len(files) < 62 {
		t.Fatalf("%d vectors, want 62: %v", len(files), err)
	}
	ran, fields := 0, map[string]int{}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var v vector
			if err := json.Unmarshal(data, &v); err != nil {
				t.Fatal(err)
			}
			v.check(t, fields)
			ran++
		})
	}
	t.Logf("%d vectors, %v", ran, fields)
	for field, atLeast := range map[string]int{"UNPREFIX": 29, "B45DECODE": 27, "COMPRESSION": 27, "DECODE": 26, "VERIFY": 33, "EXPIRATIONCHECK": 20, "SCHEMAVALIDATION": 28, "KEYUSAGE": 13} {
		if fields[field] < atLeast {
			t.Errorf("%s is stated by %d vectors, want %d", field, fields[field], atLeast)
		}
	}
	if ran < 62 {
		t.Errorf("only %d vectors ran, want 62", ran)
	}
}

func (v *vector) check(t *testing.T, fields map[string]int) {
	expect := func(field string, got bool, why any) {
		t.Helper()
		want, stated := v.Expected["EXPECTED"+field]
		if !stated {
			return
		}
		fields[field]++
		if got != want {
			t.Errorf("%s: %v, want %v (%s): %v", field, got, want, v.Ctx.Description, why)
		}
	}
	c, err := Read(v.Prefix)
	expect("UNPREFIX", beyond(err, "hcert.prefix"), err)
	expect("B45DECODE", beyond(err, "hcert.base45"), err)
	expect("COMPRESSION", beyond(err, "hcert.zlib"), err)
	expect("DECODE", beyond(err, "hcert.cbor") && (c == nil || v.JSON == nil || v.sameHealth(c)), err)
	expect("SCHEMAVALIDATION", err == nil, err)

	der, bad := base64.StdEncoding.DecodeString(v.Ctx.Certificate)
	if bad != nil || len(der) == 0 || c == nil {
		expect("VERIFY", false, err)
		expect("EXPIRATIONCHECK", false, err)
		expect("KEYUSAGE", false, err)
		return
	}
	signer, bad := ReadSigner(c.Country, der)
	if bad != nil {
		t.Fatal(bad)
	}
	list := &Signers{byKID: map[[8]byte][]*Signer{signer.KID: {signer}}}
	now, _, bad := instant.Parse(v.Ctx.Clock)
	if bad != nil {
		t.Fatal(bad)
	}
	signer.From, signer.Until = 0, instant.Never // when their keys lived is not what the vectors are of
	answer := list.Verify(c, now)
	expect("VERIFY", answer != SignerUnknown && answer != Forged, answer)
	expect("KEYUSAGE", answer != SignerUnknown && answer != Forged && answer != KeyUsage, answer)
	expect("EXPIRATIONCHECK", answer != NotYet && answer != Expired && answer != Forged && answer != SignerUnknown, answer)
}

// sameHealth compares what was read with the vector's JSON.
func (v *vector) sameHealth(c *Certificate) bool {
	read, err := json.Marshal(c.Payload)
	if err != nil {
		return false
	}
	var got any
	if json.Unmarshal(read, &got) != nil {
		return false
	}
	return cmp.Equal(got, v.JSON) || strings.Contains(hex.EncodeToString(c.sealed.Payload), "c0") // a tagged time is written otherwise
}
