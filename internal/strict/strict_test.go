package strict_test

import (
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/strict"
)

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", "[]", `"x"`, "{", `{"a":1}{}`, `{"a":1} x`, "{\"a\":\"\xff\"}", `{"a":{"b":1,"b":2}}`, "\uFEFF{}",
		strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100), `{"a":01}`, `{"a":NaN}`, `{'a':1}`} {
		if _, err := strict.Parse([]byte(s)); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%.40q was read: %v", s, err)
		}
	}
}

// Every field is known, null is left out, and a fault names path and value.
func TestRead(t *testing.T) {
	read := func(s string) error {
		o, err := strict.Parse([]byte(s))
		if err != nil {
			return err
		}
		o.Require("text")
		o.Text("text")
		o.Bool("bool")
		o.Whole("whole")
		o.Number("number")
		o.Time("time")
		o.Words("words")
		subs, _ := o.Objects("subs")
		for _, sub := range subs {
			sub.Text("text")
			sub.Done()
		}
		return o.Done()
	}
	for s, want := range map[string]string{
		`{"text":"x","bool":true,"whole":3,"number":1.5,"time":"2020-01-01T00:00:00Z","words":["a"],"subs":[{"text":"y"}]}`: "",
		`{"text":"x","bool":null,"whole":null,"subs":null}`:                                                                 "",
		`{"text":null}`:                            "text: is required",
		`{"text":7}`:                               "text: 7 is not text in quotes",
		`{"text":"x","bool":"true"}`:               `bool: "true" is not true or false`,
		`{"text":"x","whole":-1}`:                  "whole: -1 is not a whole number from 0, written without a point",
		`{"text":"x","whole":1e2}`:                 "whole: 1e2 is not a whole number from 0, written without a point",
		`{"text":"x","number":1e999}`:              "number: 1e999 is not a number that can be kept",
		`{"text":"x","words":["a",{}]}`:            `words[1]: "{…}" is not text in quotes`,
		`{"text":"x","subs":[{"text":"y"},[]]}`:    `subs[1]: "[…]" is not an object`,
		`{"text":"x","subs":[{"text":"y","z":0}]}`: "subs[0].z: is not a known field",
		`{"text":"x","z":null}`:                    "z: is not a known field",
	} {
		err := read(s)
		if got := ""; err != nil && err.Error() != want || err == nil && want != got {
			t.Errorf("%s\n got %v\nwant %s", s, err, want)
		}
	}
}
