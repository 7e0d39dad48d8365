package sms

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"

	"kangma/internal/fault"
)

// SMPPConfig is an operator's SMSC, and how it knows us.
type SMPPConfig struct {
	Address  string // host:port
	TLS      bool
	SystemID string
	Password string
	Type     string // system_type, mostly ""
	Source   string // number or name that phones show

	SourceTON, SourceNPI byte
	Payload              bool          // long messages in message_payload instead of several parts
	Window               int           // submissions without an answer at once; 0 is 10
	EnquireLink          time.Duration // how often the connection is tried; 0 is 30 s
	Timeout              time.Duration // of one answer; 0 is 10 s
	Now                  func() time.Time
	Backoff              time.Duration // before the first new connection, doubled each time to 64 times as much; 0 is 1 s
}

// SMPP is an ESME that is bound as a transceiver (SMPP 3.4). It connects while Run runs.
type SMPP struct {
	c      SMPPConfig
	window chan struct{}

	mu    sync.Mutex
	bound *session
	ready chan struct{} // closed when bound is set
	why   error         // why there is no session
}

// The longest that SMPP 3.4 allows, less the closing zero.
const (
	longestID       = 15
	longestPassword = 8
)

// NewSMPP checks the configuration; it connects to nobody.
func NewSMPP(c SMPPConfig) (*SMPP, error) {
	if _, _, err := net.SplitHostPort(c.Address); err != nil {
		return nil, fault.Field("sms.smpp.address", c.Address, "is not host:port")
	}
	switch {
	case c.SystemID == "":
		return nil, fault.Missing("sms.smpp.system_id")
	case len(c.SystemID) > longestID:
		return nil, fault.Field("sms.smpp.system_id", c.SystemID, "is longer than the %d characters of SMPP 3.4", longestID)
	case len(c.Password) > longestPassword:
		return nil, fault.Secret("sms.smpp.password", "is longer than the %d characters of SMPP 3.4", longestPassword)
	case c.Window < 0 || c.Window > 1000:
		return nil, fault.Field("sms.smpp.window", c.Window, "is not between 1 and 1000")
	}
	for _, d := range []struct {
		v         *time.Duration
		otherwise time.Duration
	}{{&c.EnquireLink, 30 * time.Second}, {&c.Timeout, 10 * time.Second}, {&c.Backoff, time.Second}} {
		if *d.v == 0 {
			*d.v = d.otherwise
		}
	}
	if c.Window == 0 {
		c.Window = 10
	}
	return &SMPP{c: c, window: make(chan struct{}, c.Window), ready: make(chan struct{}), why: unreachable("there is no connection to the operator yet")}, nil
}

// Run keeps a bound connection: when it breaks it is made again, after ever longer waits while that fails.
func (s *SMPP) Run(ctx context.Context, told func(Receipt)) error {
	wait := s.c.Backoff
	for ctx.Err() == nil {
		begun := time.Now()
		err := s.session(ctx, told)
		s.set(nil, err)
		if ctx.Err() != nil {
			break
		}
		if time.Since(begun) > s.c.EnquireLink {
			wait = s.c.Backoff // it had worked
		}
		slog.WarnContext(ctx, "no connection to the operator's SMSC; it is tried again", "error", err, "wait", wait)
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, 64*s.c.Backoff)
	}
	return ctx.Err()
}

// session binds, and serves until the connection ends or ctx does; then it unbinds.
func (s *SMPP) session(ctx context.Context, told func(Receipt)) error {
	dial, cancel := context.WithTimeout(ctx, s.c.Timeout)
	defer cancel()
	var conn net.Conn
	var err error
	if s.c.TLS {
		conn, err = (&tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12}}).DialContext(dial, "tcp", s.c.Address)
	} else {
		conn, err = (&net.Dialer{}).DialContext(dial, "tcp", s.c.Address)
	}
	if err != nil {
		return unreachable("the operator's SMSC does not answer: %v", err)
	}
	b := newSession(conn, s.c.Timeout, told)
	defer b.close()
	stop := context.AfterFunc(ctx, b.close)
	defer stop()
	go b.read(2*s.c.EnquireLink + s.c.Timeout)
	bind := pdu.NewBindRequest(pdu.Transceiver)
	bind.SystemID, bind.Password, bind.SystemType = s.c.SystemID, s.c.Password, s.c.Type
	answer, err := b.ask(dial, bind)
	if err != nil {
		return unreachable("the operator's SMSC does not answer to bind_transceiver: %v", err)
	}
	if h := answer.GetHeader(); h.CommandStatus != data.ESME_ROK {
		return unreachable("the operator's SMSC refuses us: %s", h.CommandStatus) // a wrong password, for one
	}
	s.set(b, nil)
	return s.keep(ctx, b)
}

