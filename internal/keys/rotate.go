package keys

import (
	"context"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Plan says how keys of one use are made and replaced.
//
//	made, published        its predecessor's last      stops signing              ends
//	From                   signature                   Until - Overlap            Until
//	 ├──── waits at least Overlap ────┼────── signs ──────┼── still verified ────────┤
//
// A key waits while its predecessor signs, so that by its turn every gate has it; and it outlives its last signature, so that everything
// signed ends before the key (KE-4).
type Plan struct {
	Use       Use
	Algorithm string
	Life      time.Duration // From to Until; more than three times Overlap
	Overlap   time.Duration // longer than anything that is signed lives, and than a gate is without a new trust list
}

func (p Plan) check() error {
	if p.Overlap <= 0 || p.Life <= 3*p.Overlap {
		return fault.Field("life", p.Life, "is not more than three times the overlap of %s", p.Overlap)
	}
	return nil
}

// Rotate makes the keys that the plans need at an instant: the first one of each use, and a successor when the last one has less than
// two Overlaps left. It gives the keys made. Calling it again makes none; two processes that call it at one moment may make two,
// of which all processes use the same.
func (s *Set) Rotate(ctx context.Context, plans []Plan, at instant.Instant) ([]*SigningKey, error) {
	if err := s.Reload(ctx); err != nil {
		return nil, err
	}
	var made []*SigningKey
	for _, p := range plans {
		if err := p.check(); err != nil {
			return made, err
		}
		if s.suffices(p, at) {
			continue
		}
		from := at - at%1e6 // whole seconds, as trust lists carry them
		k, err := s.insert(ctx, p.Use, p.Algorithm, from, from.Add(p.Life))
		if err != nil {
			return made, err
		}
		made = append(made, k)
	}
	return made, s.Reload(ctx)
}

func (s *Set) suffices(p Plan, at instant.Instant) bool {
	for _, k := range *s.keys.Load() {
		if k.Use == p.Use && k.algorithm == p.Algorithm && at < k.Until.Add(-2*p.Overlap) {
			return true
		}
	}
	return false
}

// Current is the key that signs for a plan at an instant: the oldest of its use that may still sign, of the plan's algorithm before
// others, and one that has waited before one that gates may not have yet. fault.Unavailable if there is none.
func (s *Set) Current(p Plan, at instant.Instant) (*SigningKey, error) {
	var best *SigningKey
	var rank int
	for _, k := range *s.keys.Load() {
		if k.Use != p.Use || at < k.From || at >= k.Until.Add(-p.Overlap) {
			continue
		}
		r := 1
		if at >= k.From.Add(p.Overlap) {
			r += 2
		}
		if k.algorithm == p.Algorithm {
			r++
		}
		if r > rank {
			best, rank = k, r
		}
	}
	if best == nil {
		return nil, fault.New(fault.Unavailable, "keys.none", "there is no key for %s now", p.Use)
	}
	return best, nil
}
