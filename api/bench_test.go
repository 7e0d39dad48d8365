package api_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kangma/internal/id"
)

// Requests of these benchmarks go over a connection of the machine itself. `kangma bench` has the full ones, with what must be reached.

// load sends requests from many clients at once.
func load(b *testing.B, h http.Handler, next func(i int64) *http.Request) {
	server := httptest.NewServer(h)
	defer server.Close()
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	base := strings.TrimPrefix(server.URL, "http://")
	var n atomic.Int64
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r := next(n.Add(1))
			r.URL.Scheme, r.URL.Host, r.RequestURI = "http", base, ""
			a, err := c.Do(r)
			if err != nil {
				b.Error(err)
				return
			}
			text, _ := io.ReadAll(a.Body)
			a.Body.Close()
			if a.StatusCode != http.StatusOK {
				b.Errorf("%d %s", a.StatusCode, text)
				return
			}
		}
	})
}

// The floor of showing: a handler that signs once per request.
func BenchmarkFloor(b *testing.B) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(b, err)
	sign := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sum := sha256.Sum256(body)
		signature, err := ecdsa.SignASN1(rand.Reader, key, sum[:])
		if err != nil {
			panic(err)
		}
		w.Write(signature)
	})
	load(b, sign, func(int64) *http.Request { return httptest.NewRequest("POST", "/", strings.NewReader("{}")) })
}

// benched is a node with people who are logged in, and with a clock that runs.
func benched(b *testing.B, people int) (*hubei, []string) {
	h := open(b, free)
	h.clock.runs = time.Now()
	must(b, h.node.Populate(b.Context(), people, func(int) {}))
	holders, err := h.node.SampleHolders(b.Context(), 0, people)
	must(b, err)
	tokens := make([]string, people)
	for i, s := range holders {
		tokens[i] = s.Token
	}
	return h, tokens
}

func bearing(r *http.Request, token string) *http.Request {
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	return r
}

// Showing: a third of the requests is somebody's first, the others are repeats within validity.
func BenchmarkShow(b *testing.B) {
	h, tokens := benched(b, 2000)
	load(b, h.api, func(i int64) *http.Request {
		return bearing(httptest.NewRequest("POST", "/v1/codes/show", strings.NewReader("{}")), tokens[int(i/3)%len(tokens)])
	})
}

// Scanning: verify, and store durably.
func BenchmarkScan(b *testing.B) {
	h, tokens := benched(b, 500)
	codes := make([]string, len(tokens))
	for i, t := range tokens {
		codes[i] = h.show(t).Token
	}
	gate, point := h.gate()
	load(b, h.api, func(i int64) *http.Request {
		body := `{"id":"` + id.New(h.node.Now()).String() + `","point":"` + point.String() + `","text":"` + codes[int(i)%len(codes)] + `"}`
		return bearing(httptest.NewRequest("POST", "/v1/passages", strings.NewReader(body)), gate)
	})
}
