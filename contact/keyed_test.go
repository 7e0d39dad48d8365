package contact

import (
	"bytes"
	"testing"

	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
)

func document(t testing.TB, number string) person.Document {
	at, _ := instant.Date("2020-03-20", instant.Beijing)
	d, err := person.ParseDocument(person.ResidentID, number, func(region.Code) bool { return true }, at)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Carrier and health authority get equal identifiers of equal documents without the body seeing either, and none without the body (CT-7, SC-04).
func TestKeyedIdentifiers(t *testing.T) {
	body, err := NewBody([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	zhang, li := document(t, "11010519491231002X"), document(t, "440524188001010014")
	keyed := func(b *Body, docs ...person.Document) ([]Keyed, [][]byte, error) {
		mine, err := NewBlinder(body.Public())
		if err != nil {
			t.Fatal(err)
		}
		blinded, err := mine.Blind(docs)
		if err != nil {
			t.Fatal(err)
		}
		answer, proof, err := b.Evaluate(blinded)
		if err != nil {
			t.Fatal(err)
		}
		made, err := mine.Finish(answer, proof)
		return made, blinded, err
	}
	carrier, sent, err := keyed(body, zhang, li)
	if err != nil {
		t.Fatal(err)
	}
	authority, again, err := keyed(body, li)
	if err != nil {
		t.Fatal(err)
	}
	if carrier[1] != authority[0] || carrier[0] == carrier[1] || carrier[1] != body.Of(li) || carrier[0] != body.Of(zhang) {
		t.Error("equal documents have other identifiers")
	}
	if bytes.Equal(sent[1], again[0]) {
		t.Error("what is sent of one document is the same twice: the body could tell that it is")
	}
	for _, text := range sent {
		if bytes.Contains(text, []byte("1101")) {
			t.Error("a number is seen")
		}
	}
	other, _ := NewBody([32]byte{2})
	if _, _, err := keyed(other, zhang); err == nil {
		t.Error("an answer under another key than the published one is believed")
	}
	if body.Of(person.Document{}) != (Keyed{}) {
		t.Error("nobody has an identifier")
	}
	for _, bad := range [][][]byte{nil, {{1}}, {bytes.Repeat([]byte{0xff}, 32)}, {bytes.Repeat([]byte{0}, 32)}} {
		if _, _, err := body.Evaluate(bad); err == nil {
			t.Errorf("%x is evaluated", bad)
		}
	}
}
