package person

import (
	"bytes"
	"errors"
	"testing"

	"kangma/internal/id"
)

// PE-4: a paper opens for its owner under its label alone, says nothing in the clear, and goes with the person's key.
func TestPapers(t *testing.T) {
	v, person, other := testVault(), id.New(now), id.New(now)
	s, foreign := v.Seal(person, sample(t)), v.Seal(other, sample(t))
	text := []byte("温州市鹿城区五马街道")
	box, err := v.SealPaper(person, s, "case form 1", text)
	if err != nil || bytes.Contains(box, text) {
		t.Fatal("not sealed:", err)
	}
	if got, err := v.OpenPaper(person, s, "case form 1", box); err != nil || !bytes.Equal(got, text) {
		t.Fatal(err)
	}
	altered := bytes.Clone(box)
	altered[len(altered)-1] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another label":   func() ([]byte, error) { return v.OpenPaper(person, s, "case form 2", box) },
		"another owner":   func() ([]byte, error) { return v.OpenPaper(other, foreign, "case form 1", box) },
		"a destroyed key": func() ([]byte, error) { return v.OpenPaper(person, Sealed{}, "case form 1", box) },
		"altered":         func() ([]byte, error) { return v.OpenPaper(person, s, "case form 1", altered) },
		"as an identity":  func() ([]byte, error) { _, err := v.Open(person, Sealed{s.Key, box}); return nil, err },
	} {
		if _, err := open(); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := v.SealPaper(person, Sealed{}, "case form 1", text); !errors.Is(err, ErrKey) {
		t.Error("sealed for somebody who was forgotten:", err)
	}
	loose := v.SealLoose(other, "list", text)
	if got, err := v.OpenLoose(other, "list", loose); err != nil || !bytes.Equal(got, text) {
		t.Error(err)
	}
	if _, err := v.OpenLoose(person, "list", loose); !errors.Is(err, ErrKey) {
		t.Error("another's loose paper opens:", err)
	}
}
