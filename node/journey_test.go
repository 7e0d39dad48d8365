package node_test

import (
	"bytes"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/telecom/sandbox"
	"kangma/itinerary"
	"kangma/passage"
	"kangma/region"
)

func declares(h *hubei, city string, from, until int) itinerary.Stay {
	today := passage.DayOf(h.Now())
	return itinerary.Stay{City: region.MustParseCode(city), From: today - passage.Day(from), Until: today - passage.Day(until), By: "train", Trip: "G7349"}
}

// NA-05 (4) and (7), WZ-11, IT-7: what is declared is checked with the statement, its cities have their risk, it ends by
// itself, and nobody else's account reads it.
func TestDeclaredJourneyIsChecked(t *testing.T) {
	withOperator(t, func(t *testing.T, h *hubei, o *sandbox.Operator) {
		ctx := t.Context()
		c, _ := h.resident("", false)
		h.listed(riskyList)
		declare := func(stays ...itinerary.Stay) {
			t.Helper()
			if err := h.DeclareJourney(ctx, c, id.ID{}, stays); err != nil {
				t.Fatal(err)
			}
		}
		see := func(agreement itinerary.Agreement, judged itinerary.Judgement, levels ...string) {
			t.Helper()
			j, err := h.Journeys(ctx, c, id.ID{})
			if err != nil || len(j.List) == 0 {
				t.Fatal(j, err)
			}
			got := j.List[0]
			if got.Agreement != agreement || got.Judgement != judged || len(got.Levels) != len(levels) {
				t.Errorf("%+v, want %s %s %v", got, agreement, judged, levels)
				return
			}
			for i, l := range levels {
				if got.Levels[i] != l {
					t.Errorf("%v, want %v", got.Levels, levels)
				}
			}
		}
		declare(declares(h, "610100", 5, 3), declares(h, "310000", 3, 1))
		see(itinerary.Unclear, itinerary.BeenInRiskCity, "medium", "")
		h.stayed(o, 0, "330300", 300, 0)
		h.queries(c, o)
		see(itinerary.Differs, itinerary.BeenInRiskCity, "medium", "")
		declare()
		see(itinerary.Agrees, itinerary.Clear)
		h.wantState(c, "1", "what is declared colours nobody")

		if err := h.DeclareJourney(ctx, c, id.ID{}, []itinerary.Stay{declares(h, "999999", 1, 0)}); fault.CodeOf(err) != fault.Invalid {
			t.Error("a city that is none:", err)
		}
		copied, err := h.Copy(ctx, c, id.ID{})
		if err != nil || !bytes.Contains(copied, []byte(`"city": "610100"`)) {
			t.Error("not in the copy of his data:", err)
		}
		h.clock.Add(itinerary.JourneyKept + time.Minute)
		if j, err := h.Journeys(ctx, c, id.ID{}); err != nil || len(j.List) != 0 {
			t.Error("kept for ever:", j, err)
		}
	})
}

// NA-05: so many journeys a day are nobody's.
func TestTooManyJourneys(t *testing.T) {
	h := openAt(t, time.Date(2021, 12, 15, 1, 0, 0, 0, time.UTC), nil)
	c, _ := h.apply("13800138000", zhang)
	for range itinerary.JourneysADay {
		h.clock.Add(time.Second)
		if err := h.DeclareJourney(t.Context(), c, id.ID{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	wantFault(t, h.DeclareJourney(t.Context(), c, id.ID{}, nil), fault.TooMany, "journey.too_many")
	h.clock.Add(instant.Day)
	if err := h.DeclareJourney(t.Context(), c, id.ID{}, nil); err != nil {
		t.Error(err)
	}
}
