package bench

import (
	"context"
	"runtime"
	"slices"
	"time"
)

// sample is what one turn of one side did in a time.
type sample struct {
	n    int
	took time.Duration
	cpu  time.Duration // of the processor, in this process
}

// watch measures a sample.
type watch struct {
	begin time.Time
	cpu   time.Duration
}

func start() watch { return watch{time.Now(), processor()} }

func (w watch) done(n int) sample { return sample{n, time.Since(w.begin), processor() - w.cpu} }

func (s sample) rate() float64 { return float64(s.n) / s.took.Seconds() }

func (s sample) nanoseconds() float64 { return float64(s.took) / float64(s.n) }

// side is a figure or its floor: it does the same amount of work every turn. Turn 0 is for warming up and does not count.
type side func(ctx context.Context, turn int) (sample, error)

// inTurns runs both sides so many turns, now the one first and now the other, so that whatever else the machine does
// meets both alike (BN-1). The samples are in pairs.
func inTurns(ctx context.Context, turns int, floor, figure side) (floors, figures []sample, err error) {
	for turn := range turns + 1 {
		sides, out := []side{floor, figure}, [2]sample{}
		for i := range sides {
			which := (i + turn) % len(sides)
			runtime.GC() // nobody pays for the other's garbage
			if out[which], err = sides[which](ctx, turn); err != nil {
				return nil, nil, err
			}
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
		}
		if turn > 0 {
			floors, figures = append(floors, out[0]), append(figures, out[1])
		}
	}
	return floors, figures, nil
}

// compare fills in a figure from the samples of both sides, read by one measure.
func (f *Figure) compare(floors, figures []sample, measure func(sample) float64) {
	values, floor, ratios := make([]float64, len(figures)), make([]float64, len(figures)), make([]float64, len(figures))
	for i := range figures {
		values[i], floor[i] = measure(figures[i]), measure(floors[i])
		ratios[i] = values[i] / floor[i]
	}
	f.Turns = len(figures)
	f.Processor, f.FloorProcessor = processorTime(figures), processorTime(floors)
	f.Value, f.Floor, f.Ratio = quantile(values, 0.5), quantile(floor, 0.5), quantile(ratios, 0.5)
	f.Spread = (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2
}

// processorTime is what one operation costs on average, in nanoseconds.
func processorTime(samples []sample) float64 {
	var n int
	var cpu time.Duration
	for _, s := range samples {
		n, cpu = n+s.n, cpu+s.cpu
	}
	return float64(cpu) / float64(n)
}

// quantile sorts the values and gives the one below which the share q of them lies, between neighbours in proportion;
// 0 of none.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	at := q * float64(len(values)-1)
	i := int(at)
	if i+1 == len(values) {
		return values[i]
	}
	return values[i] + (at-float64(i))*(values[i+1]-values[i])
}

// milliseconds are durations as quantile takes them.
func milliseconds(ds []time.Duration) []float64 {
	out := make([]float64, len(ds))
	for i, d := range ds {
		out[i] = float64(d) / float64(time.Millisecond)
	}
	return out
}
