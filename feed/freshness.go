package feed

import "kangma/internal/instant"

// Freshness says how old what a feed said is.
type Freshness string

const (
	Awaited  Freshness = "awaited" // nothing came yet, and it is not late
	Fresh    Freshness = "fresh"
	Late     Freshness = "late"  // nothing came for longer than is expected
	Stale    Freshness = "stale" // for twice as long
	Stopped  Freshness = "paused"
	Unsigned Freshness = "no_key" // no key counts: nothing can come
)

// Freshness of a feed at an instant; keyed says whether a key of it counts (FD-7).
func (f *Feed) Freshness(keyed bool, at instant.Instant) Freshness {
	since := f.HeardAt
	if since == 0 {
		since = f.CreatedAt
	}
	switch age := at.Sub(since); {
	case f.Paused:
		return Stopped
	case !keyed:
		return Unsigned
	case age > 2*f.Expected:
		return Stale
	case age > f.Expected:
		return Late
	case f.HeardAt == 0:
		return Awaited
	}
	return Fresh
}

// Worries says whether staff are told of it.
func (s Freshness) Worries() bool { return s == Late || s == Stale }
