package httpsig

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// The fields of signatures and digests.
const (
	fieldInput     = "Signature-Input"
	fieldSignature = "Signature"
	fieldDigest    = "Content-Digest"
)

// Digest is the value of Content-Digest for a body (RFC 9530): SHA-256.
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// CheckDigest says whether the message's Content-Digest is that of the body.
func CheckDigest(h http.Header, body []byte) error {
	if values := h[fieldDigest]; len(values) != 1 || values[0] != Digest(body) {
		return errors.New("httpsig: Content-Digest is not that of the body")
	}
	return nil
}

// Sign adds a signature under a label to the message's fields. sign gets the text to be signed.
func Sign(m *Message, label string, p Params, sign func([]byte) ([]byte, error)) error {
	for _, s := range []string{p.Nonce, p.Alg, p.KeyID, p.Tag} {
		if !plain(s) {
			return fmt.Errorf("httpsig: the parameter %q cannot be written", s)
		}
	}
	params := p.text()
	text, err := m.base(p.Components, params)
	if err != nil {
		return err
	}
	sig, err := sign([]byte(text))
	if err != nil {
		return err
	}
	m.Header.Set(fieldInput, label+"="+params)
	m.Header.Set(fieldSignature, label+"=:"+base64.StdEncoding.EncodeToString(sig)+":")
	return nil
}

// Signature is one that a message bears, read and not yet verified.
type Signature struct {
	Params
	text string // that was signed
	sig  []byte
}

// Read reads the signature of a label.
func Read(m *Message, label string) (Signature, error) {
	input, err := member(m.Header, fieldInput, label)
	if err != nil {
		return Signature{}, err
	}
	value, err := member(m.Header, fieldSignature, label)
	if err != nil {
		return Signature{}, err
	}
	p, err := parseParams(input)
	if err != nil {
		return Signature{}, err
	}
	s := Signature{Params: p}
	if len(value) < 2 || value[0] != ':' || value[len(value)-1] != ':' {
		return s, errForm
	}
	if s.sig, err = base64.StdEncoding.Strict().DecodeString(value[1 : len(value)-1]); err != nil {
		return s, errForm
	}
	s.text, err = m.base(p.Components, input)
	return s, err
}

// Verify checks the signature, and that it covers all that it must (HS-1).
func (s Signature) Verify(verify func(text, sig []byte) bool, must ...Component) error {
	for _, c := range must {
		if !slices.Contains(s.Components, c) {
			return fmt.Errorf("httpsig: %s is not covered", c)
		}
	}
	if !verify([]byte(s.text), s.sig) {
		return errors.New("httpsig: the signature does not hold")
	}
	return nil
}

// member is the value of a label in a field that is a dictionary (RFC 8941 section 3.2).
func member(h http.Header, field, label string) (string, error) {
	found := ""
	for _, line := range h[field] {
		for _, m := range split(line) {
			if value, ok := strings.CutPrefix(m, label+"="); ok {
				if found != "" {
					return "", fmt.Errorf("httpsig: %s has %s twice", field, label)
				}
				found = value
			}
		}
	}
	if found == "" {
		return "", fmt.Errorf("httpsig: %s has no %s", field, label)
	}
	return found, nil
}

// split cuts a dictionary at the commas that stand outside of strings.
func split(s string) (members []string) {
	quoted, from := false, 0
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			members = append(members, strings.Trim(s[from:i], " \t"))
			from = i + 1
		}
	}
	return append(members, strings.Trim(s[from:], " \t"))
}
