package passage

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"strconv"
	"unicode/utf8"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
)

// MaxToken is how many bytes of a scanned code a slip carries; what is longer is no code of ours.
const MaxToken = 300

// Slip is a passage as a gate queues it without a network: what was scanned and what the gate showed, signed by its
// device (PS-5). The node verifies the token itself, as of At.
type Slip struct {
	ID          id.ID // of the passage
	Device      id.ID
	Point       id.ID
	At          instant.Instant // whole milliseconds, as a browser's clock gives them
	Gate        pass.Outcome    // what the gate showed
	Temperature Temperature
	Token       string // as scanned, or what ParseShown reads; "" if nothing could be read or it was too long
	Signature   [64]byte
}

// Canonical is what the device signs, UTF-8, lines ended by a single LF, the token last and without one:
//
//	kangma slip 1
//	0190f3a2…           id: 32 lower-case hexadecimal digits
//	0190f3a1…           device
//	0190ee07…           point
//	1585098000123       milliseconds since 1970
//	pass                gate: pass, ask, stop or unknown
//	365                 temperature in tenths of °C, or - if not measured
//	KM1:…               token
//
// The signature is ECDSA on P-256 with SHA-256, r and s of 32 bytes each (IEEE P1363), which is what WebCrypto's
// sign({name: "ECDSA", hash: "SHA-256"}, key, bytes) returns.
func (s Slip) Canonical() []byte {
	b := make([]byte, 0, 192+len(s.Token))
	b = append(b, "kangma slip 1\n"...)
	for _, v := range []id.ID{s.ID, s.Device, s.Point} {
		b = hex.AppendEncode(b, v[:])
		b = append(b, '\n')
	}
	b = strconv.AppendInt(b, int64(s.At)/1000, 10)
	b = append(b, '\n')
	b = append(b, s.Gate.String()...)
	b = append(b, '\n')
	if s.Temperature == 0 {
		b = append(b, '-')
	} else {
		b = strconv.AppendInt(b, int64(s.Temperature), 10)
	}
	b = append(b, '\n')
	return append(b, s.Token...)
}

// longest is how many bytes what was shown may have.
func (s Slip) longest() int {
	if _, manual, _ := ParseShown(s.Token); manual {
		return MaxShown
	}
	return MaxToken
}

// Verify holds a slip to the device that it names: form, registration at the time it was made, signature.
func (s Slip) Verify(d Device) error {
	switch {
	case s.ID.IsZero():
		return fault.Missing("id")
	case s.Point.IsZero():
		return fault.Missing("point")
	case s.At%1000 != 0:
		return fault.Field("at", s.At, "is not in whole milliseconds")
	case len(s.Token) > s.longest() || !utf8.ValidString(s.Token):
		return fault.Field("token", len(s.Token), "bytes are too long or no UTF-8; leave it empty where a code cannot be read")
	case s.Gate > pass.Stop:
		return fault.Field("gate", uint8(s.Gate), "is no answer of a gate")
	case s.Device != d.ID || !d.Registered(s.At):
		return fault.New(fault.Forbidden, "passage.device", "this device was not registered when the passage was made; register it and enter the passage by hand")
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), d.PublicKey[:])
	if err != nil {
		return err // it was checked when it was registered
	}
	sum := sha256.Sum256(s.Canonical())
	r, t := new(big.Int).SetBytes(s.Signature[:32]), new(big.Int).SetBytes(s.Signature[32:])
	if !ecdsa.Verify(key, sum[:], r, t) {
		return fault.New(fault.Forbidden, "passage.signature", "the passage is not signed by the device that it names")
	}
	return nil
}
