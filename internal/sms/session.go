package sms

import (
	"context"
	"errors"
	"net"
	"regexp"
	"sync"
	"time"

	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"
)

// session is one connection to an SMSC. Questions are answered in any order, by their sequence numbers.
type session struct {
	conn    net.Conn
	timeout time.Duration
	told    func(Receipt)
	ended   chan struct{}
	once    sync.Once

	writing sync.Mutex

	mu    sync.Mutex
	waits map[int32]chan pdu.PDU
}

func newSession(conn net.Conn, timeout time.Duration, told func(Receipt)) *session {
	return &session{conn: conn, timeout: timeout, told: told, ended: make(chan struct{}), waits: map[int32]chan pdu.PDU{}}
}

func (b *session) close() {
	b.once.Do(func() {
		close(b.ended)
		b.conn.Close()
	})
}

var errEnded = errors.New("sms: the connection ended")

// ask writes a request and waits for its answer.
func (b *session) ask(ctx context.Context, p pdu.PDU) (pdu.PDU, error) {
	answer := make(chan pdu.PDU, 1)
	b.mu.Lock()
	b.waits[p.GetSequenceNumber()] = answer
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.waits, p.GetSequenceNumber())
		b.mu.Unlock()
	}()
	if err := b.write(p); err != nil {
		return nil, err
	}
	select {
	case a := <-answer:
		return a, nil
	case <-b.ended:
		return nil, errEnded
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (b *session) write(p pdu.PDU) error {
	buf := pdu.NewBuffer(nil)
	p.Marshal(buf)
	b.writing.Lock()
	defer b.writing.Unlock()
	if err := b.conn.SetWriteDeadline(time.Now().Add(b.timeout)); err != nil {
		return err
	}
	_, err := b.conn.Write(buf.Bytes())
	if err != nil {
		b.close() // half a request cannot be taken back
	}
	return err
}

// read serves what comes until the connection ends. quiet is how long nothing may come.
func (b *session) read(quiet time.Duration) {
	defer b.close()
	for {
		if b.conn.SetReadDeadline(time.Now().Add(quiet)) != nil {
			return
		}
		p, err := pdu.Parse(b.conn)
		if err != nil {
			return
		}
		switch p := p.(type) {
		case *pdu.DeliverSM:
			if r, ok := receipt(p); ok {
				b.told(r)
			}
			err = b.write(p.GetResponse())
		case *pdu.EnquireLink:
			err = b.write(p.GetResponse())
		case *pdu.Unbind:
			_ = b.write(p.GetResponse())
			return
		default:
			b.mu.Lock()
			if wait, ok := b.waits[p.GetSequenceNumber()]; ok && !p.CanResponse() {
				wait <- p
				delete(b.waits, p.GetSequenceNumber())
			}
			b.mu.Unlock()
		}
		if err != nil {
			return
		}
	}
}

// How a receipt names its message and says what became of it, where the operator does not do so in parameters of their own (SMPP 3.4, appendix B).
var (
	receiptID   = regexp.MustCompile(`\bid:(\S+)`)
	receiptStat = regexp.MustCompile(`\bstat:([A-Z]+)`)
)

const stateDelivered = 2 // message_state (SMPP 3.4, 5.2.28)

// receipt reads a delivery receipt; ok is false for what is none, or says that the message is still on its way.
func receipt(p *pdu.DeliverSM) (r Receipt, ok bool) {
	if p.EsmClass&0x3C != data.SM_SMSC_DLV_RCPT_TYPE {
		return r, false
	}
	text, _ := p.Message.GetMessage()
	stat := ""
	if m := receiptStat.FindStringSubmatch(text); m != nil {
		stat = m[1]
	}
	if m := receiptID.FindStringSubmatch(text); m != nil {
		r.Reference = m[1]
	}
	if f, is := p.OptionalParameters[pdu.TagReceiptedMessageID]; is {
		r.Reference = f.String()
	}
	r.Delivered = stat == "DELIVRD"
	final := stat != "" && stat != "ENROUTE" && stat != "ACCEPTD" && stat != "UNKNOWN"
	if f, is := p.OptionalParameters[pdu.TagMessageStateOption]; is && len(f.Data) == 1 {
		r.Delivered = f.Data[0] == stateDelivered
		final = r.Delivered || f.Data[0] == 3 || f.Data[0] == 4 || f.Data[0] == 5 || f.Data[0] == 8
	}
	return r, r.Reference != "" && final
}
