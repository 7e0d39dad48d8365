package evidence

import "kangma/internal/instant"

// AsKnown is the fact as it read at an instant at which it was known (EV-2): an end or a retraction that was recorded
// later is left off.
func (f Fact) AsKnown(at instant.Instant) Fact {
	f.ValidUntil = f.endKnown(at)
	f.Earlier = nil
	if f.EndRecordedAt > at {
		f.EndRecordedAt = f.RecordedAt
	}
	if f.RetractedAt > at {
		f.RetractedAt = instant.Never
	}
	return f
}