// keep asks whether the other side is there, as often as was agreed.
func (s *SMPP) keep(ctx context.Context, b *session) error {
	tick := time.NewTicker(s.c.EnquireLink)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			bye, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			_, _ = b.ask(bye, pdu.NewUnbind())
			return ctx.Err()
		case <-b.ended:
			return unreachable("the connection to the operator's SMSC broke")
		case <-tick.C:
			link, cancel := context.WithTimeout(ctx, s.c.Timeout)
			_, err := b.ask(link, pdu.NewEnquireLink())
			cancel()
			if err != nil {
				return unreachable("the operator's SMSC is silent")
			}
		}
	}
}

func (s *SMPP) set(b *session, why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bound == nil && b != nil {
		close(s.ready)
	}
	if s.bound != nil && b == nil {
		s.ready = make(chan struct{})
	}
	s.bound, s.why = b, why
}

// now is the connection, waited for until ctx ends.
func (s *SMPP) now(ctx context.Context) (*session, error) {
	s.mu.Lock()
	b, ready, why := s.bound, s.ready, s.why
	s.mu.Unlock()
	if b != nil {
		return b, nil
	}
	select {
	case <-ready:
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.bound == nil {
			return nil, s.why
		}
		return s.bound, nil
	case <-ctx.Done():
		return nil, why
	}
}

const throttledTries = 5

// Send submits one message, in parts if it is long, and gives the operator's name of the last part, which is the one that brings a
// receipt. A part that is throttled is offered again a moment later, so that those before it are not sent twice.
func (s *SMPP) Send(ctx context.Context, m Message) (reference string, err error) {
	parts, err := s.parts(m)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(len(parts))*s.c.Timeout)
	defer cancel()
	for i, p := range parts {
		wait := s.c.Backoff
		for try := 1; ; try++ {
			reference, err = s.submit(ctx, p)
			if i == 0 || try == throttledTries || fault.CodeOf(err) != fault.TooMany {
				break
			}
			select {
			case <-ctx.Done():
			case <-time.After(wait):
			}
			wait *= 2
		}
		if err != nil {
			return "", err
		}
	}
	return reference, nil
}

func (s *SMPP) submit(ctx context.Context, p *pdu.SubmitSM) (string, error) {
	select {
	case s.window <- struct{}{}:
		defer func() { <-s.window }()
	case <-ctx.Done():
		return "", throttled("the operator's SMSC is slow to answer")
	}
	b, err := s.now(ctx)
	if err != nil {
		return "", err
	}
	p.AssignSequenceNumber()
	answer, err := b.ask(ctx, p)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "", unreachable("the operator's SMSC did not answer in time")
	case err != nil:
		return "", unreachable("the connection to the operator's SMSC broke")
	}
	switch status := answer.GetHeader().CommandStatus; status {
	case data.ESME_ROK:
		if r, ok := answer.(*pdu.SubmitSMResp); ok {
			return r.MessageID, nil
		}
		return "", unreachable("the operator's SMSC answered something else")
	case data.ESME_RTHROTTLED, data.ESME_RMSGQFUL:
		return "", throttled("the operator throttles us: %s", status)
	case data.ESME_RSYSERR, data.ESME_RINVBNDSTS, data.ESME_RSUBMITFAIL, data.ESME_RX_T_APPN:
		return "", unreachable("the operator's SMSC fails: %s", status)
	default:
		return "", refused("the operator refuses it: %s", status)
	}
}
