// Package client calls a node's JSON API from Go: typed requests and answers
// (api/wire), refusals as faults, tokens renewed, writes sent again safely.
//
// Rules:
//
//	CL-1  A refusal of the node is a *fault.Fault with the code, key, field and detail of its problem document.
//	CL-2  What may be repeated is, after 429, 503 and broken connections, with growing pauses; a write carries a key, so that it is done once.
//
// It is not generated, and knows nothing of the domain: the node decides.
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"kangma/api/wire"
	"kangma/internal/fault"
)

// Client calls one node as one account, or as nobody. It is safe for concurrent use.
type Client struct {
	base string
	http *http.Client

	mu       sync.Mutex
	session  wire.Session
	ticket   string     // of the queue, where the node was busy
	renewing sync.Mutex // held by whoever renews it
}

// New makes a client of the node at an address such as http://127.0.0.1:8080. c nil is http.DefaultClient.
func New(base string, c *http.Client) *Client {
	if c == nil {
		c = http.DefaultClient
	}
	return &Client{base: base, http: c}
}

// Limits of trying again.
const (
	tries   = 5
	pause   = 100 * time.Millisecond // before the second try; doubled each time
	patient = 10 * time.Second       // whoever is told to wait longer is told so
	longest = 10 << 20               // bytes of an answer
)

// call sends a request and reads the answer into out, nil for none. key, if not empty, makes a write be done once.
func (c *Client) call(ctx context.Context, method, path string, in, out any, key string) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	again := method == http.MethodGet || key != ""
	renewed := false
	for try := 1; ; try++ {
		token := c.token()
		wait, err := c.once(ctx, method, path, body, out, key)
		if f, ok := fault.As(err); ok && f.Key == "session.expired" && !renewed && c.renew(ctx, token) {
			renewed = true
			continue
		}
		if err == nil || wait < 0 || wait > patient || !again || try == tries {
			return err
		}
		if wait == 0 {
			wait = pause << (try - 1)
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(wait):
		}
	}
}

// once tries once. wait says how long to wait before the next try, 0 for as long as seems good, -1 for never.
func (c *Client) once(ctx context.Context, method, path string, body []byte, out any, key string) (wait time.Duration, err error) {
	contentType := ""
	if body != nil {
		contentType = "application/json"
	}
	answer, err := c.do(ctx, method, path, bytes.NewReader(body), contentType, key)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, longest))
	if err != nil {
		return 0, fault.New(fault.Unavailable, "client.cut", "the node's answer was cut off").Because(err)
	}
	if answer.StatusCode >= 400 {
		return refusal(answer, text)
	}
	switch out := out.(type) {
	case nil:
		return -1, nil
	case *[]byte:
		*out = text
		return -1, nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return -1, fmt.Errorf("%s %s: an answer that cannot be read: %w", method, path, err)
	}
	return -1, nil
}

// do sends one request.
func (c *Client) do(ctx context.Context, method, path string, body io.Reader, contentType, key string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	if token := c.token(); token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	c.mu.Lock()
	if c.ticket != "" {
		r.Header.Set(wire.QueueTicket, c.ticket)
	}
	c.mu.Unlock()
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "client.unreachable", "the node at %s does not answer", c.base).Because(err)
	}
	if ticket := answer.Header.Get(wire.QueueTicket); ticket != "" {
		c.mu.Lock()
		c.ticket = ticket // the place that it keeps when it comes again
		c.mu.Unlock()
	}
	return answer, nil
}

// refusal makes the fault of a problem document (CL-1), and says whether and when to try again.
func refusal(answer *http.Response, text []byte) (wait time.Duration, err error) {
	var p wire.Problem
	if json.Unmarshal(text, &p) != nil || p.Code == "" {
		p = wire.Problem{Code: string(fault.Internal), Key: "client.status", Detail: "the node answered " + answer.Status}
	}
	f := fault.New(fault.Code(p.Code), p.Key, "%s", p.Detail)
	f.Field = p.Field
	if answer.StatusCode != http.StatusTooManyRequests && answer.StatusCode != http.StatusServiceUnavailable {
		return -1, f
	}
	seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
	return time.Duration(seconds) * time.Second, f
}

// renew exchanges the refresh token for new tokens; of those who find the same token expired one does the work.
func (c *Client) renew(ctx context.Context, expired string) bool {
	c.renewing.Lock()
	defer c.renewing.Unlock()
	c.mu.Lock()
	now := c.session
	c.mu.Unlock()
	if now.Token != expired {
		return true
	}
	if now.Refresh == "" {
		return false
	}
	_, err := c.Refresh(ctx)
	return err == nil
}

func (c *Client) token() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session.Token
}

func (c *Client) get(ctx context.Context, path string, out any) error {
	return c.call(ctx, http.MethodGet, path, nil, out, "")
}

// write sends what may be sent again: a write under a key of its own, or what changes nothing by being repeated.
func (c *Client) write(ctx context.Context, method, path string, in, out any) error {
	return c.call(ctx, method, path, in, out, rand.Text())
}

// send sends what is no write that a key protects.
func (c *Client) send(ctx context.Context, method, path string, in, out any) error {
	return c.call(ctx, method, path, in, out, "")
}
