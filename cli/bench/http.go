package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"kangma/api"
)

// serving is a handler behind an HTTP server on a port of this machine.
type serving struct {
	address string
	server  *http.Server
	ended   chan error
}

// serve starts it, with the settings of a node in service.
func serve(h http.Handler) (*serving, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &serving{address: l.Addr().String(), server: api.Server(h), ended: make(chan error, 1)}
	go func() { s.ended <- s.server.Serve(l) }()
	return s, nil
}

func (s *serving) close() error {
	err := s.server.Close()
	if e := <-s.ended; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// client sends requests over connections that it keeps, as little as HTTP allows, since it runs on the machine that it
// measures: what it uses the server has not. Its requests and answers are what any client would send and get.
type client struct {
	conns []*conn
}

type conn struct {
	net.Conn
	in  *bufio.Reader
	out []byte
	got []byte
}

func connect(address string, conns int) (*client, error) {
	c := &client{}
	for range conns {
		raw, err := net.Dial("tcp", address)
		if err != nil {
			return nil, errors.Join(err, c.close())
		}
		c.conns = append(c.conns, &conn{Conn: raw, in: bufio.NewReaderSize(raw, 8<<10)})
	}
	return c, nil
}

func (c *client) close() error {
	var failed []error
	for _, k := range c.conns {
		failed = append(failed, k.Close())
	}
	return errors.Join(failed...)
}

// request is one request of a load; body is appended to b.
type request struct {
	path  string
	token string // bearer, "" for none
	body  func(b []byte) []byte
}

// load sends n requests, each connection one after the other, and gives the time of the whole and of each. take gets
// the body of every answer, of status 200; it runs on the goroutine of its request, and keeps nothing of the body.
func (c *client) load(ctx context.Context, n int, ask func(i int) request, take func(i int, body []byte) error) (sample, []time.Duration, error) {
	waits := make([]time.Duration, n)
	var next atomic.Int64
	all, ctx := errgroup.WithContext(ctx)
	begin := start()
	for _, k := range c.conns {
		all.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				sent := time.Now()
				body, err := k.send(ask(i))
				waits[i] = time.Since(sent)
				if err == nil {
					err = take(i, body)
				}
				if err != nil {
					return err
				}
			}
		})
	}
	err := all.Wait()
	return begin.done(n), waits, err
}

// send sends a request and reads the body of its answer, which is valid until the next.
func (k *conn) send(r request) ([]byte, error) {
	k.got = r.body(k.got[:0])
	b := append(k.out[:0], "POST "...)
	b = append(b, r.path...)
	b = append(b, " HTTP/1.1\r\nHost: kangma\r\n"...)
	if r.token != "" {
		b = append(b, "Authorization: Bearer "...)
		b = append(b, r.token...)
		b = append(b, "\r\n"...)
	}
	b = append(b, "Content-Type: application/json\r\nContent-Length: "...)
	b = strconv.AppendInt(b, int64(len(k.got)), 10)
	b = append(b, "\r\n\r\n"...)
	k.out = append(b, k.got...)
	if _, err := k.Write(k.out); err != nil {
		return nil, err
	}
	return k.receive()
}

// receive reads an answer. It knows no chunked bodies: the routes that it asks say how long their answers are.
func (k *conn) receive() ([]byte, error) {
	status, err := k.line()
	if err != nil {
		return nil, err
	}
	ok := bytes.HasPrefix(status, []byte("HTTP/1.1 200 "))
	said := string(status)
	length := -1
	for {
		line, err := k.line()
		if err != nil {
			return nil, err
		}
		if len(line) == 0 {
			break
		}
		if name, value, found := bytes.Cut(line, []byte(": ")); found && bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return nil, err
			}
		}
	}
	if length < 0 {
		return nil, fmt.Errorf("bench: an answer of unknown length: %s", said)
	}
	if cap(k.got) < length {
		k.got = make([]byte, length)
	}
	k.got = k.got[:length]
	if _, err := io.ReadFull(k.in, k.got); err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("bench: the node answers %s: %s", said, k.got)
	}
	return k.got, nil
}

func (k *conn) line() ([]byte, error) {
	line, err := k.in.ReadSlice('\n')
	return bytes.TrimRight(line, "\r\n"), err
}

// field is the text of a member of a flat JSON object, "" if it has none; the texts that are asked for hold no escapes.
func field(body []byte, name string) string {
	_, rest, ok := bytes.Cut(body, []byte(`"`+name+`":"`))
	if !ok {
		return ""
	}
	value, _, _ := bytes.Cut(rest, []byte{'"'})
	return string(value)
}
