package pass

import (
	"testing"

	"pgregory.net/rapid"

	"kangma/person"
)

// BY-01: the issuer finds the person behind every CTI; no two are alike; under another key they lead to nobody in particular.
func TestHandles(t *testing.T) {
	ours := must(NewHandles([]byte("0123456789abcdef")))
	other := must(NewHandles([]byte("fedcba9876543210fedcba9876543210")))
	seen := map[CTI]bool{}
	rapid.Check(t, func(t *rapid.T) {
		var h person.Handle
		copy(h[:], rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "handle"))
		c := ours.CTI(h)
		if seen[c] {
			t.Fatal("the same CTI twice")
		}
		seen[c] = true
		if got := ours.HandleOf(c); got != h {
			t.Fatalf("%x became %x", h, got)
		}
		if other.HandleOf(c) == h {
			t.Fatal("another issuer resolves it")
		}
	})
	if _, err := NewHandles(make([]byte, 15)); err == nil {
		t.Error("a key of 15 bytes")
	}
}
