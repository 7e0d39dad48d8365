package hcert

import (
	"kangma/internal/instant"
)

// Reason says why a certificate does not hold; Holds that it does. The set is closed.
type Reason string

const (
	Holds         Reason = "holds"
	SignerUnknown Reason = "signer_unknown" // no listed key of the country that it names has that id
	Forged        Reason = "signature"      // the signature is wrong
	SignerPast    Reason = "signer_expired" // the key was not valid when it signed
	KeyUsage      Reason = "key_usage"      // the key may certify other things only (HC-2)
	NotYet        Reason = "not_yet"        // issued later than now
	Expired       Reason = "expired"
	OtherDisease  Reason = "other_disease"
	NotCounting   Reason = "not_counting" // a recovery before or after the days in which it counts
)

// Verify says whether a certificate holds at an instant (HC-1, HC-2). Safe for concurrent use.
func (l *Signers) Verify(c *Certificate, at instant.Instant) Reason {
	why := SignerUnknown
	for _, s := range l.find(c) {
		if !s.signed(c) {
			why = Forged
			continue
		}
		switch {
		case c.IssuedAt < s.From || c.IssuedAt >= s.Until:
			return SignerPast
		case !s.may(c.Kind):
			return KeyUsage
		}
		return c.holds(at)
	}
	return why
}

// holds says whether a genuine certificate holds at an instant, by its own word.
func (c *Certificate) holds(at instant.Instant) Reason {
	switch {
	case at < c.IssuedAt:
		return NotYet
	case at >= c.Expires:
		return Expired
	case c.Target() != TargetCOVID:
		return OtherDisease
	case c.Recovery != nil && (at < c.Recovery.From || at >= c.Recovery.Until):
		return NotCounting
	}
	return Holds
}
