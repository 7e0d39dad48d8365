package itinerary

import (
	"time"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Result is what an operator says of an itinerary, in the words of evidence.md.
type Result string

const (
	Normal    Result = "normal"    // 0: in no city of the list
	Abnormal  Result = "abnormal"  // 1: in one of them
	Analysing Result = "analysing" // not known yet
	Unknown   Result = "unknown"   // the operator has no data, or the number is too new
)

// Answer is all that a node learns of an itinerary (IT-1).
type Answer struct {
	Result Result
	Left   bool // the city was left within 14 days
}

// Says whether the answer says anything.
func (a Answer) Says() bool { return a.Result == Normal || a.Result == Abnormal }

// Fact is the answer as evidence, from an operator, until its expiry.
func (a Answer) Fact(operator string, from, until instant.Instant) evidence.Fact {
	attrs := evidence.Attrs{evidence.TextAttr(evidence.Result, string(a.Result))}
	if a.Says() {
		attrs = append(attrs, evidence.BoolAttr(evidence.Left, a.Left))
	}
	return evidence.Fact{Kind: evidence.Itinerary, Source: operator, ValidFrom: from, ValidUntil: until, Attrs: attrs}
}

// Statement is the last answer of an operator about a person that said something, with what its renewal needs. The zero
// Statement with its Person is that of somebody who never asked.
type Statement struct {
	Person   id.ID
	Evidence id.ID // the record that stands for it now
	Answer
	Asked   instant.Instant // when the operator answered
	Updated instant.Instant // when it was last renewed, Asked at first
	Expires instant.Instant
	List    Digest // of the risk cities that it was judged against
	Rule    string // version of the rule of its validity
}

// RenewEvery is how long after an update showing the code does not renew again: a shown code lives as long (NA-06).
const RenewEvery = 15 * time.Minute

// Renewable says from when until when showing the code may renew the statement; both zero if it never does (IT-4).
func (s Statement) Renewable(r *Rule) (from, until instant.Instant) {
	if s.Result != Normal {
		return 0, 0
	}
	from, until = s.Updated.Add(RenewEvery), min(s.Expires, s.Asked.Add(r.Most))
	if from >= until {
		return 0, 0
	}
	return from, until
}

// Renew is the statement as showing the code at an instant leaves it, valid for so long if that is longer than it was (IT-4).
// ok is false where nothing is renewed.
func (s Statement) Renew(r *Rule, list Digest, valid time.Duration, at instant.Instant) (renewed Statement, ok bool) {
	from, until := s.Renewable(r)
	if at < from || at >= until || list != s.List {
		return s, false
	}
	s.Updated = at
	s.Expires = max(s.Expires, min(at.Add(valid), s.Asked.Add(r.Most)))
	return s, true
}

// Latest is the record of an itinerary that counts, nil if there is none; it may have expired (evidence.md, section 4).
func Latest(facts []evidence.Fact, at instant.Instant) (latest *evidence.Fact) {
	for i := range facts {
		f := &facts[i]
		if _, ok := f.Known(at); ok && f.Kind == evidence.Itinerary && f.ValidFrom <= at && (latest == nil || f.Later(latest)) {
			latest = f
		}
	}
	return latest
}

// Abnormals count so long from their beginning, whatever their expiry (evidence.md, section 4).
const abnormalFor = 14 * instant.Day

// Counts is what the latest record says at an instant: abnormal for 14 days whatever its expiry, normal and analysing
// until their expiry, else unknown. f may be nil.
func Counts(f *evidence.Fact, at instant.Instant) Result {
	if f == nil {
		return Unknown
	}
	p, ok := f.Known(at)
	if !ok {
		return Unknown
	}
	switch r := Result(f.Attrs.Text(evidence.Result)); {
	case r == Abnormal && at.Sub(f.ValidFrom) < abnormalFor:
		return Abnormal
	case (r == Normal || r == Analysing) && at < p.Until:
		return r
	}
	return Unknown
}

// Records says whether an answer is recorded, given what counts when it comes (IT-5).
func (a Answer) Records(counts Result) bool {
	return a.Says() || counts != Normal && counts != Abnormal
}

// Judgement is what the system tells a holder of his risk before he returns or arrives (WZ-11).
type Judgement string

const (
	Clear          Judgement = "normal"
	BeingAnalysed  Judgement = "analysing"
	NeedsCode      Judgement = "needs_code" // no statement: another SMS code is needed
	BeenInRiskCity Judgement = "risk"
)

// Judge judges by what counts of the itinerary, and by whether the holder himself named a city of the list.
func Judge(counts Result, named bool) Judgement {
	switch {
	case named || counts == Abnormal:
		return BeenInRiskCity
	case counts == Normal:
		return Clear
	case counts == Analysing:
		return BeingAnalysed
	}
	return NeedsCode
}
