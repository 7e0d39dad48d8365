package httpsig

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Message is the part of a request or of an answer that can be signed.
type Message struct {
	Method string
	Target string // target URI of a request: https://hub.example/v1/x?y=z
	Status int    // of an answer, 0 of a request
	Header http.Header
	Asked  *Message // of an answer, the request
}

// Component is one thing that a signature covers: a field by its name in small letters, or a derived one such as @method.
type Component struct {
	Name string
	Req  bool // it is the request's, in the signature of an answer
}

func (c Component) String() string {
	if c.Req {
		return `"` + c.Name + `";req`
	}
	return `"` + c.Name + `"`
}

// base is the text that is signed (RFC 9421 section 2.5). params is the value of the signature's input, as it stands in the message.
func (m *Message) base(components []Component, params string) (string, error) {
	var b strings.Builder
	seen := map[Component]bool{}
	for _, c := range components {
		if seen[c] {
			return "", fmt.Errorf("httpsig: %s is covered twice", c)
		}
		seen[c] = true
		from := m
		if c.Req {
			if from = m.Asked; from == nil {
				return "", fmt.Errorf("httpsig: %s, and there is no request", c)
			}
		}
		value, err := from.value(c.Name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s: %s\n", c, value)
	}
	b.WriteString(`"@signature-params": ` + params)
	return b.String(), nil
}

// value is the value of a component (sections 2.1 and 2.2).
func (m *Message) value(name string) (string, error) {
	if !strings.HasPrefix(name, "@") {
		lines, ok := m.Header[http.CanonicalHeaderKey(name)]
		if !ok {
			return "", fmt.Errorf("httpsig: there is no field %s", name)
		}
		trimmed := make([]string, len(lines))
		for i, l := range lines {
			if strings.ContainsAny(l, "\r\n") {
				return "", fmt.Errorf("httpsig: the field %s has a line break", name)
			}
			trimmed[i] = strings.Trim(l, " \t")
		}
		return strings.Join(trimmed, ", "), nil
	}
	if name == "@status" && m.Status != 0 {
		return strconv.Itoa(m.Status), nil
	}
	if m.Status != 0 {
		return "", fmt.Errorf("httpsig: an answer has no %s", name)
	}
	scheme, rest, ok := strings.Cut(m.Target, "://")
	if !ok {
		return "", fmt.Errorf("httpsig: the target %q is no URI", m.Target)
	}
	authority, path := rest, "/"
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		if authority = rest[:i]; rest[i] == '/' {
			path = rest[i:]
		} else {
			path += rest[i:]
		}
	}
	path, query, _ := strings.Cut(path, "?")
	switch name {
	case "@method":
		return m.Method, nil
	case "@target-uri":
		return m.Target, nil
	case "@scheme":
		return strings.ToLower(scheme), nil
	case "@authority":
		return normal(scheme, authority), nil
	case "@path":
		return path, nil
	case "@query":
		return "?" + query, nil
	}
	return "", fmt.Errorf("httpsig: the component %s is not known", name)
}

// normal is the authority in small letters, without the scheme's own port.
func normal(scheme, authority string) string {
	authority = strings.ToLower(authority)
	if strings.EqualFold(scheme, "https") {
		return strings.TrimSuffix(authority, ":443")
	}
	return strings.TrimSuffix(authority, ":80")
}
