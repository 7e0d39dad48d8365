package passage

import (
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
)

// Basis is on what a collector let somebody pass who showed no code of ours.
type Basis string

const (
	ByHand Basis = "written" // he was written down: a code is never the only way in (NA-12)
	Cards  Basis = "cards"   // another health code and the itinerary card, while the system is unstable (WZ-18)
)

// Itinerary is what an itinerary card said.
type Itinerary string

const (
	ItineraryClear  Itinerary = "clear"  // green, without a mark
	ItineraryMarked Itinerary = "marked" // with a mark of an area at risk
	ItineraryNone   Itinerary = "none"   // none was shown
)

// Manual is the passage of somebody who showed no code of ours (PS-12). It is a passage like others, without a token; its
// pseudonym is that of what was written down, zero if nothing was.
type Manual struct {
	Passage
	Basis     Basis
	Colour    pass.Colour // of the other code, pass.None with ByHand
	Itinerary Itinerary   // "" with ByHand
	Sealed    []byte      // what was written down, under the key of the day; nil with Cards
}

// Shown is what a slip carries in place of a token: either what was written down, as the gate sealed it for the node, or the cards
// that were looked at.
type Shown struct {
	Sealed    []byte // encapsulated key and ciphertext of HPKE (RFC 9180)
	Colour    pass.Colour
	Itinerary Itinerary
}

// How the text of a slip begins that carries no token.
const (
	writtenScheme = "KR1:" // and base64url of the sealed Written
	cardsScheme   = "KF1:" // and COLOUR-ITINERARY
)

// MaxShown is how many bytes the text of a manual passage has at most.
const MaxShown = 800

// ParseShown reads the text of a slip that carries no token; ok is false where it is a token's.
func ParseShown(text string) (s Shown, ok bool, err error) {
	if rest, yes := strings.CutPrefix(text, writtenScheme); yes {
		if s.Sealed, err = unpadded.DecodeString(rest); err != nil {
			return s, true, fault.New(fault.Invalid, "slip.form", "what was written down is not in base64url")
		}
		return s, true, nil
	}
	rest, yes := strings.CutPrefix(text, cardsScheme)
	if !yes {
		return s, false, nil
	}
	colour, itinerary, _ := strings.Cut(rest, "-")
	if s.Colour, err = pass.ParseColour(colour); err != nil {
		return s, true, fault.New(fault.Invalid, "slip.form", "the colour of the other code is none of red, yellow, green, gray, none")
	}
	switch s.Itinerary = Itinerary(itinerary); s.Itinerary {
	case ItineraryClear, ItineraryMarked, ItineraryNone:
		return s, true, nil
	}
	return s, true, fault.New(fault.Invalid, "slip.form", "the itinerary is none of clear, marked, none")
}

// Manual makes the manual passage of what a gate reports; w is what was written down, nil where cards were shown. p is the passage as
// Scan.Passage made it; it gets the pseudonym.
func (s Shown) Manual(p Passage, w *Written, key *DayKey) (Manual, error) {
	if w == nil {
		return Manual{Passage: p, Basis: Cards, Colour: s.Colour, Itinerary: s.Itinerary}, nil
	}
	p.Pseudonym = key.Pseudonym(w.key())
	sealed, err := key.seal(p.ID, w)
	return Manual{Passage: p, Basis: ByHand, Sealed: sealed}, err
}

// Written opens what was written down; nil where nothing was.
func (m Manual) Written(key *DayKey) (*Written, error) {
	if m.Sealed == nil {
		return nil, nil
	}
	return key.open(m.ID, m.Sealed)
}

// Fallback is a time in which a point went on without the system (WZ-18).
type Fallback struct {
	ID        id.ID // chosen by the gate
	Point     Point
	Collector id.ID
	Cause     FallbackCause
	Began     instant.Instant
	Ended     instant.Instant // Never while it goes on
}

// FallbackCause is why.
type FallbackCause string

const (
	Unreachable FallbackCause = "unreachable" // the node is not reached, or too slow
	NoKeys      FallbackCause = "no_keys"     // no keys, or too old ones
	NoCodes     FallbackCause = "no_codes"    // holders cannot show theirs
	Ordered     FallbackCause = "ordered"     // somebody said so
)

// ParseFallbackCause reads one of them.
func ParseFallbackCause(s string) (FallbackCause, error) {
	switch c := FallbackCause(s); c {
	case Unreachable, NoKeys, NoCodes, Ordered:
		return c, nil
	}
	return "", fault.Field("cause", s, "is not one of unreachable, no_keys, no_codes, ordered")
}

// Check refuses what cannot have been.
func (f Fallback) Check(recorded instant.Instant) error {
	switch {
	case f.ID.IsZero():
		return fault.Missing("id")
	case f.Ended != instant.Never && f.Ended < f.Began:
		return fault.Field("ended", f.Ended, "is before it began")
	case f.Ended != instant.Never && f.Ended > recorded.Add(ClockSkew):
		return fault.Field("ended", f.Ended, "is not yet")
	}
	return InTime(f.Began, recorded)
}
