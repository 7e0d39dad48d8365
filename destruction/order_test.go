package destruction_test

import (
	"crypto/ed25519"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"kangma/audit"
	"kangma/destruction"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
)

func key(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Key
	}
	return ""
}

// DE-1: not while rules are in force, and not a moment before the grace is over. BY-16
func TestRipe(t *testing.T) {
	const ended = instant.Instant(1e15)
	for at, want := range map[instant.Instant]string{
		ended - 1:                        "destruction.in_force",
		ended:                            "destruction.grace",
		ended.Add(destruction.Grace) - 1: "destruction.grace",
		ended.Add(destruction.Grace):     "",
		ended.Add(destruction.Grace + instant.Day): "",
	} {
		if got := key(destruction.Ripe("p@1", ended, destruction.Grace, at)); got != want {
			t.Errorf("at %s: %q, want %q", at, got, want)
		}
	}
}

// DE-2: another human being, within seven days, once. BY-16
func TestTwoHands(t *testing.T) {
	const at = instant.Instant(1e15)
	one, two := policy.Hand{Account: id.New(1), Person: id.New(2)}, policy.Hand{Account: id.New(3)}
	if _, err := destruction.Propose("p@1", at, one, " ", at); err == nil {
		t.Error("proposed without a reason")
	}
	propose := func() destruction.Order {
		o, err := destruction.Propose("p@1", at, one, "ended", at)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	o := propose()
	if err := o.Approve(policy.Hand{Account: id.New(4), Person: one.Person}, "", at); key(err) != "destruction.own" {
		t.Error("one human being with two accounts:", err)
	}
	if err := o.Approve(two, "", at.Add(destruction.Waits)); key(err) != "destruction.lapsed" {
		t.Error("after seven days:", err)
	}
	if err := o.Approve(two, "", at.Add(destruction.Waits)-1); err != nil || o.Approved == nil {
		t.Error("in time:", err)
	}
	if err := o.Approve(two, "", at); key(err) != "destruction.approved" {
		t.Error("twice:", err)
	}
}

// DE-3: the same facts have the same text; it verifies under the key alone; any other byte does not. BY-16
func TestCertificate(t *testing.T) {
	signer, err := audit.NewSigner("code.example/audit", ed25519.NewKeyFromSeed(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	c := destruction.Certificate{Format: destruction.Format, Node: destruction.Node{Region: "420000", Zh: "湖北省", Origin: "code.example/audit"},
		Destroyed: []destruction.Table{{Name: "people", Rows: 12}}, Kept: []destruction.Table{{Name: "packs", Rows: 1, Why: "public"}}, Remarks: destruction.Remarks}
	first, err := c.Text()
	if again, _ := c.Text(); err != nil || first != again {
		t.Error("another text of the same facts", err)
	}
	signed, err := c.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	got, err := destruction.Verify(signed, signer.Key())
	if err != nil || got.Destroyed[0] != c.Destroyed[0] || got.Kept[0] != c.Kept[0] {
		t.Errorf("%+v %v", got, err)
	}
	for i := range signed {
		changed := []byte(string(signed))
		changed[i] ^= 1
		if _, err := destruction.Verify(changed, signer.Key()); err == nil {
			t.Fatalf("byte %d changed, and it verifies", i)
		}
	}
	for _, other := range []string{"{}\n", strings.Replace(first, "destruction 1", "destruction 2", 1), strings.Replace(first, "code.example", "code.other", 1)} {
		if _, err := destruction.Verify(signText(t, signer, other), signer.Key()); key(err) != "destruction.certificate" {
			t.Errorf("%q is taken for a certificate: %v", other[:2], err)
		}
	}
	stranger, _ := audit.NewSigner("code.example/audit", ed25519.NewKeyFromSeed([]byte(strings.Repeat("x", 32))))
	if _, err := destruction.Verify(signed, stranger.Key()); err == nil {
		t.Error("verified under another key")
	}
	if _, err := destruction.Verify(signed, "no key"); err == nil {
		t.Error("verified under no key")
	}
}

func signText(t *testing.T, s *audit.Signer, text string) []byte {
	t.Helper()
	signed, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}
