package store

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"

	"kangma/evidence"
	"kangma/internal/instant"
)

var errAttrs = errors.New("store: stored attributes cannot be read")

// parseAttrs reads what evidence.Attrs.MarshalJSON wrote: one flat object whose keys are in order. It is a reader of our own
// rows, not of anybody's input, and several times faster than one that takes every JSON text.
func parseAttrs(s string) (evidence.Attrs, error) {
	if s == "{}" {
		return nil, nil
	}
	if len(s) < 2 || s[0] != '{' || s[len(s)-1] != '}' {
		return nil, errAttrs
	}
	var attrs evidence.Attrs
	rest := s[1 : len(s)-1]
	for {
		key, after, ok := cutString(rest)
		n, known := evidence.NameOf(key)
		if !ok || !known || !strings.HasPrefix(after, ":") {
			return nil, errAttrs
		}
		a, after, ok := cutValue(n, after[1:])
		if !ok {
			return nil, errAttrs
		}
		attrs = append(attrs, a)
		if after == "" {
			return attrs, nil
		}
		if after[0] != ',' {
			return nil, errAttrs
		}
		rest = after[1:]
	}
}

// cutValue reads one value of the type that the attribute has.
func cutValue(n evidence.Name, s string) (a evidence.Attr, after string, ok bool) {
	a.Name = n
	switch n.Type() {
	case evidence.Text, evidence.Choice, evidence.Region:
		a.Text, after, ok = cutString(s)
		return a, after, ok
	case evidence.Time:
		text, after, ok := cutString(s)
		if !ok {
			return a, "", false
		}
		t, _, err := instant.Parse(text)
		a.Num = int64(t)
		return a, after, err == nil
	case evidence.List:
		return cutList(n, s)
	}
	word, after := s, ""
	if i := strings.IndexByte(s, ','); i >= 0 {
		word, after = s[:i], s[i:]
	}
	var err error
	switch n.Type() {
	case evidence.Bool:
		var b bool
		b, err = strconv.ParseBool(word)
		a = evidence.BoolAttr(n, b)
	case evidence.Whole:
		a.Num, err = strconv.ParseInt(word, 10, 64)
	case evidence.Number:
		var x float64
		x, err = strconv.ParseFloat(word, 64)
		a.Num = int64(math.Float64bits(x))
	default:
		return a, "", false
	}
	return a, after, err == nil
}

func cutList(n evidence.Name, s string) (a evidence.Attr, after string, ok bool) {
	if !strings.HasPrefix(s, "[") {
		return a, "", false
	}
	var words []string
	rest := s[1:]
	for !strings.HasPrefix(rest, "]") {
		rest = strings.TrimPrefix(rest, ",")
		var w string
		if w, rest, ok = cutString(rest); !ok {
			return a, "", false
		}
		words = append(words, w)
	}
	return evidence.ListAttr(n, words...), rest[1:], true
}

// cutString reads a JSON string at the beginning of s.
func cutString(s string) (text, after string, ok bool) {
	if len(s) < 2 || s[0] != '"' {
		return "", "", false
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return s[1:i], s[i+1:], true
		case '\\':
			return cutEscaped(s)
		}
	}
	return "", "", false
}

func cutEscaped(s string) (text, after string, ok bool) {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			err := json.Unmarshal([]byte(s[:i+1]), &text)
			return text, s[i+1:], err == nil
		}
	}
	return "", "", false
}
