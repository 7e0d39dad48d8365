package id_test

import (
	"testing"

	"pgregory.net/rapid"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Ids sort by when they were made, as bytes and as text.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := instant.Instant(rapid.Int64Range(0, 1<<57).Draw(t, "a"))
		b := a.Add(1e6 * 2) // two milliseconds
		v, w := id.New(a), id.New(b)
		if v.String() >= w.String() {
			t.Fatalf("%s was made before %s", v, w)
		}
		back, err := id.Parse(v.String())
		if err != nil || back != v {
			t.Fatal(back, err)
		}
	})
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", "0", "0190f3a20190f3a20190f3a20190f3ag", "0190f3a20190f3a20190f3a20190f3a20"} {
		if _, err := id.Parse(s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}
