package sms_test

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"
)

// smsc is an operator's SMSC in small: it binds who knows the password, answers submissions as the test wants, and sends receipts.
type smsc struct {
	t        testing.TB
	listener net.Listener
	password string

	mu       sync.Mutex
	conns    []net.Conn
	binds    int
	links    int
	got      []*pdu.SubmitSM
	statuses []data.CommandStatusType // of the next submissions; then ROK
	receipts string                   // stat of the receipt for each that wants one, "" for none
	silent   bool                     // answers no submission
	cut      bool                     // ends the connection instead of answering the next submission
	inFlight int
	most     int
	hold     chan struct{} // submissions wait for it
}

func newSMSC(t testing.TB) *smsc {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &smsc{t: t, listener: l, password: "secret01"}
	t.Cleanup(func() {
		l.Close()
		s.hangUp()
	})
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns = append(s.conns, c)
			s.mu.Unlock()
			go s.serve(c)
		}
	}()
	return s
}

func (s *smsc) address() string { return s.listener.Addr().String() }

func (s *smsc) hangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		c.Close()
	}
	s.conns = nil
}

func (s *smsc) serve(c net.Conn) {
	var writing sync.Mutex
	write := func(p pdu.PDU) {
		b := pdu.NewBuffer(nil)
		p.Marshal(b)
		writing.Lock()
		defer writing.Unlock()
		c.Write(b.Bytes())
	}
	defer c.Close()
	bound := false
	for {
		p, err := pdu.Parse(c)
		if err != nil {
			return
		}
		switch p := p.(type) {
		case *pdu.BindRequest:
			r := p.GetResponse().(*pdu.BindResp)
			if p.SystemID != "kangma" || p.Password != s.password || p.BindingType != pdu.Transceiver {
				r.CommandStatus = data.ESME_RINVPASWD
			}
			bound = r.CommandStatus == data.ESME_ROK
			s.mu.Lock()
			s.binds++
			s.mu.Unlock()
			write(r)
		case *pdu.EnquireLink:
			s.mu.Lock()
			s.links++
			s.mu.Unlock()
			write(p.GetResponse())
		case *pdu.Unbind:
			write(p.GetResponse())
			return
		case *pdu.SubmitSM:
			if !bound {
				s.t.Error("a submission before bind")
			}
			go func() { // the next may come before this is answered: that is what a window is
				if !s.submitted(p, write) {
					c.Close()
				}
			}()
		}
	}
}

func (s *smsc) submitted(p *pdu.SubmitSM, write func(pdu.PDU)) bool {
	s.mu.Lock()
	r := p.GetResponse().(*pdu.SubmitSMResp)
	if len(s.statuses) > 0 {
		r.CommandStatus, s.statuses = s.statuses[0], s.statuses[1:]
	}
	if r.CommandStatus == data.ESME_ROK {
		s.got = append(s.got, p)
		r.MessageID = fmt.Sprint("op-", len(s.got))
	}
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	hold, cut, silent, receipts := s.hold, s.cut, s.silent, s.receipts
	s.cut = false
	s.mu.Unlock()
	if hold != nil {
		<-hold
	}
	s.mu.Lock()
	s.inFlight--
	s.mu.Unlock()
	if cut {
		return false
	}
	if silent {
		return true
	}
	write(r)
	if receipts != "" && r.CommandStatus == data.ESME_ROK && p.RegisteredDelivery == data.SM_SMSC_RECEIPT_REQUESTED {
		d := pdu.NewDeliverSM().(*pdu.DeliverSM)
		d.EsmClass = data.SM_SMSC_DLV_RCPT_TYPE
		d.Message.SetMessageWithEncoding("id:"+r.MessageID+" sub:001 dlvrd:001 submit date:2003250900 done date:2003250901 stat:"+receipts+" err:000 text:", data.GSM7BIT)
		write(d)
	}
	return true
}

// texts are the messages that were taken, long ones put together.
func (s *smsc) texts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	var long strings.Builder
	for _, p := range s.got {
		text, err := p.Message.GetMessageWithEncoding(data.UCS2)
		if err != nil {
			s.t.Error(err)
		}
		if f, ok := p.OptionalParameters[pdu.TagMessagePayload]; ok {
			text, _ = data.UCS2.Decode(f.Data)
		}
		udh := p.Message.UDH()
		if p.EsmClass&data.SM_UDH_GSM == 0 {
			all = append(all, text)
			continue
		}
		total, part, _, ok := udh.GetConcatInfo()
		if !ok {
			s.t.Error("a part that is none")
		}
		long.WriteString(text)
		if part == total {
			all = append(all, long.String())
			long.Reset()
		}
	}
	return all
}

func (s *smsc) set(f func(*smsc)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s)
}

func read[T any](s *smsc, f func(*smsc) T) T {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f(s)
}
