package sms_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/sms"
)

var (
	secret = []byte("a secret that both sides have, of more than 32 bytes")
	now    = time.Date(2020, 3, 25, 1, 0, 0, 0, time.UTC)
)

// gateway is an operator's gateway as docs/webhook.md tells one to write it.
type gateway struct {
	t      *testing.T
	status int
	seen   map[string]int // messages by idempotency key
	nonces map[string]bool
	body   map[string]string
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(r.Header.Get("Kangma-Timestamp") + "\n" + r.Header.Get("Kangma-Nonce") + "\n" + string(body)))
	if r.Header.Get("Kangma-Signature") != "v1="+hex.EncodeToString(mac.Sum(nil)) || r.Header.Get("Kangma-Timestamp") != "1585098000" || g.nonces[r.Header.Get("Kangma-Nonce")] {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	g.nonces[r.Header.Get("Kangma-Nonce")] = true
	if g.status != 0 {
		w.WriteHeader(g.status)
		io.WriteString(w, "no: "+string(body))
		return
	}
	json.Unmarshal(body, &g.body)
	if g.body["id"] != r.Header.Get("Idempotency-Key") {
		g.t.Error("two ids for one message")
	}
	g.seen[g.body["id"]]++
	io.WriteString(w, `{"reference":"gw-1"}`)
}

// SM-1 to SM-3 over TLS: signed, under the message's id each time, and refusals that repeat nothing.
func TestWebhook(t *testing.T) {
	g := &gateway{t: t, seen: map[string]int{}, nonces: map[string]bool{}}
	server := httptest.NewTLSServer(g)
	defer server.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	c := sms.WebhookConfig{URL: server.URL + "/sms", Secret: secret, CA: ca, Timeout: time.Second, Now: func() time.Time { return now }}
	w, err := sms.NewWebhook(c)
	if err != nil {
		t.Fatal(err)
	}
	m := sms.Message{ID: id.New(1), To: phone, Text: "【康码】验证码 123456", Until: instant.Of(now.Add(3 * time.Minute))}
	for range 2 {
		if ref, err := w.Send(t.Context(), m); err != nil || ref != "gw-1" {
			t.Fatal(ref, err)
		}
	}
	if g.seen[m.ID.String()] != 2 || g.body["to"] != phone || g.body["text"] != m.Text || g.body["until"] != "2020-03-25T09:03:00+08:00" {
		t.Errorf("%+v %+v", g.seen, g.body)
	}
	for status, want := range map[int]fault.Code{400: fault.Invalid, 422: fault.Invalid, 401: fault.Unavailable, 404: fault.Unavailable, 429: fault.TooMany, 500: fault.Unavailable,
		503: fault.Unavailable, 302: fault.Unavailable} {
		g.status = status
		_, err := w.Send(t.Context(), m)
		if fault.CodeOf(err) != want || strings.Contains(err.Error(), "123456") || strings.Contains(err.Error(), "138001") {
			t.Errorf("%d: %v", status, err)
		}
	}
	c.Secret = []byte("another secret, that the gateway does not have, longer")
	other, _ := sms.NewWebhook(c)
	if _, err := other.Send(t.Context(), m); fault.CodeOf(err) != fault.Unavailable {
		t.Error(err)
	}
	c.CA = ""
	if untrusted, _ := sms.NewWebhook(c); untrusted != nil {
		if _, err := untrusted.Send(t.Context(), m); fault.CodeOf(err) != fault.Unavailable {
			t.Error("a certificate of nobody was believed:", err)
		}
	}
	server.Close()
	if _, err := w.Send(t.Context(), m); fault.CodeOf(err) != fault.Unavailable {
		t.Error(err)
	}
}

func TestWebhookConfig(t *testing.T) {
	for _, x := range []struct {
		field, url, ca string
		secret         []byte
	}{
		{"sms.webhook.url", "gateway.example", "", secret}, {"sms.webhook.url", "http://gateway.example/sms", "", secret},
		{"sms.webhook.url", "https://me:pass@gateway.example/sms", "", secret},
		{"sms.webhook.secret", "https://gateway.example/sms", "", []byte("short")}, {"sms.webhook.ca", "https://gateway.example/sms", "/nowhere.pem", secret},
	} {
		_, err := sms.NewWebhook(sms.WebhookConfig{URL: x.url, Secret: x.secret, CA: x.ca})
		if f, ok := fault.As(err); !ok || f.Field != x.field || strings.Contains(f.Error(), "pass@") {
			t.Errorf("%s: %v", x.field, err)
		}
	}
	if _, err := sms.NewWebhook(sms.WebhookConfig{URL: "http://127.0.0.1:9000/sms", Secret: secret}); err != nil {
		t.Error(err)
	}
}
