package httpsig

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Params are what a signature says of itself (section 2.3).
type Params struct {
	Components []Component
	Created    int64 // seconds since 1970; 0: not said
	Expires    int64
	Nonce      string
	Alg        string // never believed: the algorithm is the key's
	KeyID      string
	Tag        string
}

// text writes the parameters as they are signed.
func (p Params) text() string {
	names := make([]string, len(p.Components))
	for i, c := range p.Components {
		names[i] = c.String()
	}
	b := "(" + strings.Join(names, " ") + ")"
	for _, n := range []struct {
		name  string
		value int64
	}{{"created", p.Created}, {"expires", p.Expires}} {
		if n.value != 0 {
			b += ";" + n.name + "=" + strconv.FormatInt(n.value, 10)
		}
	}
	for _, s := range []struct{ name, value string }{{"nonce", p.Nonce}, {"alg", p.Alg}, {"keyid", p.KeyID}, {"tag", p.Tag}} {
		if s.value != "" {
			b += ";" + s.name + `="` + s.value + `"`
		}
	}
	return b
}

// errForm refuses what is not written as RFC 9421 writes it.
var errForm = errors.New("httpsig: the signature's input is malformed")

// parseParams reads them.
func parseParams(s string) (p Params, err error) {
	inner, ok := strings.CutPrefix(s, "(")
	if !ok {
		return p, errForm
	}
	list, rest, ok := strings.Cut(inner, ")")
	if !ok {
		return p, errForm
	}
	for i, item := range strings.Split(list, " ") {
		if item == "" && i == 0 && list == "" {
			break
		}
		name, params, _ := strings.Cut(item, ";")
		if len(name) < 3 || name[0] != '"' || name[len(name)-1] != '"' || !plain(name[1:len(name)-1]) || params != "" && params != "req" {
			return p, fmt.Errorf("%w: component %s", errForm, item)
		}
		p.Components = append(p.Components, Component{Name: name[1 : len(name)-1], Req: params == "req"})
	}
	seen := map[string]bool{}
	for rest != "" {
		var key, value string
		if key, value, rest, err = param(rest); err != nil {
			return p, err
		}
		if seen[key] {
			return p, fmt.Errorf("%w: %s twice", errForm, key)
		}
		seen[key] = true
		if err := p.set(key, value); err != nil {
			return p, err
		}
	}
	return p, nil
}

// param takes one ;key=value off.
func param(s string) (key, value, rest string, err error) {
	s, ok := strings.CutPrefix(s, ";")
	key, s, ok2 := strings.Cut(s, "=")
	if !ok || !ok2 || key == "" || s == "" {
		return "", "", "", errForm
	}
	if s[0] != '"' {
		value, rest = s, ""
		if i := strings.IndexByte(s, ';'); i >= 0 {
			value, rest = s[:i], s[i:]
		}
		return key, value, rest, nil
	}
	end := strings.IndexByte(s[1:], '"')
	if end < 0 || !plain(s[1:end+1]) {
		return "", "", "", errForm
	}
	return key, s[:end+2], s[end+2:], nil
}

// plain says whether a string needs no escape: printable ASCII without quotation mark and backslash.
func plain(s string) bool {
	for _, c := range []byte(s) {
		if c < 0x20 || c > 0x7e || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func (p *Params) set(key, value string) error {
	texts := map[string]*string{"nonce": &p.Nonce, "alg": &p.Alg, "keyid": &p.KeyID, "tag": &p.Tag}
	numbers := map[string]*int64{"created": &p.Created, "expires": &p.Expires}
	switch {
	case texts[key] != nil && value[0] == '"':
		*texts[key] = value[1 : len(value)-1]
		return nil
	case numbers[key] != nil:
		n, err := strconv.ParseInt(value, 10, 64)
		if err == nil && n >= 0 && n < 1e15 && strconv.FormatInt(n, 10) == value {
			*numbers[key] = n
			return nil
		}
	}
	return fmt.Errorf("%w: parameter %s", errForm, key)
}
