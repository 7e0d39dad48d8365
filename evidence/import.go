package evidence

import (
	"slices"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Candidate is a fact of a file, ready to be stored: what must be known to tell whether it was stored before is computed.
type Candidate struct {
	Key    Key // of source and record number, or of the content where the source numbers nothing
	Digest Key
	Fact   Fact
}

// NewCandidate prepares a fact that Read has read. who names the person within the node, and is the same whenever the same
// person is named; number is the source's own of the record. (EV-4)
func NewCandidate(who [16]byte, number string, f Fact) Candidate {
	c := Candidate{Key: RecordKey(f.Source, number), Digest: digest(&f), Fact: f}
	if c.Key.IsZero() {
		c.Key = hash("content", string(who[:]), string(c.Digest[:]))
	}
	return c
}

// Records makes records of candidates about persons, learnt now. Their ids are in the order of the candidates, so that of two rows
// about one person with the same beginning the later one counts as the latest.
func Records(cs []Candidate, persons []id.ID, now instant.Instant) []Record {
	ids := make([]id.ID, len(cs))
	for i := range ids {
		ids[i] = id.New(now)
	}
	slices.SortFunc(ids, func(a, b id.ID) int { return slices.Compare(a[:], b[:]) })
	rs := make([]Record, len(cs))
	for i, c := range cs {
		r := Record{Person: persons[i], ID: ids[i], Key: c.Key, Digest: c.Digest, Fact: c.Fact}
		r.Fact.ID = r.ID.String()
		r.RecordedAt, r.EndRecordedAt, r.RetractedAt = now, now, instant.Never
		rs[i] = r
	}
	return rs
}
