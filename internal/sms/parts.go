package sms

import (
	"fmt"
	"math/rand/v2"
	"time"
	"unicode/utf16"

	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"

	"kangma/internal/instant"
)

// How much one short message holds (3GPP TS 23.040): 140 bytes, 6 of which say which part of a long one it is.
const (
	wholeUnits = 70 // of UTF-16
	partUnits  = 67
	mostParts  = 20
)

// parts are the submissions of one message, in UCS-2; the last asks for a receipt. With payload a long message is one, with its text
// in message_payload (SMPP 3.4, 5.3.2.32); else it is split under a concatenation header.
func (s *SMPP) parts(m Message) ([]*pdu.SubmitSM, error) {
	units := utf16.Encode([]rune(m.Text))
	if len(units) <= wholeUnits {
		p, err := s.submission(m.To, m.Until, units)
		return []*pdu.SubmitSM{p}, err
	}
	if s.c.Payload {
		p, err := s.submission(m.To, m.Until, nil)
		if err == nil {
			p.RegisterOptionalParam(pdu.Field{Tag: pdu.TagMessagePayload, Data: bigEndian(units)})
		}
		return []*pdu.SubmitSM{p}, err
	}
	var pieces [][]uint16
	for len(units) > 0 {
		n := min(partUnits, len(units))
		if n < len(units) && utf16.IsSurrogate(rune(units[n-1])) && units[n-1] < 0xDC00 {
			n-- // a character is not torn apart
		}
		pieces, units = append(pieces, units[:n]), units[n:]
	}
	if len(pieces) > mostParts {
		return nil, refused("it is longer than %d short messages", mostParts)
	}
	reference := uint8(rand.Uint32())
	all := make([]*pdu.SubmitSM, len(pieces))
	for i, piece := range pieces {
		p, err := s.submission(m.To, m.Until, piece)
		if err != nil {
			return nil, err
		}
		p.EsmClass |= data.SM_UDH_GSM
		p.Message.SetUDH(pdu.UDH{pdu.NewIEConcatMessage(uint8(len(pieces)), uint8(i+1), reference)})
		if i < len(pieces)-1 {
			p.RegisteredDelivery = data.SM_SMSC_RECEIPT_NOT_REQUESTED
		}
		all[i] = p
	}
	return all, nil
}

const international, isdn = 1, 1 // type of number, numbering plan: E.164

func (s *SMPP) submission(to string, until instant.Instant, units []uint16) (*pdu.SubmitSM, error) {
	p := pdu.NewSubmitSM().(*pdu.SubmitSM)
	p.SourceAddr.SetTon(s.c.SourceTON)
	p.SourceAddr.SetNpi(s.c.SourceNPI)
	if err := p.SourceAddr.SetAddress(s.c.Source); err != nil {
		return nil, refused("the sender's number is too long")
	}
	p.DestAddr.SetTon(international)
	p.DestAddr.SetNpi(isdn)
	if len(to) < 2 || to[0] != '+' || p.DestAddr.SetAddress(to[1:]) != nil {
		return nil, refused("the phone is no international number")
	}
	p.RegisteredDelivery = data.SM_SMSC_RECEIPT_REQUESTED
	p.ValidityPeriod = validity(until.Time().Sub(s.c.Now()))
	if err := p.Message.SetMessageDataWithEncoding(bigEndian(units), data.UCS2); err != nil {
		return nil, refused("it is too long")
	}
	return p, nil
}

// validity is for how long the operator may go on trying, in relative form (SMPP 3.4, 7.1.1.2); "" leaves it to him. A code that comes
// late is of no use, and may frighten.
func validity(d time.Duration) string {
	if d <= 0 || d >= 31*instant.Day {
		return ""
	}
	s := int(d.Seconds())
	return fmt.Sprintf("0000%02d%02d%02d%02d000R", s/86400, s/3600%24, s/60%60, s%60)
}

func bigEndian(units []uint16) []byte {
	b := make([]byte, 0, 2*len(units))
	for _, u := range units {
		b = append(b, byte(u>>8), byte(u))
	}
	return b
}
