package pass

import (
	"encoding/hex"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

// Claims are all that a token says: no name, no number, nothing that the holder declared (BY-01, WH-04).
type Claims struct {
	Issuer     region.Code     `json:"issuer"`
	IssuedAt   instant.Instant `json:"issued_at"` // whole seconds
	Expires    instant.Instant `json:"expires"`   // whole seconds; the token no longer counts from then on
	CTI        CTI             `json:"cti"`
	State      uint16          `json:"state"` // the policy's number for its state
	Colour     Colour          `json:"colour"`
	Mark       Mark            `json:"mark"`
	Gate       Outcome         `json:"gate"`            // Pass, Ask or Stop
	Policy     uint32          `json:"policy"`          // the issuer's number for the pack version that decided
	Epoch      uint32          `json:"epoch"`           // raised to recall all earlier tokens of the issuer at once
	Status     uint32          `json:"status_index"`    // place in the issuer's status list: random, used once
	Commitment *Link           `json:"commitment"`      // end of the holder's chain; nil: no rotating tail
	Paper      bool            `json:"paper,omitempty"` // printed, for weeks: names the holder and says nothing of his state (PA-7)
}

// wireClaims are the claims of RFC 8392 and one of ours: keys below -65536 are for private use (its section 9.1).
type wireClaims struct {
	Issuer   string     `cbor:"1,keyasint"`
	Expires  int64      `cbor:"4,keyasint"`
	IssuedAt int64      `cbor:"6,keyasint"`
	CTI      []byte     `cbor:"7,keyasint"`
	Private  *wireState `cbor:"-65537,keyasint,omitempty"` // of a shown code
	Paper    *uint32    `cbor:"-65538,keyasint,omitempty"` // of a paper code, instead: its status index, and no place for what ages
}

type wireState struct {
	_          struct{} `cbor:",toarray"`
	State      uint16
	Colour     Colour
	Mark       Mark
	Gate       Outcome
	Policy     uint32
	Epoch      uint32
	Status     uint32
	Commitment []byte
}

const maxSeconds = 253402300799 // 9999-12-31T23:59:59Z

// check is the one place that says which claims there can be.
func (c *Claims) check() error {
	switch {
	case c.Issuer.IsZero():
		return fault.Missing("issuer")
	case c.IssuedAt < 0 || c.IssuedAt != second(c.IssuedAt):
		return fault.Field("issued_at", c.IssuedAt, "is not a whole second since 1970")
	case c.Expires != second(c.Expires) || c.Expires.Unix() > maxSeconds:
		return fault.Field("expires", c.Expires, "is not a whole second before the year 10000")
	case c.Expires <= c.IssuedAt:
		return fault.Field("expires", c.Expires, "is not after the token was issued")
	case c.Colour > Gray:
		return fault.Field("colour", uint8(c.Colour), "is no colour")
	case c.Mark > Restricted:
		return fault.Field("mark", uint8(c.Mark), "is no mark")
	case c.Gate < Pass || c.Gate > Stop:
		return fault.Field("gate", c.Gate, "is not one of pass, ask, stop")
	case c.Paper && (c.State != 0 || c.Colour != None || c.Mark != NoMark || c.Gate != Ask || c.Policy != 0 || c.Epoch != 0 || c.Commitment != nil):
		return fault.Field("paper", true, "carries no state, colour, mark, policy, epoch or tail, and its gate is ask")
	}
	return nil
}

func (c *Claims) encode() []byte {
	w := wireClaims{Issuer: c.Issuer.String(), Expires: c.Expires.Unix(), IssuedAt: c.IssuedAt.Unix(), CTI: c.CTI[:]}
	if c.Paper {
		w.Paper = &c.Status
		return marshal(w)
	}
	w.Private = &wireState{State: c.State, Colour: c.Colour, Mark: c.Mark, Gate: c.Gate, Policy: c.Policy, Epoch: c.Epoch, Status: c.Status}
	if c.Commitment != nil {
		w.Private.Commitment = c.Commitment[:]
	}
	return marshal(w)
}

// decodeClaims interprets the payload of a token whose signature holds.
func decodeClaims(payload []byte) (*Claims, error) {
	var w wireClaims
	if err := unmarshal(payload, &w); err != nil {
		return nil, err
	}
	issuer, err := region.ParseCode(w.Issuer)
	if err != nil || issuer.String() != w.Issuer {
		return nil, fault.Field("issuer", w.Issuer, "is not a region code")
	}
	if w.IssuedAt < 0 || w.IssuedAt > maxSeconds || w.Expires < 0 || w.Expires > maxSeconds {
		return nil, fault.Field("expires", w.Expires, "is not a time before the year 10000")
	}
	if len(w.CTI) != len(CTI{}) {
		return nil, fault.Field("cti", hex.EncodeToString(w.CTI), "has not 16 bytes")
	}
	c := &Claims{Issuer: issuer, IssuedAt: instant.Instant(w.IssuedAt * 1e6), Expires: instant.Instant(w.Expires * 1e6), CTI: CTI(w.CTI)}
	switch {
	case (w.Private == nil) == (w.Paper == nil):
		return nil, fault.Field("claims", len(payload), "bytes are not those of either a shown or a paper code")
	case w.Paper != nil:
		c.Paper, c.Gate, c.Status = true, Ask, *w.Paper
		return c, c.check()
	}
	c.State, c.Colour, c.Mark, c.Gate = w.Private.State, w.Private.Colour, w.Private.Mark, w.Private.Gate
	c.Policy, c.Epoch, c.Status = w.Private.Policy, w.Private.Epoch, w.Private.Status
	if w.Private.Commitment != nil {
		if len(w.Private.Commitment) != len(Link{}) {
			return nil, fault.Field("commitment", hex.EncodeToString(w.Private.Commitment), "has not 16 bytes")
		}
		link := Link(w.Private.Commitment)
		c.Commitment = &link
	}
	return c, c.check()
}
