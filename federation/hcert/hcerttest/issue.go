// Package hcerttest issues EU certificates for tests, as net/http/httptest serves for them: a state with a key of its own, and whatever
// it certifies. It is not for anything that runs: nobody here issues certificates.
package hcerttest

import (
	"bytes"
	"compress/zlib"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// State signs certificates.
type State struct {
	Country string
	DER     []byte // its document signing certificate
	key     *ecdsa.PrivateKey
}

// New makes a state whose key is valid in a time, for the key usages given (none: for all).
func New(country string, from, until time.Time, usages ...asn1.ObjectIdentifier) *State {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "DSC " + country, Country: []string{country}}, NotBefore: from, NotAfter: until, UnknownExtKeyUsage: usages}
	return &State{country, must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)), key}
}

// KID is the id of its key.
func (s *State) KID() []byte { sum := sha256.Sum256(s.DER); return sum[:8] }

// Signers is a list of states' keys as operators import it.
func Signers(name, version, until string, states ...*State) []byte {
	type entry struct {
		Type    string `json:"certificateType"`
		Country string `json:"country"`
		KID     string `json:"kid"`
		Raw     string `json:"rawData"`
	}
	list := []entry{}
	for _, s := range states {
		list = append(list, entry{"DSC", s.Country, base64.StdEncoding.EncodeToString(s.KID()), base64.StdEncoding.EncodeToString(s.DER)})
	}
	return must(json.Marshal(map[string]any{"name": name, "version": version, "until": until, "source": "test", "certificates": list}))
}

// Issue gives the text of a certificate of health data, as JSON has it, valid in a time.
func (s *State) Issue(health map[string]any, from, until time.Time) string {
	claims := map[int]any{1: s.Country, 4: until.Unix(), 6: from.Unix(), -260: map[int]any{1: health}}
	protected, payload := must(cbor.Marshal(map[int]any{1: -7, 4: s.KID()})), must(cbor.Marshal(claims))
	digest := sha256.Sum256(must(cbor.Marshal([]any{"Signature1", protected, []byte{}, payload})))
	r, v, err := ecdsa.Sign(rand.Reader, s.key, digest[:])
	if err != nil {
		panic(err)
	}
	signature := append(r.FillBytes(make([]byte, 32)), v.FillBytes(make([]byte, 32))...)
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	w.Write(must(cbor.Marshal(cbor.Tag{Number: 18, Content: []any{protected, map[int]any{}, payload, signature}})))
	w.Close()
	return "HC1:" + base45(packed.Bytes())
}

// Name is the name part of health data.
func Name(family, given string) map[string]any {
	up := strings.NewReplacer(" ", "<", "-", "<", "'", "")
	return map[string]any{"fn": family, "gn": given, "fnt": up.Replace(strings.ToUpper(family)), "gnt": up.Replace(strings.ToUpper(given))}
}

// Vaccinated is health data about one dose.
func Vaccinated(name map[string]any, birth, country, product string, dose, of int, on string) map[string]any {
	return map[string]any{"ver": "1.3.0", "nam": name, "dob": birth, "v": []any{map[string]any{"tg": "840539006", "vp": "1119349007", "mp": product, "ma": "ORG-100030215",
		"dn": dose, "sd": of, "dt": on, "co": country, "is": "Ministry of Health", "ci": "URN:UVCI:01:" + country + ":" + fmt.Sprint(name["fnt"]) + "#1"}}}
}

// Tested is health data about one nucleic acid test.
func Tested(name map[string]any, birth, country, sampled string, detected bool) map[string]any {
	result := "260415000"
	if detected {
		result = "260373001"
	}
	return map[string]any{"ver": "1.3.0", "nam": name, "dob": birth, "t": []any{map[string]any{"tg": "840539006", "tt": "LP6464-4", "nm": "PCR", "sc": sampled, "tr": result,
		"tc": "Centre", "co": country, "is": "Ministry of Health", "ci": "URN:UVCI:01:" + country + ":" + fmt.Sprint(name["fnt"]) + "#2"}}}
}

// Recovered is health data about a recovery.
func Recovered(name map[string]any, birth, country, positive, from, until string) map[string]any {
	return map[string]any{"ver": "1.3.0", "nam": name, "dob": birth, "r": []any{map[string]any{"tg": "840539006", "fr": positive, "df": from, "du": until,
		"co": country, "is": "Ministry of Health", "ci": "URN:UVCI:01:" + country + ":" + fmt.Sprint(name["fnt"]) + "#3"}}}
}

func base45(data []byte) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
	var b strings.Builder
	for len(data) > 0 {
		n, digits := int(data[0]), 2
		if len(data) > 1 {
			n, digits = n<<8|int(data[1]), 3
		}
		for range digits {
			b.WriteByte(alphabet[n%45])
			n /= 45
		}
		data = data[min(2, len(data)):]
	}
	return b.String()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
