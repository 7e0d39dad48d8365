package pass

import (
	"crypto/rand"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// BY-12: each link leads to the commitment at its own step and no other, and from a shown link no earlier-unseen one can be computed by hashing.
func TestChain(t *testing.T) {
	var secret Link
	rand.Read(secret[:])
	chain, commitment := NewChain(secret)
	seen := map[Link]bool{commitment: true}
	for step, link := range chain {
		if got, ok := stepOf(link, commitment); got != step || !ok {
			t.Errorf("the link of step %d is found at %d, %v", step, got, ok)
		}
		for l, i := link, 0; i < Steps; i++ {
			if l = l.next(); step < Steps-1 && l == chain[step+1] {
				t.Fatalf("step %d gives step %d away", step, step+1)
			}
		}
		if seen[link] {
			t.Error("a link occurs twice")
		}
		seen[link] = true
	}
	if _, ok := stepOf(secret.next().next(), Link{}); ok {
		t.Error("an alien commitment is met")
	}
	before, _ := NewChain(secret)
	if _, ok := stepOf(commitment, commitment); ok || before != chain {
		t.Error("the commitment counts as a link, or the chain is not the secret's alone")
	}
}

// BY-12: a copy of what is shown at a moment stops passing after 90 seconds at most; the live code always passes, on a gate whose clock
// is up to a minute off.
func TestCopyIsWorthlessAfter90Seconds(t *testing.T) {
	trust := sceneTrusts()["main"]
	moving := token(hubei, shape(func(c *Claims) { c.Commitment = &commitment }))
	rapid.Check(t, func(t *rapid.T) {
		shown := time.Duration(rapid.IntRange(0, 779).Draw(t, "shown at second")) * time.Second
		text := must(AddTail(moving, chain[stepAt(issued, issued.Add(shown))]))
		drift := time.Duration(rapid.IntRange(-60, 60).Draw(t, "drift")) * time.Second
		if a := Verify(text, trust, nil, issued.Add(shown+drift), DefaultLimits); a.Outcome != Pass {
			t.Fatalf("live, drift %v: %+v", drift, a)
		}
		copied := time.Duration(rapid.IntRange(90, 119).Draw(t, "seconds later")) * time.Second
		if a := Verify(text, trust, nil, issued.Add(shown+copied), DefaultLimits); a.Outcome != Ask || a.Reason != TailLate {
			t.Fatalf("copied %v ago: %+v", copied, a)
		}
	})
}

func TestAddTailRefuses(t *testing.T) {
	for _, text := range []string{"", "KM1:", "HC1:ABC", "KM1:_"} {
		if got, err := AddTail(text, Link{}); err == nil {
			t.Errorf("%q became %q", text, got)
		}
	}
}
