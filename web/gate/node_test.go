package gate

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/passage"
	"kangma/region"
	"kangma/web/ui"
)

var site = ui.Site{Name: ui.Text{"zh": "湖北健康码", "en": "Hubei Health Code"}, Hotline: "12345"}

// node plays the JSON API of API.md to the page: it issues codes, checks signatures, and stores what it is sent once.
type node struct {
	t         *testing.T
	key       *ecdsa.PrivateKey
	from      time.Time // of the keys
	mu        sync.Mutex
	ahead     time.Duration // how far the node's clock is from the machine's
	stored    map[id.ID]passage.Slip
	sent      int // passages that arrived, repeats included
	device    map[id.ID]passage.Device
	online    map[string]any  // answer of /v1/verify
	lose      bool            // store, but lose the answer
	refuse    string          // refuse passages for good, with this key
	token     int             // number of the bearer token that is good now
	register  hpke.PrivateKey // for which gates seal what they write down
	fallbacks []string        // what was told of times without the system
	alone     int             // seconds without an answer after which the page offers the fallback, 0 for the program's own
	down      bool            // nothing of the API answers
	points    chan bool       // where set, the list of points is answered when something comes
}

func newNode(t *testing.T) *node {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	register, err := hpke.DHKEM(ecdh.P256()).GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return &node{t: t, register: register, key: key, from: time.Now().Add(-24 * time.Hour), stored: map[id.ID]passage.Slip{}, device: map[id.ID]passage.Device{}, token: 1}
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
			n.mu.Lock()
			down := n.down
			n.mu.Unlock()
			if down {
				panic(http.ErrAbortHandler)
			}
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
		var in struct{ Phone, Code, Door string }
		json.NewDecoder(r.Body).Decode(&in)
		if in.Code != "123456" || in.Door != "staff" {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, `{"code":"unauthenticated","key":"login.code_wrong"}`)
			return []byte{}
		}
		return n.session()
	})
	answer("POST /v1/login/refresh", func(w http.ResponseWriter, r *http.Request) any {
		var in struct{ Refresh string }
		if json.NewDecoder(r.Body).Decode(&in); in.Refresh != "refresh-"+n.good() {
			return http.StatusUnauthorized
		}
		n.mu.Lock()
		n.token++
		n.mu.Unlock()
		return n.session()
	})
	answer("POST /v1/logout", func(http.ResponseWriter, *http.Request) any { return nil })
	answer("PUT /v1/gate/device", func(w http.ResponseWriter, r *http.Request) any { return n.enrol(r) })
	answer("GET /v1/gate/settings", func(http.ResponseWriter, *http.Request) any {
		out := map[string]any{"limits": map[string]int{"early": 120}, "fever": 37.3, "register_key": base64.RawURLEncoding.EncodeToString(n.register.PublicKey().Bytes())}
		n.mu.Lock()
		defer n.mu.Unlock()
		if n.alone > 0 {
			out["alone"] = n.alone
		}
		return out
	})
	answer("GET /v1/staff/standing", func(http.ResponseWriter, *http.Request) any { return map[string]any{"may": []any{}} })
	answer("PUT /v1/gate/fallbacks", func(w http.ResponseWriter, r *http.Request) any {
		var in struct{ ID, Point, Cause, Began, Ended string }
		json.NewDecoder(r.Body).Decode(&in)
		n.mu.Lock()
		defer n.mu.Unlock()
		n.fallbacks = append(n.fallbacks, in.Point+" "+in.Cause+" "+map[bool]string{true: "began", false: "ended"}[in.Ended == ""])
		return nil
	})
	answer("GET /v1/points", func(http.ResponseWriter, *http.Request) any {
		n.mu.Lock()
		hold := n.points
		n.mu.Unlock()
		if hold != nil {
			<-hold
		}
		return map[string]any{"points": []map[string]string{{"id": eastGate, "name": "东门", "place": "武昌火车站", "region_name": "武昌区"}, {"id": "0190ee07000070008000000000000002", "name": "出站口", "place": "武昌火车站", "region_name": "武昌区"}}}
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
	answer("POST /v1/passages/slips", func(w http.ResponseWriter, r *http.Request) any { return n.passages(w, r) })
	mux.HandleFunc("GET /vectors.json", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "../../pass/testdata/vectors.json") })
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", http.FileServer(http.FS(os.DirFS("../assets")))))
	mux.Handle("GET /jstest/", http.StripPrefix("/jstest/", http.FileServer(http.FS(os.DirFS("jstest")))))
	return mux
}

