package qr

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"rsc.io/qr/coding"
)

// BY-01, NA-03: the code that is drawn is the one that the standard's encoder gives under some mask, and no mask is easier to read.
func TestQRIsTheBestOfEightMasks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := "KM1:" + rapid.StringMatching(`[0-9A-Z $%*+./:-]{10,290}`).Draw(t, "text")
		got, n, err := Encode(text)
		if err != nil {
			t.Fatal(err)
		}
		var best []byte
		least := -1
		for mask := range coding.Mask(8) {
			plan, err := coding.NewPlan(coding.Version((n-17)/4), coding.M, mask)
			if err != nil {
				t.Fatal(err)
			}
			c, err := plan.Encode(coding.Alpha(text))
			if err != nil {
				t.Fatal(err)
			}
			grid, turned := make([]byte, n*n), make([]byte, n*n)
			for i := range grid {
				if c.Black(i%n, i/n) {
					grid[i], turned[i%n*n+i/n] = 1, 1
				}
			}
			if p := penalty(grid, turned, n); least < 0 || p < least {
				least, best = p, grid
			}
		}
		if !bytes.Equal(got, best) {
			t.Fatal("not the code under the best mask")
		}
	})
}

// architecture.md section 3: 261 characters of the alphanumeric alphabet fit version 9 at level M.
func TestQRVersionOfAToken(t *testing.T) {
	_, n, err := Encode(strings.Repeat("A", 261))
	if err != nil || n != 17+4*9 {
		t.Fatalf("size %d, want %d; %v", n, 17+4*9, err)
	}
}
