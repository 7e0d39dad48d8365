package sms_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/linxGnu/gosmpp/data"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/sms"
)

const phone = "+8613800138000"

// esme is our side, bound to the SMSC until the test ends.
func esme(t *testing.T, s *smsc, change func(*sms.SMPPConfig)) (*sms.SMPP, <-chan sms.Receipt) {
	t.Helper()
	c := sms.SMPPConfig{Address: s.address(), SystemID: "kangma", Password: "secret01", Source: "1069012345", Timeout: time.Second, Backoff: 10 * time.Millisecond, EnquireLink: time.Minute, Now: func() time.Time { return now }}
	if change != nil {
		change(&c)
	}
	e, err := sms.NewSMPP(c)
	if err != nil {
		t.Fatal(err)
	}
	receipts := make(chan sms.Receipt, 100)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		e.Run(ctx, func(r sms.Receipt) { receipts <- r })
		close(done)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return e, receipts
}

func text(s string) sms.Message {
	return sms.Message{ID: id.New(1), To: phone, Text: s, Until: instant.Of(now.Add(3 * time.Minute))}
}

func send(t *testing.T, e sms.Sender, s string) string {
	t.Helper()
	ref, err := e.Send(t.Context(), text(s))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// insist sends as an outbox does: what may go later is tried again.
func insist(t *testing.T, e sms.Sender, s string) string {
	t.Helper()
	for {
		ref, err := e.Send(t.Context(), text(s))
		switch fault.CodeOf(err) {
		case "":
			return ref
		case fault.Unavailable:
			time.Sleep(time.Millisecond)
		default:
			t.Fatal(err)
		}
	}
}

// Short and long messages arrive whole, in Chinese, characters beyond the basic plane at the edge of a part included, and bring a receipt each.
func TestSMPPSends(t *testing.T) {
	for _, payload := range []bool{false, true} {
		s := newSMSC(t)
		s.receipts = "DELIVRD"
		e, receipts := esme(t, s, func(c *sms.SMPPConfig) { c.Payload = payload })
		want := []string{"【康码】验证码 123456，3分钟内有效。", strings.Repeat("码", 70), strings.Repeat("码", 66) + "𠮷" + strings.Repeat("康", 100)}
		var last string
		for _, m := range want {
			last = send(t, e, m)
			if r := <-receipts; r.Reference != last || !r.Delivered {
				t.Errorf("%+v, want %s", r, last)
			}
		}
		if diff := cmp.Diff(want, s.texts()); diff != "" {
			t.Error(diff)
		}
		parts := map[bool]int{false: 5, true: 3}[payload]
		if len(s.got) != parts || len(receipts) != 0 {
			t.Errorf("%d submissions, %d more receipts", len(s.got), len(receipts))
		}
		p := s.got[0]
		if p.DestAddr.Address() != phone[1:] || p.DestAddr.Ton() != 1 || p.DestAddr.Npi() != 1 || p.SourceAddr.Address() != "1069012345" || p.ValidityPeriod != "000000000300000R" {
			t.Errorf("%+v", p)
		}
	}
}

// SM-1, SM-3: what will never go and what may go later are told apart, and none of it repeats number or text.
func TestSMPPRefusals(t *testing.T) {
	s := newSMSC(t)
	e, _ := esme(t, s, nil)
	send(t, e, "first")
	for status, want := range map[data.CommandStatusType]fault.Code{data.ESME_RTHROTTLED: fault.TooMany, data.ESME_RMSGQFUL: fault.TooMany, data.ESME_RSYSERR: fault.Unavailable,
		data.ESME_RINVDSTADR: fault.Invalid} {
		s.set(func(s *smsc) { s.statuses = []data.CommandStatusType{status} })
		_, err := e.Send(t.Context(), text("验证码 654321"))
		if fault.CodeOf(err) != want || strings.Contains(err.Error(), "654321") || strings.Contains(err.Error(), "138") {
			t.Errorf("%s: %v", status, err)
		}
	}
	// A part in the middle that is throttled is offered again; those before it are not sent twice.
	s.set(func(s *smsc) {
		s.got, s.statuses = nil, []data.CommandStatusType{data.ESME_ROK, data.ESME_RTHROTTLED, data.ESME_RTHROTTLED}
	})
	long := strings.Repeat("码", 150)
	send(t, e, long)
	if diff := cmp.Diff([]string{long}, s.texts()); diff != "" {
		t.Error(diff)
	}
	if _, err := e.Send(t.Context(), text(strings.Repeat("码", 1400))); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
	s.set(func(s *smsc) { s.silent = true })
	if _, err := e.Send(t.Context(), text("x")); fault.CodeOf(err) != fault.Unavailable {
		t.Error(err)
	}
}

// A connection that breaks in the middle of a submission is an outcome that nobody knows: to be tried again, on a new connection.
func TestSMPPReconnects(t *testing.T) {
	s := newSMSC(t)
	e, receipts := esme(t, s, nil)
	send(t, e, "one")
	s.set(func(s *smsc) { s.cut = true })
	if _, err := e.Send(t.Context(), text("two")); fault.CodeOf(err) != fault.Unavailable {
		t.Error(err)
	}
	s.set(func(s *smsc) { s.receipts = "UNDELIV" })
	if ref := insist(t, e, "two"); (<-receipts) != (sms.Receipt{Reference: ref}) {
		t.Error("no receipt on the new connection")
	}
	s.hangUp()
	insist(t, e, "three")
	if n := read(s, func(s *smsc) int { return s.binds }); n != 3 {
		t.Errorf("%d binds", n)
	}
}

// A wrong password is said, and never the password; once it is right the connection comes by itself.
func TestSMPPWrongPassword(t *testing.T) {
	s := newSMSC(t)
	s.password = "another1"
	e, _ := esme(t, s, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	for ctx.Err() == nil && read(s, func(s *smsc) int { return s.binds }) < 2 {
		time.Sleep(time.Millisecond)
	}
	_, err := e.Send(ctx, text("x"))
	if fault.CodeOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "RINVPASWD") || strings.Contains(err.Error(), "secret01") {
		t.Error(err)
	}
	s.set(func(s *smsc) { s.password = "secret01" })
	send(t, e, "x")
}

// No more submissions wait for an answer than the window allows, and a connection that is used for nothing is asked whether it lives.
func TestSMPPWindowAndEnquireLink(t *testing.T) {
	s := newSMSC(t)
	s.hold = make(chan struct{})
	e, _ := esme(t, s, func(c *sms.SMPPConfig) { c.Window, c.EnquireLink, c.Timeout = 3, 10*time.Millisecond, 5*time.Second })
	var all sync.WaitGroup
	for i := range 12 {
		all.Add(1)
		go func() {
			defer all.Done()
			if _, err := e.Send(t.Context(), text(fmt.Sprint(i))); err != nil {
				t.Error(err)
			}
		}()
	}
	for read(s, func(s *smsc) int { return s.inFlight }) < 3 || read(s, func(s *smsc) int { return s.links }) < 2 {
		time.Sleep(time.Millisecond)
	}
	close(s.hold)
	all.Wait()
	if s.most != 3 || len(s.got) != 12 {
		t.Errorf("%d at once, %d in all", s.most, len(s.got))
	}
}

func TestSMPPConfig(t *testing.T) {
	good := sms.SMPPConfig{Address: "smsc.example:2775", SystemID: "kangma", Password: "secret01"}
	for field, spoil := range map[string]func(*sms.SMPPConfig){
		"sms.smpp.address":   func(c *sms.SMPPConfig) { c.Address = "smsc.example" },
		"sms.smpp.system_id": func(c *sms.SMPPConfig) { c.SystemID = "" },
		"sms.smpp.password":  func(c *sms.SMPPConfig) { c.Password = "far too long" },
		"sms.smpp.window":    func(c *sms.SMPPConfig) { c.Window = -1 },
	} {
		c := good
		spoil(&c)
		_, err := sms.NewSMPP(c)
		if f, ok := fault.As(err); !ok || f.Field != field || strings.Contains(f.Error(), "far too long") {
			t.Errorf("%s: %v", field, err)
		}
	}
}
