package pass

import (
	"strings"

	"kangma/internal/instant"
	"kangma/region"
)

// Statuses are the status lists that a gate holds, by the issuer's region. nil is none.
type Statuses map[region.Code]*StatusList

// Verify answers for any text whatever, without a network (BY-01, BY-13). It never fails and never panics. trust may be nil.
// Safe for concurrent use.
//
// It keeps PA-1 and PA-2: of a genuine token only its own word, its issuer's list, or the published recognition stops anybody.
func Verify(text string, trust *TrustList, statuses Statuses, at instant.Instant, limits Limits) Answer {
	var a Answer
	if trust != nil {
		a.TrustFrom = &trust.IssuedAt
	}
	switch scheme(text) {
	case "KM1":
		a.Scheme = "KM1"
	case "HC1":
		return foreignCertificate(a, text)
	default:
		if text == "" {
			return a.settle(Unknown, Unreadable)
		}
		return a.settle(Unknown, Foreign)
	}

	signed, tail, ok := readToken(text)
	if !ok {
		return a.settle(Unknown, Unreadable)
	}
	claims, key, refused := authenticate(&signed, trust, at, limits)
	if key.issuer != nil {
		a.Issuer, a.IssuerName = key.issuer.Region.String(), key.issuer.Name
	}
	if claims == nil {
		return a.settle(Unknown, refused)
	}
	a.Claims = claims

	switch {
	case !key.covers(claims.IssuedAt, claims.Expires):
		return a.settle(Unknown, KeyExpired)
	case at < claims.IssuedAt.Add(-limits.Early):
		return a.settle(Unknown, Future)
	case at >= claims.Expires.Add(limits.Late):
		return a.settle(Unknown, Expired)
	}
	tailed := checkTail(claims, tail, at)
	if tailed == TailAlien {
		return a.settle(Unknown, TailAlien)
	}

	gate, why := claims.Gate, ByCode
	if r := trust.Recognition; r != nil && claims.Issuer != r.Home {
		here, ok := r.Here(claims, limits.Where, at)
		if !ok {
			return a.settle(r.Else, NotRecognised)
		}
		if !claims.Paper { // which says no colour that could mean something here
			a.Here = &here
		}
		if here.Gate > gate {
			gate, why = here.Gate, Mapped
		}
	}
	list := statuses[claims.Issuer]
	if list != nil {
		a.StatusFrom = &list.IssuedAt
	}
	switch s, known := statusOf(claims, list, at); {
	case claims.Paper && s != Standing:
		return a.Void()
	case claims.Paper:
		return a.settle(Ask, OnPaper)
	case s == Stopped:
		return a.settle(Stop, NowStopped)
	case s == Recalled:
		return a.settle(stricter(gate), Replaced)
	case s == Suspended:
		return a.settle(stricter(gate), UnderReview)
	case tailed != ByCode:
		return a.settle(stricter(gate), tailed)
	case gate != Pass:
		return a.settle(gate, why)
	case at < trust.IssuedAt.Add(-limits.Early):
		return a.settle(Ask, ClockWrong)
	case limits.TrustAge > 0 && at.Sub(trust.IssuedAt) > limits.TrustAge:
		return a.settle(Ask, TrustOld)
	case limits.StatusAge > 0 && (!known || at.Sub(list.IssuedAt) > limits.StatusAge):
		return a.settle(Ask, StatusOld)
	}
	return a.settle(Pass, ByCode)
}

// stricter is Ask, or Stop where the token itself stops.
func stricter(o Outcome) Outcome { return max(o, Ask) }

// scheme recognises a code by how it begins; letters of either case, since a damaged KM1 is still no foreign code.
func scheme(text string) string {
	for _, prefix := range []string{Prefix, certificatePrefix} {
		if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
			return prefix[:len(prefix)-1]
		}
	}
	return ""
}

// readToken takes a token's text apart: the signed envelope, whose length its own CBOR tells, and what may follow it, a tail of 16 bytes.
func readToken(text string) (e envelope, tail *Link, ok bool) {
	if len(text) > MaxLength || !strings.HasPrefix(text, Prefix) {
		return e, nil, false
	}
	data, err := decodeBase45(text[len(Prefix):])
	if err != nil {
		return e, nil, false
	}
	e, rest, err := open(data, "")
	if err != nil {
		return e, nil, false
	}
	switch len(rest) {
	case 0:
		return e, nil, true
	case len(Link{}):
		link := Link(rest)
		return e, &link, true
	}
	return e, nil, false
}

// authenticate finds the key and checks the signature, and only then reads the claims. Without claims it says why.
func authenticate(e *envelope, trust *TrustList, at instant.Instant, limits Limits) (*Claims, trusted, Reason) {
	if trust == nil || at >= trust.Expires {
		return nil, trusted{}, NoTrust
	}
	key, ok := trust.keys[e.kid()]
	switch {
	case !ok || key.Use != UsePass && key.Use != UsePaper:
		return nil, trusted{}, KeyUnknown
	case at < key.From.Add(-limits.Early) || at >= key.Until.Add(limits.Late):
		return nil, trusted{}, KeyExpired
	case !e.signedBy(key.Key):
		return nil, trusted{}, Forged
	}
	claims, err := decodeClaims(e.Payload)
	if err != nil || claims.Issuer != key.issuer.Region || claims.Paper != (key.Use == UsePaper) {
		return nil, key, Malformed
	}
	return claims, key, ""
}

// checkTail gives ByCode where the tail is as it must be.
func checkTail(c *Claims, tail *Link, at instant.Instant) Reason {
	switch {
	case c.Commitment == nil && tail == nil:
		return ByCode
	case c.Commitment == nil:
		return TailAlien
	case tail == nil:
		return TailMissing
	}
	step, ok := stepOf(*tail, *c.Commitment)
	if !ok {
		return TailAlien
	}
	if slip := stepAt(c.IssuedAt, at) - step; slip < -tailSlip || slip > tailSlip {
		return TailLate
	}
	return ByCode
}

// statusOf reads the list; known is false where no list in force covers the token.
func statusOf(c *Claims, list *StatusList, at instant.Instant) (s Status, known bool) {
	if list == nil || at >= list.Expires {
		return Standing, false
	}
	if s, known = list.Lookup(c.Status); s == Standing && c.Epoch < list.Epoch && !c.Paper {
		return Recalled, true
	}
	return s, known
}
