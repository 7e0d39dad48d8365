package sms

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// WebhookConfig is where a gateway listens.
type WebhookConfig struct {
	URL     string
	Secret  []byte // at least 32 bytes, that the gateway has too
	CA      string // file of certificates (PEM) to believe instead of the machine's, "" for those
	Timeout time.Duration
	Now     func() time.Time
}

// Webhook posts messages to a gateway, each signed: docs/webhook.md.
type Webhook struct {
	c      WebhookConfig
	client *http.Client
}

const (
	leastSecret    = 32
	webhookTimeout = 10 * time.Second
	mostAnswer     = 64 << 10
)

// NewWebhook checks the configuration; it connects to nobody.
func NewWebhook(c WebhookConfig) (*Webhook, error) {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, fault.Field("sms.webhook.url", c.URL, "is not an address https://…")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fault.Field("sms.webhook.url", c.URL, "is not https; messages are sent in the clear to this machine only")
	case u.User != nil:
		return nil, fault.Secret("sms.webhook.url", "holds a password; the gateway knows us by the signature")
	case len(c.Secret) < leastSecret:
		return nil, fault.Secret("sms.webhook.secret", "has %d bytes, at least %d are needed; make one with: openssl rand -base64 32", len(c.Secret), leastSecret)
	}
	if c.Timeout == 0 {
		c.Timeout = webhookTimeout
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CA != "" {
		pem, err := os.ReadFile(c.CA)
		if err != nil {
			return nil, fault.Field("sms.webhook.ca", c.CA, "cannot be read").Because(err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fault.Field("sms.webhook.ca", c.CA, "holds no certificate in PEM form")
		}
		transport.TLSClientConfig.RootCAs = pool
	}
	return &Webhook{c, &http.Client{Transport: transport, Timeout: c.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

type webhookBody struct {
	ID    string `json:"id"`
	To    string `json:"to"`
	Text  string `json:"text"`
	Until string `json:"until"`
}

// Send posts one message. Whatever the gateway answers but 2xx, 429 and its own errors (5xx, 401, 403, 404, 408), it never wants to see again.
func (w *Webhook) Send(ctx context.Context, m Message) (string, error) {
	body, err := json.Marshal(webhookBody{m.ID.String(), m.To, m.Text, m.Until.In(instant.Beijing)})
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.c.URL, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	stamp, nonce := strconv.FormatInt(w.c.Now().Unix(), 10), nonce()
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", m.ID.String())
	r.Header.Set("Kangma-Timestamp", stamp)
	r.Header.Set("Kangma-Nonce", nonce)
	r.Header.Set("Kangma-Signature", "v1="+sign(w.c.Secret, stamp, nonce, body))
	answer, err := w.client.Do(r)
	if err != nil {
		return "", unreachable("the gateway does not answer") // the cause may name the address with what it was asked
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	switch code := answer.StatusCode; {
	case err != nil:
		return "", unreachable("the gateway's answer broke off")
	case code/100 == 2:
		var a struct {
			Reference string `json:"reference"`
		}
		_ = json.Unmarshal(said, &a) // a gateway need not say anything
		return a.Reference, nil
	case code == http.StatusTooManyRequests:
		return "", throttled("the gateway has too much to do (429)")
	case code >= 500, code == http.StatusUnauthorized, code == http.StatusForbidden, code == http.StatusNotFound, code == http.StatusRequestTimeout, code/100 == 3:
		return "", unreachable("the gateway answered %d", code)
	default:
		return "", refused("the gateway refused it (%d)", code)
	}
}

// Run waits for ctx: a webhook needs nothing, and brings no receipts.
func (w *Webhook) Run(ctx context.Context, _ func(Receipt)) error {
	<-ctx.Done()
	return ctx.Err()
}

// sign is the signature of one request: HMAC-SHA-256 over timestamp, nonce and body, each but the last with a line end.
func sign(secret []byte, stamp, nonce string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	io.WriteString(mac, stamp+"\n"+nonce+"\n")
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

func nonce() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
