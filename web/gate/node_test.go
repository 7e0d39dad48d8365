package gate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
	"kangma/web/ui"
)

var site = ui.Site{Name: ui.Text{"zh": "湖北健康码", "en": "Hubei Health Code"}, Hotline: "12345"}

// node plays the JSON API of API.md to the page: it issues codes, checks signatures, and stores what it is sent once.
type node struct {
	t      *testing.T
	key    *ecdsa.PrivateKey
	from   time.Time // of the keys
	mu     sync.Mutex
	ahead  time.Duration // how far the node's clock is from the machine's
	stored map[string]passage
	sent   int // passages that arrived, repeats included
	device map[string]*ecdsa.PublicKey
	online map[string]any // answer of /v1/verify
	lose   bool           // store, but lose the answer
}

type passage struct {
	ID          string   `json:"id"`
	At          string   `json:"at"`
	Point       string   `json:"point"`
	Code        string   `json:"code"`
	Answer      string   `json:"answer"`
	Reason      string   `json:"reason"`
	Temperature *float64 `json:"temperature"`
	Version     int      `json:"trust_version"`
}

func newNode(t *testing.T) *node {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &node{t: t, key: key, from: time.Now().Add(-24 * time.Hour), stored: map[string]passage{}, device: map[string]*ecdsa.PublicKey{}}
}

func (n *node) now() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return time.Now().Add(n.ahead)
}

func (n *node) KID() [4]byte      { return [4]byte{1, 2, 3, 4} }
func (n *node) Algorithm() string { return pass.ES256 }
func (n *node) Sign(message []byte) ([]byte, error) {
	digest := sha256.Sum256(message)
	r, s, err := ecdsa.Sign(rand.Reader, n.key, digest[:])
	if err != nil {
		return nil, err
	}
	return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...), nil
}

// code issues a token, its time of issue moved by age into the past.
func (n *node) code(c pass.Colour, gate pass.Outcome, age time.Duration) string {
	n.t.Helper()
	at := instant.Of(n.now().Add(-age).Truncate(time.Second))
	claims := pass.Claims{Issuer: region.MustParseCode("420000"), IssuedAt: at, Expires: at.Add(pass.Life), State: 1, Colour: c, Gate: gate, Policy: 2, Epoch: 1, Status: 70000}
	rand.Read(claims.CTI[:])
	token, err := pass.Issue(n, claims)
	if err != nil {
		n.t.Fatal(err)
	}
	return token
}

func (n *node) trust() []byte {
	public, err := n.key.PublicKey.Bytes()
	if err != nil {
		n.t.Fatal(err)
	}
	until := instant.Of(n.from.Add(400 * 24 * time.Hour))
	key, err := pass.NewKey(n.KID(), pass.ES256, public[1:], pass.UsePass, instant.Of(n.from), until)
	if err != nil {
		n.t.Fatal(err)
	}
	list := pass.TrustList{Version: 7, IssuedAt: instant.Of(n.now().Add(-time.Hour)), Expires: until, Issuers: []pass.Issuer{{Region: region.MustParseCode("420000"), Name: pass.Text{ZH: "湖北省", EN: "Hubei"}, Keys: []*pass.Key{key}}}}
	b, err := list.JSON(nil)
	if err != nil {
		n.t.Fatal(err)
	}
	return b
}

