package region

import (
	"strings"
	"testing"

	"kangma/internal/fault"
	"pgregory.net/rapid"
)

// code draws a code of any level, close to others, so that containment happens.
func code(t *rapid.T, label string) Code {
	groups := []string{"42", "33", "00"}
	two := rapid.SampledFrom([]string{"01", "10", "11", "00"})
	three := rapid.SampledFrom([]string{"001", "010", "100", "000"})
	s := rapid.SampledFrom(groups).Draw(t, label) + two.Draw(t, label) + two.Draw(t, label) + three.Draw(t, label) + three.Draw(t, label)
	c, err := ParseCode(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// contains is evidence.md section 1 word by word: groups of 2, 2, 2, 3 and 3 digits, trailing all-zero groups meaning "all of".
func contains(c, d string) bool {
	var groups []string
	for i, n := 0, 0; i < len(c); i += n {
		n = 2
		if i >= 6 {
			n = 3
		}
		groups = append(groups, c[i:i+n])
	}
	for len(groups) > 0 && strings.Trim(groups[len(groups)-1], "0") == "" {
		groups = groups[:len(groups)-1]
	}
	return strings.HasPrefix(d, strings.Join(groups, ""))
}

func twelve(c Code) string { return (c.String() + "000000")[:12] }

// RG-1, evidence.md section 1
func TestContainment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, d := code(t, "c"), code(t, "d")
		if got, want := c.Contains(d), contains(twelve(c), twelve(d)); got != want {
			t.Fatalf("%s contains %s: %v, want %v", c, d, got, want)
		}
		lo, hi := c.Range()
		if in := lo <= d.Digits() && d.Digits() < hi; in != c.Contains(d) {
			t.Fatalf("the range of %s and Contains differ on %s", c, d)
		}
		if !c.Contains(c) || !Nation.Contains(c) || c.Contains(0) || Code(0).Contains(c) {
			t.Fatalf("%s: itself, the nation and no region", c)
		}
		if p := c.Parent(); c != Nation && (!p.Contains(c) || p.Level() >= c.Level()) {
			t.Fatalf("%s has the parent %s", c, p)
		}
		for l := LevelNation; l <= LevelCommunity; l++ {
			if a := c.At(l); !a.Contains(c) || a.Level() > c.Level() {
				t.Fatalf("%s at level %d is %s", c, l, a)
			}
		}
	})
}

func TestContainmentExamples(t *testing.T) {
	for _, c := range []struct {
		in, of string
		want   bool
	}{
		{"420102", "420100", true}, {"420102", "420000", true}, {"421100", "421000", false}, {"420102", "000000", true},
		{"420102003001", "420102", true}, {"420102003001", "420102003000", true}, {"420102003001", "420102002000", false},
		{"000000", "420000", false},
	} {
		if got := MustParseCode(c.of).Contains(MustParseCode(c.in)); got != c.want {
			t.Errorf("%s lies in %s: %v", c.in, c.of, got)
		}
	}
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"420102", "420102003001", "000000", "", "42010", "４２０１０２", "42010a", "-20102", "420102003000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCode(s)
		digits := len(strings.Trim(s, "0123456789")) == 0 && (len(s) == 6 || len(s) == 12)
		if (err == nil) != digits {
			t.Fatalf("%q: %v", s, err)
		}
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid || !c.IsZero() {
				t.Fatalf("%q: %v %v", s, c, err)
			}
			return
		}
		back, err := ParseCode(c.String())
		if err != nil || back != c || twelve(c) != (s + "000000")[:12] {
			t.Fatalf("%q became %s", s, c)
		}
		v, err := c.Value()
		var stored Code
		if err != nil || stored.Scan(v) != nil || stored != c {
			t.Fatalf("%q is stored as %v", s, v)
		}
	})
}
