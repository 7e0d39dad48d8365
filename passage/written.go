package passage

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/person"
)

var unpadded = base64.RawURLEncoding

// Written is what a collector writes down of somebody who shows no code: his name, and a telephone or the number of a document, as
// little as finds him again (NA-12). It is taken as it was said, since he has gone on when it arrives. It prints masked.
type Written struct {
	Name   string `json:"name"`
	Phone  string `json:"phone,omitempty"`  // his own, or of somebody who reaches him
	Number string `json:"number,omitempty"` // of any document
}

// Limits, in characters.
const (
	maxWrittenName   = 50
	maxWrittenNumber = 30
)

// ParseWritten reads what a gate wrote down.
func ParseWritten(b []byte) (w Written, err error) {
	read := json.NewDecoder(bytes.NewReader(b))
	read.DisallowUnknownFields()
	if err := read.Decode(&w); err != nil {
		return Written{}, fault.New(fault.Invalid, "slip.form", "what was written down cannot be read")
	}
	w = Written{Name: strings.TrimSpace(w.Name), Phone: strings.TrimSpace(w.Phone), Number: strings.ToUpper(strings.TrimSpace(w.Number))}
	for _, f := range []struct {
		name, text string
		most       int
	}{{"name", w.Name, maxWrittenName}, {"phone", w.Phone, maxWrittenNumber}, {"number", w.Number, maxWrittenNumber}} {
		if utf8.RuneCountInString(f.text) > f.most || strings.ContainsFunc(f.text, unicode.IsControl) {
			return Written{}, fault.Secret(f.name, "has more than %d characters, or some that nobody writes", f.most)
		}
	}
	switch {
	case w.Name == "":
		return Written{}, fault.Missing("name")
	case w.Phone == "" && w.Number == "":
		return Written{}, fault.Missing("phone").WithKey("manual.unreachable")
	}
	return w, nil
}

// Masked is all that a list shows (PE-3).
func (w Written) Masked() Written {
	return Written{Name: person.MaskName(w.Name), Phone: person.MaskNumber(w.Phone), Number: person.MaskNumber(w.Number)}
}

func (w Written) Format(f fmt.State, _ rune) {
	m := w.Masked()
	io.WriteString(f, m.Name+" "+m.Phone+" "+m.Number)
}

func (w Written) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(w)) }

// key is by what the same man is the same twice within a day: his document's number, else his phone and name.
func (w Written) key() (k id.ID) {
	of := "number\n" + w.Number
	if w.Number == "" {
		of = "phone\n" + w.Phone + "\n" + w.Name
	}
	sum := sha256.Sum256([]byte("kangma written 1\n" + of))
	copy(k[:], sum[:])
	return k
}

// seal seals what was written down under the key of the day, for one passage.
func (k *DayKey) seal(passage id.ID, w *Written) ([]byte, error) {
	b, err := json.Marshal(w)
	if err != nil {
		return nil, err
	}
	return k.aead.Seal(nil, nil, b, passage[:]), nil
}

// open is the reverse of seal. It fails with person.ErrKey.
func (k *DayKey) open(passage id.ID, sealed []byte) (*Written, error) {
	b, err := k.aead.Open(nil, nil, sealed, passage[:])
	if err != nil {
		return nil, fmt.Errorf("passage %s: %w", passage, person.ErrKey)
	}
	w, err := ParseWritten(b)
	return &w, err
}
