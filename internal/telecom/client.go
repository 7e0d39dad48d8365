package telecom

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
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Config is where an operator answers.
type Config struct {
	Name    string // of the operator
	URL     string // under which its operations lie
	Party   string // what it knows us as
	Secret  []byte // at least 32 bytes, that the operator has too
	CA      string // file of certificates (PEM) to believe instead of the machine's, "" for those
	Timeout time.Duration
	Now     func() time.Time
}

// Client asks an operator over HTTPS, each request signed: docs/itinerary.md.
type Client struct {
	c    Config
	http *http.Client
}

var _ Operator = (*Client)(nil)

const (
	leastSecret = 32
	timeout     = 10 * time.Second
	mostAnswer  = 4 << 10
)

// New checks the configuration; it connects to nobody.
func New(c Config) (*Client, error) {
	c.URL = strings.TrimSuffix(c.URL, "/")
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, fault.Field("itinerary.url", c.URL, "is not an address https://…")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fault.Field("itinerary.url", c.URL, "is not https; phones are sent in the clear to this machine only")
	case u.User != nil:
		return nil, fault.Secret("itinerary.url", "holds a password; the operator knows us by the signature")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fault.Field("itinerary.url", c.URL, "holds more than an address and a path")
	case c.Name == "":
		return nil, fault.Missing("itinerary.name")
	case c.Party == "":
		return nil, fault.Missing("itinerary.party")
	case len(c.Secret) < leastSecret:
		return nil, fault.Secret("itinerary.secret", "has %d bytes, at least %d are needed; make one with: openssl rand -base64 32", len(c.Secret), leastSecret)
	}
	if c.Timeout == 0 {
		c.Timeout = timeout
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CA != "" {
		pem, err := os.ReadFile(c.CA)
		if err != nil {
			return nil, fault.Field("itinerary.ca", c.CA, "cannot be read").Because(err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fault.Field("itinerary.ca", c.CA, "holds no certificate in PEM form")
		}
		transport.TLSClientConfig.RootCAs = pool
	}
	return &Client{c, &http.Client{Transport: transport, Timeout: c.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Name is the operator's.
func (c *Client) Name() string { return c.c.Name }

// RequestCode has a code sent to a phone.
func (c *Client) RequestCode(ctx context.Context, r Request) (Ticket, error) {
	var out struct {
		Ticket    string          `json:"ticket"`
		CodeUntil instant.Instant `json:"code_until"`
		Until     instant.Instant `json:"until"`
	}
	in := struct {
		Phone     string `json:"phone"`
		Consented string `json:"consented_at"`
	}{r.Phone, r.Consented.In(instant.Beijing)}
	if err := c.post(ctx, "/codes", in, &out); err != nil {
		return Ticket{}, err
	}
	if out.Ticket == "" || len(out.Ticket) > 200 {
		return Ticket{}, unreachable("the operator gave no ticket")
	}
	return Ticket{out.Ticket, out.CodeUntil, out.Until}, nil
}

// Publish tells the operator a list.
func (c *Client) Publish(ctx context.Context, l List) error {
	in := struct {
		Digest string   `json:"digest"`
		Cities []string `json:"cities"`
	}{l.Digest, l.Cities}
	return c.post(ctx, "/lists", in, &struct{}{})
}

// Query asks for a statement.
func (c *Client) Query(ctx context.Context, q Query) (Answer, error) {
	var out struct {
		State State `json:"state"`
		Risk  *int  `json:"risk"`
		Left  *bool `json:"left"`
	}
	in := struct {
		Ticket string `json:"ticket"`
		Code   string `json:"code,omitempty"`
		List   string `json:"list"`
	}{q.Ticket, q.Code, q.List}
	if err := c.post(ctx, "/statements", in, &out); err != nil {
		return Answer{}, err
	}
	switch {
	case out.State == Done && out.Risk != nil && (*out.Risk == 0 || *out.Risk == 1) && out.Left != nil:
		return Answer{Done, *out.Risk == 1, *out.Left}, nil
	case (out.State == Analysing || out.State == Unknown) && out.Risk == nil && out.Left == nil:
		return Answer{State: out.State}, nil
	}
	return Answer{}, unreachable("the operator's answer is none of the protocol")
}

// post sends one signed request and reads the answer strictly (TE-2).
func (c *Client) post(ctx context.Context, operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.c.URL+operation, bytes.NewReader(body))
	if err != nil {
		return err
	}
	stamp, nonce := strconv.FormatInt(c.c.Now().Unix(), 10), nonce()
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Kangma-Party", c.c.Party)
	r.Header.Set("Kangma-Timestamp", stamp)
	r.Header.Set("Kangma-Nonce", nonce)
	r.Header.Set("Kangma-Signature", "v1="+Sign(c.c.Secret, c.c.Party, operation, stamp, nonce, body))
	answer, err := c.http.Do(r)
	if err != nil {
		return unreachable("the operator does not answer") // the cause may name what it was asked
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1))
	switch {
	case err != nil:
		return unreachable("the operator's answer broke off")
	case len(said) > mostAnswer:
		return unreachable("the operator's answer has more than %d bytes", mostAnswer)
	case answer.StatusCode == http.StatusNoContent:
		return nil
	case answer.StatusCode == http.StatusOK:
		d := json.NewDecoder(bytes.NewReader(said))
		d.DisallowUnknownFields()
		if err := d.Decode(out); err != nil || d.More() {
			return unreachable("the operator's answer is none of the protocol")
		}
		return nil
	}
	return refusal(answer.StatusCode, said)
}

// refusal is what the operator's error means. Only words of the protocol are read from it.
func refusal(status int, said []byte) error {
	var e struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(said, &e) // a proxy in between answers in other forms
	switch e.Error {
	case "code_wrong":
		return fault.Secret("code", "is wrong; look at the newest text of the operator").WithKey("itinerary.code_wrong")
	case "code_void", "ticket_unknown":
		return fault.Secret("code", "holds no more; ask for another").WithKey("itinerary.code_void")
	case "phone_unknown":
		return fault.Secret("phone", "is of no operator that answers for itineraries").WithKey("itinerary.phone_unknown")
	case "list_unknown":
		return fault.New(fault.Conflict, "itinerary.list_unknown", "the operator does not know the list of risk cities yet")
	case "too_many":
		return fault.New(fault.TooMany, "itinerary.operator_busy", "the operator sends no more codes for now; try again in some minutes")
	}
	return unreachable("the operator answered %d", status)
}

// Sign is the signature of a request: HMAC-SHA-256 over party, operation, timestamp, nonce and body, each but the last
// with a line end.
func Sign(secret []byte, party, operation, stamp, nonce string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	io.WriteString(mac, party+"\n"+operation+"\n"+stamp+"\n"+nonce+"\n")
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

func nonce() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
