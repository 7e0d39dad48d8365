package node

import (
	"context"
	"slices"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/review"
	"kangma/store"
)

// arrivalEffects: the system judges a declaration before arrival from the itinerary and the cities that the holder names,
// and tells him at once (WZ-11).
var arrivalEffects = effects{
	seat: func(open *opening) region.Code { return open.Form.(review.ArrivalForm).Where() },
	opened: func(ctx context.Context, n *Node, tx *store.Tx, open *opening) error {
		if form := open.Form.(review.ArrivalForm); form.Arrives <= open.At.Add(-instant.Day) {
			return fault.Field("form.arrives", form.Arrives.String(), "is more than a day ago: who has arrived fills in the grass-roots check")
		}
		return onlyOneOpen(ctx, tx, open)
	},
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		if m.Case.State != review.Declared {
			return nil
		}
		facts, err := factsAbout(ctx, tx, m.Case.Person)
		if err != nil {
			return err
		}
		form, _ := m.Form.(review.ArrivalForm)
		m.Then = judge(facts, m.At)
		if slices.ContainsFunc(form.Cities(), func(c region.Code) bool { return n.riskyCity(c, m.At) }) {
			m.Then = review.JudgeRisk
		}
		return nil
	},
}

// judge says what the latest itinerary makes of an arrival: abnormal for 14 days whatever its expiry, normal until its
// expiry, analysing while it is; else another SMS code is needed (evidence.md, section 4).
func judge(facts []evidence.Fact, at instant.Instant) review.Move {
	f := latestItinerary(facts, at)
	if f == nil {
		return review.JudgeCode
	}
	switch result := f.Attrs.Text(evidence.Result); {
	case result == "abnormal" && at.Sub(f.ValidFrom) < 14*instant.Day:
		return review.JudgeRisk
	case result == "normal" && stands(f, at):
		return review.JudgeClear
	case result == "analysing" && stands(f, at):
		return review.JudgeAnalysing
	}
	return review.JudgeCode
}

// latestItinerary is the itinerary that counts, nil if there is none; it may have expired.
func latestItinerary(facts []evidence.Fact, at instant.Instant) (latest *evidence.Fact) {
	for i := range facts {
		f := &facts[i]
		if _, ok := f.Known(at); ok && f.Kind == evidence.Itinerary && f.ValidFrom <= at && (latest == nil || f.Later(latest)) {
			latest = f
		}
	}
	return latest
}

// riskyCity says whether a city, what it lies in, or any place in it is listed. A street that is listed makes its city one to
// be asked about on arrival, though it colours nobody who was elsewhere in it.
func (n *Node) riskyCity(c region.Code, at instant.Instant) bool {
	return n.risky(c, at) || n.regime.Load().near.ListedWithin(c, at, "high", "medium")
}
