package review

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// RE-1, RE-2, RE-3, RE-7: random people make random moves of random kinds. No case ever leaves its table, each move
// counts one up, the history replayed gives the case, people and offices that the table sets apart are apart, and
// whoever is refused changes nothing.
func TestEngineProperty(t *testing.T) {
	offices := []region.Code{hubei, city, county, street, region.MustParseCode("420900")}
	rapid.Check(t, func(t *rapid.T) {
		d := &Kinds[rapid.IntRange(0, len(Kinds)-1).Draw(t, "kind")]
		own := rapid.SampledFrom([]region.Code{hubei, city, county}).Draw(t, "own")
		actor := rapid.Custom(func(t *rapid.T) Actor {
			a := Actor{Side: rapid.SampledFrom([]Side{Holder, Desk, Desk, Desk, System}).Draw(t, "side"), Kin: rapid.IntRange(0, 9).Draw(t, "kin") == 0}
			if a.Side != System {
				a.Account = ident(byte(rapid.IntRange(1, 4).Draw(t, "who")))
			}
			if a.Side == Desk {
				a.Office = rapid.SampledFrom(offices).Draw(t, "office")
			}
			return a
		})
		var moves []Move
		for _, s := range d.Steps {
			moves = append(moves, s.Move)
		}
		at := now
		c := Case{Person: ident(100), ID: ident(101), Seat: street, Evidence: []id.ID{ident(102)}}
		var history []Event
		opened := false
		for range rapid.IntRange(1, 30).Draw(t, "tries") {
			at = at.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "hours")) * time.Hour)
			a := Attempt{Move: rapid.SampledFrom(moves).Draw(t, "move"), Version: c.Version - rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "behind"),
				By: actor.Draw(t, "by"), Words: Words{Reason: rapid.SampledFrom([]string{"because", "because", ""}).Draw(t, "reason")}}
			var next Case
			var e Event
			var err error
			if opened {
				next, e, err = Next(d, c, history, a, own, at)
			} else {
				next, e, err = Opened(d, c, a, own, at)
			}
			if err != nil {
				if fault.CodeOf(err) == fault.Internal {
					t.Fatal(err)
				}
				continue
			}
			opened = true
			checkMove(t, d, c, next, e, history, a, own)
			c, history = next, append(history, e)
			if again := Replay(d, c, history); again.State != c.State || again.Version != c.Version || again.Region != c.Region || again.Due != c.Due ||
				again.Raised != c.Raised || again.ClosedAt != c.ClosedAt {
				t.Fatalf("replayed %+v, was %+v", again, c)
			}
		}
	})
}

func checkMove(t *rapid.T, d *Definition, before, after Case, e Event, history []Event, a Attempt, own region.Code) {
	step, ok := d.Step(e.Move, e.From)
	switch {
	case !ok || step.By != e.By.Side || e.From != before.State:
		t.Fatalf("%s from %s by %s is not in the table", e.Move, e.From, e.By.Side)
	case after.State != step.To && !(step.To == Stay && after.State == before.State):
		t.Fatalf("%s led to %s, not to %s", e.Move, after.State, step.To)
	case after.Version != before.Version+1 || a.Version != before.Version && before.State != Unopened:
		t.Fatalf("version %d after %d, seen %d", after.Version, before.Version, a.Version)
	case step.Reason && e.Words.Reason == "":
		t.Fatalf("%s without a reason", e.Move)
	case !own.Contains(after.Region):
		t.Fatalf("%s lies outside %s", after.Region, own)
	case e.By.Side == Desk && e.By.Kin:
		t.Fatal("somebody decides his own case")
	}
	stage, ok := d.Stage(after.State)
	if !ok || stage.Closed == after.IsOpen() || (stage.Clock > 0) != (after.Due != instant.Never) {
		t.Fatalf("%+v in stage %+v", after, stage)
	}
	for _, was := range history {
		if e.By.Side != Desk || !slices.Contains(step.Apart, was.Move) || was.By.Side == System {
			continue
		}
		if was.By.Account == e.By.Account || step.Office && was.By.Side == Desk && was.By.Office == e.By.Office {
			t.Fatalf("%s by %s of %s, who made %s", e.Move, e.By.Account, e.By.Office, was.Move)
		}
	}
}