const eastGate = "0190ee07000070008000000000000001"

func (n *node) session() any {
	good := n.good()
	return map[string]string{"token": good, "refresh": "refresh-" + good, "until": "2099-01-01T00:00:00Z"}
}

// good is the bearer token that is good now.
func (n *node) good() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return "collector-" + strconv.Itoa(n.token)
}

func (n *node) enrol(r *http.Request) any {
	if r.Header.Get("Authorization") != "Bearer "+n.good() {
		return http.StatusUnauthorized
	}
	var in struct {
		JWK struct{ Crv, Kty, X, Y string }
	}
	json.NewDecoder(r.Body).Decode(&in)
	point := []byte{4}
	for _, s := range []string{in.JWK.X, in.JWK.Y} {
		b, _ := base64.RawURLEncoding.DecodeString(s)
		point = append(point, b...)
	}
	if len(point) != 65 || in.JWK.Crv != "P-256" || in.JWK.Kty != "EC" {
		return http.StatusUnprocessableEntity
	}
	at := instant.Of(n.now())
	d := passage.Device{ID: id.New(at), PublicKey: [65]byte(point), From: at, Until: instant.Never}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, old := range n.device {
		if old.PublicKey == d.PublicKey {
			return map[string]id.ID{"device": old.ID}
		}
	}
	n.device[d.ID] = d
	return map[string]id.ID{"device": d.ID}
}

// slip reads the text that a device signed.
func slip(payload, signature string) (s passage.Slip, ok bool) {
	lines := strings.SplitN(payload, "\n", 8)
	if len(lines) != 8 {
		return s, false
	}
	var errs [6]error
	s.ID, errs[0] = id.Parse(lines[1])
	s.Device, errs[1] = id.Parse(lines[2])
	s.Point, errs[2] = id.Parse(lines[3])
	ms, err := strconv.ParseInt(lines[4], 10, 64)
	s.At, errs[3] = instant.Instant(ms*1000), err
	s.Gate, errs[4] = pass.ParseOutcome(lines[5])
	if lines[6] != "-" {
		tenths, err := strconv.Atoi(lines[6])
		if s.Temperature, errs[5] = passage.ParseTemperature(float64(tenths) / 10); err != nil {
			return s, false
		}
	}
	s.Token = lines[7]
	b, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || len(b) != 64 || errors.Join(errs[:]...) != nil {
		return s, false
	}
	s.Signature = [64]byte(b)
	return s, string(s.Canonical()) == payload
}

func (n *node) passages(w http.ResponseWriter, r *http.Request) any {
	if r.Header.Get("Authorization") != "Bearer "+n.good() {
		return http.StatusUnauthorized
	}
	var in struct {
		Device   id.ID
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
		s, ok := slip(p.Payload, p.Signature)
		_, again := n.stored[s.ID]
		switch {
		case !ok || s.ID.String() != p.ID || s.Device != in.Device:
			n.t.Errorf("a slip not in its form: %q", p.Payload)
			out = append(out, result{p.ID, "refused", "slip.form"})
		case s.Verify(n.device[s.Device]) != nil:
			n.t.Errorf("refused: %v", s.Verify(n.device[s.Device]))
			out = append(out, result{p.ID, "refused", "passage.signature"})
		case n.refuse != "":
			out = append(out, result{p.ID, "refused", n.refuse})
		case again:
			out = append(out, result{p.ID, "duplicate", ""})
		default:
			n.stored[s.ID] = s
			out = append(out, result{p.ID, "stored", ""})
		}
	}
	if n.lose {
		n.lose = false
		return http.StatusBadGateway
	}
	return map[string]any{"results": out}
}

// all is what has been stored.
func (n *node) all() []passage.Slip {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Collect(maps.Values(n.stored))
}
