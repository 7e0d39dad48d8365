package passage

import (
	"context"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/person"
)

// signer is a node's key for places.
type signer struct {
	kid [4]byte
	key ed25519.PrivateKey
}

func newSigner(n byte) signer {
	return signer{[4]byte{n}, ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+n)), 32)))}
}

func (s signer) KID() [4]byte                        { return s.kid }
func (s signer) Algorithm() string                   { return pass.EdDSA }
func (s signer) Sign(message []byte) ([]byte, error) { return ed25519.Sign(s.key, message), nil }

func (s signer) public(t *testing.T) *pass.Key {
	k, err := pass.NewKey(s.kid, pass.EdDSA, s.key.Public().(ed25519.PublicKey), pass.UsePlace, now, instant.Never-1e6)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// codes keeps what CodeTx and VisitTx promise.
type codes struct {
	*memory
	newest map[id.ID]PlaceCode
	visits []Visit
}

func newCodes() *codes { return &codes{memory: newMemory(), newest: map[id.ID]PlaceCode{}} }

func (c *codes) PlaceCode(_ context.Context, p id.ID) (PlaceCode, error) { return c.newest[p], nil }
func (c *codes) InsertPlaceCode(_ context.Context, code PlaceCode) error {
	c.newest[code.Place] = code
	return nil
}
func (c *codes) InsertVisit(_ context.Context, v Visit) error {
	c.visits = append(c.visits, v)
	return nil
}
func (c *codes) RevokePlaceCode(_ context.Context, p id.ID, version int, at instant.Instant) error {
	code := c.newest[p]
	code.RevokedAt = at
	c.newest[p] = code
	return nil
}

func (c *codes) VisitsOfDay(_ context.Context, day Day, p Pseudonym) (out []Visit, _ error) {
	for _, v := range c.visits {
		if v.Day == day && v.Pseudonym == p {
			out = append(out, v)
		}
	}
	return out, nil
}

// PS-9, MS-01: a code is read under the node's key only; any other byte, key or place makes it none.
func TestPlaceCodeIsSigned(t *testing.T) {
	s, other := newSigner(0), newSigner(1)
	c := PlaceCode{Place: id.New(now), Version: 3, RevokedAt: instant.Never}
	text, err := c.Sign(s, now)
	if err != nil || len(text) != codeText {
		t.Fatal(text, err)
	}
	trusted := []*pass.Key{other.public(t), s.public(t)}
	read, err := OpenPlaceCode(text, trusted)
	if err != nil || read.Place != c.Place || read.Version != 3 {
		t.Fatal(read, err)
	}
	for i := range text {
		bent := []byte(text)
		bent[i] ^= 3 // another letter, or none of the alphabet
		if bent[i] == text[i] {
			continue
		}
		if _, err := OpenPlaceCode(string(bent), trusted); err == nil {
			t.Errorf("letter %d was changed and the code still read", i)
		}
	}
	for _, wrong := range []string{"", "KM1:ABC", text + "A", text[1:], strings.Repeat("A", len(text))} {
		_, err := OpenPlaceCode(wrong, trusted)
		wantFault(t, err, fault.Invalid, "visit.no_code")
	}
	_, err = OpenPlaceCode(text, []*pass.Key{other.public(t)})
	wantFault(t, err, fault.Invalid, "visit.no_code")
	// A token for people and a place's code are signed under different words, so neither passes for the other.
	if s.public(t).Verify([]byte(text), []byte(text)[:64]) {
		t.Error("a signature over nothing")
	}
}

// PS-9, MS-01: new posters make the old ones worthless, revoking ends all, a screen's code lasts its time and a moment longer, and a
// photographed code is refused far from its spot, where a phone says where it is.
func TestPlaceCodeHolds(t *testing.T) {
	tx, s := newCodes(), newSigner(0)
	here := Location{30_580_000, 114_270_000}
	place, err := AddPlace(ctx, tx.memory, Place{Kind: "market", Name: "菜市场", Region: wuhan, Location: &here}, now)
	if err != nil {
		t.Fatal(err)
	}
	issue := func(c PlaceCode) PlaceCode {
		t.Helper()
		c.Place = place.ID
		c, err := IssuePlaceCode(ctx, tx, c, now)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	read := func(c PlaceCode, at instant.Instant) ReadPlaceCode {
		t.Helper()
		text, err := c.Sign(s, at)
		if err != nil {
			t.Fatal(err)
		}
		r, err := OpenPlaceCode(text, []*pass.Key{s.public(t)})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	poster := issue(PlaceCode{})
	old := read(poster, now)
	if err := poster.Accept(old, nil, now.Add(1000*time.Hour)); err != nil {
		t.Error(err)
	}
	tied := issue(PlaceCode{Radius: 200})
	if tied.Version != 2 || *tied.Spot != here {
		t.Error(tied)
	}
	wantFault(t, tied.Accept(old, nil, now), fault.Conflict, "visit.code_replaced")
	r := read(tied, now)
	at := func(metres int, doubt int) *Fix {
		return &Fix{Location{here.Lat + int32(float64(metres)*8.993), here.Lon}, doubt}
	}
	for _, c := range []struct {
		where *Fix
		far   bool
	}{{nil, false}, {at(0, 0), false}, {at(195, 0), false}, {at(205, 0), true}, {at(280, 100), false}, {at(10_000, 1_000_000), true}, {at(300, -5), true}} {
		if err := tied.Accept(r, c.where, now); (fault.CodeOf(err) == fault.Conflict) != c.far {
			t.Errorf("%+v: %v", c.where, err)
		}
	}
	screen := issue(PlaceCode{Every: 5 * time.Minute})
	begin := screen.Until(now)
	r = read(screen, begin)
	for _, c := range []struct {
		after time.Duration
		good  bool
	}{{0, true}, {4 * time.Minute, true}, {9*time.Minute + 59*time.Second, true}, {10 * time.Minute, false}, {-time.Second, false}, {24 * time.Hour, false}} {
		if err := screen.Accept(r, nil, begin.Add(c.after)); (err == nil) != c.good {
			t.Errorf("after %s: %v", c.after, err)
		}
	}
	if screen.Until(begin) != begin.Add(5*time.Minute) || poster.Until(now) != instant.Never {
		t.Error(screen.Until(begin), poster.Until(now))
	}
	for range 2 {
		if err := RevokePlaceCode(ctx, tx, place.ID, now+1); err != nil {
			t.Fatal(err)
		}
	}
	wantFault(t, tx.newest[place.ID].Accept(read(screen, now), nil, now+1), fault.Conflict, "visit.code_revoked")
	for name, c := range map[string]PlaceCode{"half a minute": {Every: 30 * time.Second}, "two days": {Every: 48 * time.Hour}, "a metre": {Radius: 1}, "a spot alone": {Spot: &here}, "no place": {Place: id.New(now)}} {
		if c.Place.IsZero() {
			c.Place = place.ID
		}
		if _, err := IssuePlaceCode(ctx, tx, c, now); err == nil {
			t.Errorf("%s: issued", name)
		}
	}
}

// PS-1, PS-10: a visit names nobody; the same place within minutes is one visit; more than sixty a day are refused.
func TestRegisterVisit(t *testing.T) {
	tx := newCodes()
	ring, err := person.NewKeyring(person.Key{ID: 1, Secret: [32]byte{1}})
	if err != nil {
		t.Fatal(err)
	}
	key, err := OpenDay(ring, NewDay(ring, DayOf(now), now))
	if err != nil {
		t.Fatal(err)
	}
	who := id.New(now)
	place := func() Place { return Place{ID: id.New(now), Region: wuhan, ClosedAt: instant.Never} }
	market := place()
	first, again, err := RegisterVisit(ctx, tx, key, who, market, now)
	if err != nil || again || first.Pseudonym == Pseudonym(who) || first.Region != wuhan {
		t.Fatal(first, again, err)
	}
	if v, again, err := RegisterVisit(ctx, tx, key, who, market, now.Add(9*time.Minute)); err != nil || !again || v != first {
		t.Error(v, again, err)
	}
	if _, again, err := RegisterVisit(ctx, tx, key, who, market, now.Add(10*time.Minute)); err != nil || again {
		t.Error(again, err)
	}
	shut := place()
	shut.ClosedAt = now
	_, _, err = RegisterVisit(ctx, tx, key, who, shut, now)
	wantFault(t, err, fault.Conflict, "point.closed")
	for len(tx.visits) < MaxVisitsPerDay {
		if _, _, err := RegisterVisit(ctx, tx, key, who, place(), now); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err = RegisterVisit(ctx, tx, key, who, place(), now)
	wantFault(t, err, fault.TooMany, "visit.too_many")
	if _, _, err := RegisterVisit(ctx, tx, key, id.New(now), place(), now); err != nil {
		t.Error("somebody else is not hindered:", err)
	}
	if _, _, err := RegisterVisit(ctx, tx, key, who, place(), now.Add(24*time.Hour)); err == nil {
		t.Error("under the key of another day")
	}
}
