package pass

import (
	"bytes"
	"compress/zlib"
	"io"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

// Status is what a status list says of a token: two bits.
type Status uint8

const (
	Standing  Status = 0 // VALID: the token counts until it expires
	Recalled  Status = 1 // INVALID: replaced by another; the holder shows a new one
	Suspended Status = 2 // SUSPENDED: being looked into
	Stopped   Status = 3 // application specific: the holder's code has become one that stops
)

const (
	statusBits = 2
	statusKind = "application/statuslist+cwt"

	// MaxStatusEntries bounds a list: 4 MiB of bits.
	MaxStatusEntries = 1 << 24
	maxStatusSigned  = 8 << 20
)

// StatusList recalls tokens of one issuer before they expire: an IETF Token Status List in its CWT form. Immutable.
type StatusList struct {
	Region   region.Code
	Subject  string          // the address at which the list is found
	IssuedAt instant.Instant // whole seconds
	Expires  instant.Instant // from then on the list says nothing
	TTL      time.Duration   // after which a newer one should be fetched; whole seconds
	Epoch    uint32          // tokens of a lower epoch are recalled, all of them

	bits []byte
}

// NewStatusList makes a list of size entries, all Standing but those given. size is rounded up to a multiple of four.
func NewStatusList(l StatusList, size int, entries map[uint32]Status) (*StatusList, error) {
	if size < 1 || size > MaxStatusEntries {
		return nil, fault.Field("size", size, "is not between 1 and %d", MaxStatusEntries)
	}
	l.IssuedAt, l.Expires, l.TTL = second(l.IssuedAt), second(l.Expires), l.TTL.Truncate(time.Second)
	l.bits = make([]byte, (size+3)/4)
	for index, s := range entries {
		if int64(index) >= int64(size) || s > Stopped {
			return nil, fault.Field("index", index, "with status %d has no place in a list of %d", s, size)
		}
		l.bits[index/4] |= byte(s) << (index % 4 * statusBits)
	}
	return &l, l.check()
}

func (l *StatusList) check() error {
	switch {
	case l.Region.IsZero():
		return fault.Missing("iss")
	case l.IssuedAt < 0 || l.Expires <= l.IssuedAt || l.Expires.Unix() > maxSeconds:
		return fault.Field("exp", l.Expires, "is not after the list was issued")
	case l.TTL < 0:
		return fault.Field("ttl", l.TTL, "is negative")
	}
	return nil
}

// Len is the number of entries.
func (l *StatusList) Len() int { return len(l.bits) * 4 }

// Lookup gives the status at an index; ok is false beyond the list's end.
func (l *StatusList) Lookup(index uint32) (s Status, ok bool) {
	if int64(index) >= int64(l.Len()) {
		return 0, false
	}
	return Status(l.bits[index/4] >> (index % 4 * statusBits) & 3), true
}

type wireStatus struct {
	Issuer   string   `cbor:"1,keyasint"`
	Subject  string   `cbor:"2,keyasint"`
	Expires  int64    `cbor:"4,keyasint"`
	IssuedAt int64    `cbor:"6,keyasint"`
	List     wireBits `cbor:"65533,keyasint"`
	TTL      int64    `cbor:"65534,keyasint"`
	Epoch    uint32   `cbor:"-65537,keyasint"`
}

type wireBits struct {
	Bits int    `cbor:"bits"`
	List []byte `cbor:"lst"` // zlib
}

// Sign gives the list as a CWT by the issuer's status key.
func (l *StatusList) Sign(s Signer) ([]byte, error) {
	return seal(s, statusKind, marshal(wireStatus{
		Issuer: l.Region.String(), Subject: l.Subject, Expires: l.Expires.Unix(), IssuedAt: l.IssuedAt.Unix(),
		List: wireBits{statusBits, deflate(l.bits)}, TTL: int64(l.TTL / time.Second), Epoch: l.Epoch,
	}))
}

// OpenStatusList verifies a signed list against the keys of its issuer, then reads it.
func OpenStatusList(signed []byte, trust *TrustList) (*StatusList, error) {
	refuse := func(why string) error {
		return fault.New(fault.Invalid, "status.refused", "status list refused: %s", why)
	}
	if len(signed) > maxStatusSigned {
		return nil, refuse("larger than 8 MiB")
	}
	e, rest, err := open(signed, statusKind)
	if err != nil || len(rest) > 0 {
		return nil, refuse("not a signed status list")
	}
	k, ok := trust.keys[e.kid()]
	if !ok || k.Use != UseStatus {
		return nil, refuse("signed by no known key")
	}
	if !e.signedBy(k.Key) {
		return nil, refuse("the signature is wrong")
	}
	var w wireStatus
	if err := unmarshal(e.Payload, &w); err != nil || w.List.Bits != statusBits || w.Issuer != k.issuer.Region.String() || w.TTL < 0 || w.TTL > maxSeconds {
		return nil, refuse("signed, but malformed")
	}
	l := &StatusList{Region: k.issuer.Region, Subject: w.Subject, TTL: time.Duration(w.TTL) * time.Second, Epoch: w.Epoch}
	if l.IssuedAt, err = seconds(w.IssuedAt); err != nil {
		return nil, err
	}
	if l.Expires, err = seconds(w.Expires); err != nil {
		return nil, err
	}
	if !k.covers(l.IssuedAt, l.Expires) {
		return nil, refuse("its key is not valid for its time")
	}
	if l.bits, err = inflate(w.List.List, MaxStatusEntries/4); err != nil {
		return nil, refuse("its bits cannot be read")
	}
	return l, l.check()
}

func deflate(data []byte) []byte {
	var out bytes.Buffer
	w, _ := zlib.NewWriterLevel(&out, zlib.BestCompression) // the level is a valid one
	w.Write(data)                                           // a Buffer takes all
	w.Close()
	return out.Bytes()
}

// inflate unpacks at most limit bytes; more is an error, whatever the packed size.
func inflate(data []byte, limit int64) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(out)) > limit {
		return nil, fault.New(fault.TooLarge, "zlib.too_large", "unpacks to more than %d bytes", limit)
	}
	return out, nil
}
