package passage

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
)

// PlaceCode is one version of the code of a place (MS-01). The newest version holds, as long as it is not revoked: who prints
// new posters makes the old ones worthless (PS-9).
type PlaceCode struct {
	Place     id.ID
	Version   int           // from 1
	Every     time.Duration // a screen shows another one each time; 0: it is posted on paper
	Spot      *Location     // where it is posted, nil if it is tied to no spot
	Radius    int           // metres around the spot from which it may be scanned
	IssuedAt  instant.Instant
	IssuedBy  id.ID
	RevokedAt instant.Instant // Never while it holds
}

// Limits of a code's configuration.
const (
	MinEvery, MaxEvery   = time.Minute, 24 * time.Hour
	MinRadius, MaxRadius = 20, 5_000 // metres
)

// Holds says whether codes of this version may be scanned.
func (c PlaceCode) Holds(at instant.Instant) bool { return c.Version > 0 && at < c.RevokedAt }

// IssuePlaceCode makes the next version of a place's code, from now on the only one (PS-9). c names Place, Every, Spot, Radius
// and IssuedBy; a radius without a spot is around the place's location.
func IssuePlaceCode(ctx context.Context, tx CodeTx, c PlaceCode, at instant.Instant) (PlaceCode, error) {
	place, err := tx.Place(ctx, c.Place)
	if err != nil {
		return PlaceCode{}, err
	}
	if place.ClosedAt <= at {
		return PlaceCode{}, closed("place")
	}
	switch {
	case c.Every != 0 && (c.Every < MinEvery || c.Every > MaxEvery || c.Every%time.Minute != 0):
		return PlaceCode{}, fault.Field("every", int64(c.Every/time.Minute), "is not between %d and %d minutes", MinEvery/time.Minute, MaxEvery/time.Minute)
	case c.Radius != 0 && (c.Radius < MinRadius || c.Radius > MaxRadius):
		return PlaceCode{}, fault.Field("radius", c.Radius, "is not between %d and %d metres", MinRadius, MaxRadius)
	case c.Radius == 0 && c.Spot != nil:
		return PlaceCode{}, fault.Missing("radius")
	}
	if c.Radius > 0 && c.Spot == nil {
		if c.Spot = place.Location; c.Spot == nil {
			return PlaceCode{}, fault.Missing("spot")
		}
	}
	before, err := tx.PlaceCode(ctx, c.Place)
	if err != nil {
		return PlaceCode{}, err
	}
	c.Version, c.IssuedAt, c.RevokedAt = before.Version+1, at, instant.Never
	return c, tx.InsertPlaceCode(ctx, c)
}

// RevokePlaceCode ends a place's code without a new one. It may be repeated.
func RevokePlaceCode(ctx context.Context, tx CodeTx, place id.ID, at instant.Instant) error {
	c, err := tx.PlaceCode(ctx, place)
	if err != nil || !c.Holds(at) {
		return err
	}
	return tx.RevokePlaceCode(ctx, place, c.Version, at)
}

// A code's text is base64url of: one byte 1, the key's id (4), the place's (16), the version (4), the number of the time slot (4, 0 on
// paper), and the signature (64) of all that behind codePurpose (docs/adr/0042-place-codes.md).
const (
	codePurpose  = "kangma place code 1\n"
	codeFormat   = 1
	codeSigned   = 1 + 4 + 16 + 4 + 4
	codeSize     = codeSigned + 64
	codeText     = (codeSize*8 + 5) / 6
	slotsAllowed = 1 // before the present one: who scanned as it changed is not sent away
)

// slot numbers the times in which a screen shows one code, from 1; on paper it is 0.
func (c PlaceCode) slot(at instant.Instant) uint32 {
	if c.Every == 0 {
		return 0
	}
	return uint32(at.Unix()/int64(c.Every/time.Second)) + 1
}

// Until is when a screen has to show the next code; Never on paper.
func (c PlaceCode) Until(at instant.Instant) instant.Instant {
	if c.Every == 0 {
		return instant.Never
	}
	every := int64(c.Every / time.Microsecond)
	return instant.Instant((int64(at)/every + 1) * every)
}

// Sign is the code as it is shown at an instant.
func (c PlaceCode) Sign(s pass.Signer, at instant.Instant) (string, error) {
	kid := s.KID()
	b := append([]byte{codeFormat}, kid[:]...)
	b = append(b, c.Place[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(c.Version))
	b = binary.BigEndian.AppendUint32(b, c.slot(at))
	signature, err := s.Sign(append([]byte(codePurpose), b...))
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(b, signature...)), nil
}

// ReadPlaceCode is what a code says whose signature holds.
type ReadPlaceCode struct {
	Place   id.ID
	Version int
	slot    uint32
}

// OpenPlaceCode reads a code that was signed with one of the node's keys for places; nothing is believed before the signature holds (PS-9).
func OpenPlaceCode(text string, trusted []*pass.Key) (ReadPlaceCode, error) {
	forged := fault.New(fault.Invalid, "visit.no_code", "this is no code of a place of this system")
	if len(text) != codeText {
		return ReadPlaceCode{}, forged
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != codeSize || b[0] != codeFormat {
		return ReadPlaceCode{}, forged
	}
	signed, signature := b[:codeSigned], b[codeSigned:]
	i := slices.IndexFunc(trusted, func(k *pass.Key) bool { return k.KID == pass.KID(signed[1:5]) })
	if i < 0 || !trusted[i].Verify(append([]byte(codePurpose), signed...), signature) {
		return ReadPlaceCode{}, forged
	}
	return ReadPlaceCode{Place: id.ID(signed[5:21]), Version: int(binary.BigEndian.Uint32(signed[21:25])), slot: binary.BigEndian.Uint32(signed[25:29])}, nil
}

// Accept says whether a code that was read may be scanned now and here; where is nil if the phone says nothing of it.
func (c PlaceCode) Accept(read ReadPlaceCode, where *Fix, at instant.Instant) error {
	switch now := c.slot(at); {
	case read.Version < c.Version:
		return fault.New(fault.Conflict, "visit.code_replaced", "this code was replaced by a newer one; scan the one that is posted now")
	case read.Version > c.Version || !c.Holds(at):
		return fault.New(fault.Conflict, "visit.code_revoked", "this code does not hold any more")
	case read.slot > now || read.slot+slotsAllowed < now:
		return fault.New(fault.Conflict, "visit.code_old", "the code of this place changes; scan the one on the screen now")
	}
	if c.Spot == nil || where == nil {
		return nil
	}
	if metres := c.Spot.Metres(where.Location); metres > float64(c.Radius+min(max(where.Error, 0), maxFixError)) {
		return fault.New(fault.Conflict, "visit.far", "this code can be scanned only at its place")
	}
	return nil
}

// Fix is where a phone says that it is, for the one check; it is stored nowhere (HB-10).
type Fix struct {
	Location
	Error int // metres, as the phone estimates it
}

// maxFixError is how much of a phone's own doubt is believed, in metres: between houses it is a hundred.
const maxFixError = 200