// handler serves the page and the API.
func (n *node) handler() http.Handler {
	mux := http.NewServeMux()
	ui.Mount(mux, site)
	New(site).Mount(mux)
	answer := func(pattern string, f func(w http.ResponseWriter, r *http.Request) any) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", n.now().UTC().Format(http.TimeFormat))
			v := f(w, r)
			switch v := v.(type) {
			case nil:
				w.WriteHeader(http.StatusNoContent)
			case int:
				w.WriteHeader(v)
			case []byte:
				w.Header().Set("Content-Type", "application/json")
				w.Write(v)
			default:
				w.Header().Set("Content-Type", "application/json")
				json.NewEncoder(w).Encode(v)
			}
		})
	}
	answer("POST /v1/login/code", func(http.ResponseWriter, *http.Request) any { return nil })
	answer("POST /v1/login", func(w http.ResponseWriter, r *http.Request) any {
		var in struct{ Phone, Code string }
		json.NewDecoder(r.Body).Decode(&in)
		if in.Code != "123456" {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusUnprocessableEntity)
			io.WriteString(w, `{"code":"invalid","key":"code.wrong","field":"code"}`)
			return []byte{}
		}
		return map[string]string{"token": "collector", "expires": "2099-01-01T00:00:00Z"}
	})
	answer("PUT /v1/gate/device", func(w http.ResponseWriter, r *http.Request) any { return n.register(r) })
	answer("GET /v1/gate/settings", func(http.ResponseWriter, *http.Request) any {
		return map[string]any{"limits": map[string]int{"early": 120}, "fever": 37.3}
	})
	answer("GET /v1/points", func(http.ResponseWriter, *http.Request) any {
		return map[string]any{"points": []map[string]string{{"id": "p1", "name": "东门", "place": "武昌火车站", "region_name": "武昌区"}, {"id": "p2", "name": "出站口", "place": "武昌火车站", "region_name": "武昌区"}}}
	})
	answer("PUT /v1/points/current", func(http.ResponseWriter, *http.Request) any { return nil })
	answer("GET /v1/trust", func(http.ResponseWriter, *http.Request) any { return n.trust() })
	answer("GET /v1/status", func(http.ResponseWriter, *http.Request) any { return http.StatusNotFound })
	answer("POST /v1/verify", func(http.ResponseWriter, *http.Request) any {
		n.mu.Lock()
		defer n.mu.Unlock()
		if n.online == nil {
			return http.StatusServiceUnavailable
		}
		return n.online
	})
	answer("POST /v1/passages", func(w http.ResponseWriter, r *http.Request) any { return n.passages(w, r) })
	mux.HandleFunc("GET /vectors.json", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "../../pass/testdata/vectors.json") })
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", http.FileServer(http.FS(os.DirFS("../assets")))))
	mux.Handle("GET /jstest/", http.StripPrefix("/jstest/", http.FileServer(http.FS(os.DirFS("jstest")))))
	return mux
}

func (n *node) register(r *http.Request) any {
	var in struct {
		JWK struct{ Crv, Kty, X, Y string }
	}
	json.NewDecoder(r.Body).Decode(&in)
	number := func(s string) *big.Int {
		b, _ := base64.RawURLEncoding.DecodeString(s)
		return new(big.Int).SetBytes(b)
	}
	canonical, _ := json.Marshal(struct {
		Crv string `json:"crv"`
		Kty string `json:"kty"`
		X   string `json:"x"`
		Y   string `json:"y"`
	}{in.JWK.Crv, in.JWK.Kty, in.JWK.X, in.JWK.Y})
	sum := sha256.Sum256(canonical)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.device[base64.RawURLEncoding.EncodeToString(sum[:])] = &ecdsa.PublicKey{Curve: elliptic.P256(), X: number(in.JWK.X), Y: number(in.JWK.Y)}
	return nil
}

func (n *node) passages(w http.ResponseWriter, r *http.Request) any {
	if r.Header.Get("Authorization") != "Bearer collector" {
		return http.StatusUnauthorized
	}
	var in struct {
		Device   string
		Passages []struct{ ID, Payload, Signature string }
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || len(in.Passages) > 50 {
		return http.StatusBadRequest
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	type result struct {
		ID     string `json:"id"`
		Status string `json:"status"`
		Key    string `json:"key,omitempty"`
	}
	var out []result
	for _, p := range in.Passages {
		n.sent++
		sum := sha256.Sum256([]byte(p.Payload))
		b, _ := base64.RawURLEncoding.DecodeString(p.Signature)
		var fields passage
		d := json.NewDecoder(strings.NewReader(p.Payload))
		switch key := n.device[in.Device]; {
		case key == nil || len(b) != 64 || !ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(b[:32]), new(big.Int).SetBytes(b[32:])):
			out = append(out, result{p.ID, "refused", "passage.signature"})
		case d.Decode(&fields) != nil || fields.ID != p.ID || len(p.ID) != 32:
			out = append(out, result{p.ID, "refused", "passage.form"})
		case n.stored[p.ID].ID != "":
			out = append(out, result{p.ID, "duplicate", ""})
		default:
			n.stored[p.ID] = fields
			out = append(out, result{p.ID, "stored", ""})
		}
	}
	for _, r := range out {
		if r.Status == "refused" {
			n.t.Errorf("passage refused: %s", r.Key)
		}
	}
	if n.lose {
		n.lose = false
		return http.StatusBadGateway
	}
	return map[string]any{"results": out}
}

// all is what has been stored, by answer and temperature.
func (n *node) all() []passage {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []passage
	for _, p := range n.stored {
		out = append(out, p)
	}
	return out
}
