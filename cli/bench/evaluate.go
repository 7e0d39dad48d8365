package bench

import (
	"context"
	"reflect"
	"time"

	"kangma/internal/instant"
	"kangma/packs"
	"kangma/policy"
)

// evaluate measures deciding by a rule book beside the same rules written by hand in Go, on one core. Before each turn
// both decide for other people at random and must say the same, value by value.
func evaluate(ctx context.Context, s *suite) (Figure, error) {
	f := Figure{What: "decide for a typical person", Unit: "ns", Beneath: "the rules of hubei@2020-03-22 written by hand in Go, giving the same decision with reasons and next review"}
	pack, err := policy.Library{FS: packs.FS}.Find("hubei@2020-03-22", 0)
	if err != nil {
		return f, err
	}
	byHand, err := hubeiByHand(pack)
	if err != nil {
		return f, err
	}
	at := instant.Of(time.Now())
	made := newPeople(uint64(at), at)
	crowd := make([]policy.Facts, 5000) // few enough that they stay in the processor's cache: it is deciding that is measured
	for i := range crowd {
		crowd[i] = made.typical()
	}
	probes, probed := s.pick(1000, 200), 0
	through := func(decide func(*policy.Facts, instant.Instant, instant.Instant) policy.Decision) side {
		return func(context.Context, int) (sample, error) {
			begin := start()
			for i := range crowd {
				if d := decide(&crowd[i], at, at); d.State == nil {
					return sample{}, wrong("evaluate", "a decision without a state")
				}
			}
			return begin.done(len(crowd)), nil
		}
	}
	floor := through(byHand.decide)
	floors, figures, err := inTurns(ctx, s.pick(101, 21), func(ctx context.Context, turn int) (sample, error) {
		for range probes {
			p := made.any()
			if err := agree(pack, byHand, &p, at); err != nil {
				return sample{}, err
			}
			probed++
		}
		return floor(ctx, turn)
	}, through(pack.Decide))
	if err != nil {
		return f, err
	}
	for i := range crowd {
		if err := agree(pack, byHand, &crowd[i], at); err != nil {
			return f, err
		}
	}
	f.compare(floors, figures, sample.nanoseconds)
	f.Goals = []Goal{atMost("the floor's time", f.Ratio, 5, "×"), atLeast("on one core", 1e9/f.Value, 300_000, "/s")}
	f.Checked = count(probed) + " people at random and " + count(len(crowd)) + " typical ones decided alike by both"
	return f, nil
}

func agree(p *policy.Pack, h *hubei, f *policy.Facts, at instant.Instant) error {
	if got, want := p.Decide(f, at, at), h.decide(f, at, at); !reflect.DeepEqual(got, want) {
		return wrong("evaluate", "the rule book and the rules by hand differ:\n%+v\n%+v\nfor %+v", got, want, *f)
	}
	return nil
}
