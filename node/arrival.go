package node

import (
	"context"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/itinerary"
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
		named := slices.ContainsFunc(form.Cities(), func(c region.Code) bool { return n.riskyCity(c, m.At) })
		m.Then = judgeMoves[itinerary.Judge(itinerary.Counts(itinerary.Latest(facts, m.At), m.At), named)]
		return nil
	},
}

// judgeMoves are the moves by which a declaration is judged.
var judgeMoves = map[itinerary.Judgement]review.Move{itinerary.Clear: review.JudgeClear, itinerary.BeingAnalysed: review.JudgeAnalysing,
	itinerary.NeedsCode: review.JudgeCode, itinerary.BeenInRiskCity: review.JudgeRisk}

// riskyCity says whether a city, what it lies in, or any place in it is listed. A street that is listed makes its city one to
// be asked about on arrival, though it colours nobody who was elsewhere in it.
func (n *Node) riskyCity(c region.Code, at instant.Instant) bool {
	return n.risky(c, at) || n.regime.Load().near.ListedWithin(c, at, "high", "medium")
}
