package person

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"kangma/internal/id"
)

func sample(t testing.TB) Identity {
	return Identity{Name: mustName(t, "阿卜杜拉·买买提"), Document: mustDocument(t, ResidentID, "11010519491231002X"),
		Phone: mustPhone(t, "13800138000"), Address: Address{"武汉市江岸区沿江大道188号"}}
}

// Architecture.md section 4 (PE-4): what is sealed opens for its owner alone, says nothing in the clear, and is gone
// with its key.
func TestSealing(t *testing.T) {
	v, who, person, other := testVault(), sample(t), id.New(now), id.New(now)
	s := v.Seal(person, who)
	if got, err := v.Open(person, s); err != nil || got != who {
		t.Fatal(err)
	}
	for _, plain := range []string{who.Name.Reveal(), who.Document.Reveal(), "13800138000", "沿江"} {
		if bytes.Contains(s.Box, []byte(plain)) {
			t.Errorf("the box holds %q", plain)
		}
	}
	foreign := v.Seal(other, who)
	for name, c := range map[string]struct {
		owner id.ID
		s     Sealed
	}{
		"another owner":      {other, s},
		"another's box":      {person, Sealed{s.Key, foreign.Box}},
		"another's key":      {person, Sealed{foreign.Key, s.Box}},
		"destroyed key":      {person, Sealed{nil, s.Box}},
		"no box":             {person, Sealed{s.Key, nil}},
		"an account's":       {person, v.SealContact(person, Contact{Phone: who.Phone})},
		"key of another KEK": {person, Sealed{append([]byte{0, 0, 0, 2}, s.Key[4:]...), s.Box}},
	} {
		if _, err := v.Open(c.owner, c.s); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := v.OpenContact(person, s); !errors.Is(err, ErrKey) {
		t.Errorf("a person's seal opens as an account's: %v", err)
	}
}

// No bit of what is stored can be changed unseen.
func TestSealingIsTamperEvident(t *testing.T) {
	v, person := testVault(), id.New(now)
	s := v.Seal(person, sample(t))
	for i := range s.Key {
		k := bytes.Clone(s.Key)
		k[i] ^= 0x10
		if _, err := v.Open(person, Sealed{k, s.Box}); !errors.Is(err, ErrKey) {
			t.Fatalf("byte %d of the key: %v", i, err)
		}
	}
	for i := range s.Box {
		b := bytes.Clone(s.Box)
		b[i] ^= 0x10
		if _, err := v.Open(person, Sealed{s.Key, b}); !errors.Is(err, ErrKey) {
			t.Fatalf("byte %d of the box: %v", i, err)
		}
	}
}

// Keys of the node rotate: what was sealed under the old one opens, moves to the new one, and then needs the old no more.
func TestKeyRotation(t *testing.T) {
	who, person := sample(t), id.New(now)
	old, err1 := NewKeyring(testKey(1))
	both, err2 := NewKeyring(testKey(2), testKey(1))
	only, err3 := NewKeyring(testKey(2))
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	vault := func(r *Keyring) *Vault {
		v, err := NewVault(r, testKey(9))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	s := vault(old).Seal(person, who)
	if got, err := vault(both).Open(person, s); err != nil || got != who {
		t.Fatal("not opened after rotation:", err)
	}
	again, changed, err := vault(both).Rewrap(person, s)
	if err != nil || !changed {
		t.Fatal(changed, err)
	}
	if got, err := vault(only).Open(person, again); err != nil || got != who {
		t.Fatal("not opened with the new key alone:", err)
	}
	if _, changed, err = vault(both).Rewrap(person, again); changed || err != nil {
		t.Error("wrapped twice:", changed, err)
	}
	if _, _, err = vault(only).Rewrap(person, s); !errors.Is(err, ErrKey) {
		t.Error("rewrapped without the old key:", err)
	}
	if _, err = NewKeyring(testKey(1), testKey(1)); err == nil {
		t.Error("one number twice")
	}
	if _, err = NewKeyring(Key{ID: 1}); err == nil {
		t.Error("a key of zeros")
	}
}

// Blind indexes: equal for equal, apart for type, domain and key, and nothing for nothing.
func TestIndexes(t *testing.T) {
	v := testVault()
	ring, _ := NewKeyring(testKey(1))
	w, err := NewVault(ring, testKey(8))
	if err != nil {
		t.Fatal(err)
	}
	eight := mustDocument(t, TaiwanPermit, "12345678")
	if v.IndexDocument(eight) != v.IndexDocument(mustDocument(t, TaiwanPermit, "1234567802")) {
		t.Error("one document, two indexes")
	}
	seen := map[Index]string{}
	for name, x := range map[string]Index{
		"permit": v.IndexDocument(eight), "passport": v.IndexDocument(mustDocument(t, Passport, "12345678")),
		"other key": w.IndexDocument(eight), "phone": v.IndexPhone(mustPhone(t, "13800138000")), "other key's phone": w.IndexPhone(mustPhone(t, "13800138000")),
	} {
		if seen[x] != "" || x.IsZero() {
			t.Errorf("%s has the index of %s", name, seen[x])
		}
		seen[x] = name
	}
	if !v.IndexDocument(mustDocument(t, NoDocument, "")).IsZero() || !v.IndexPhone(Phone{}).IsZero() || !v.IndexDocument(Document{}).IsZero() {
		t.Error("nothing has an index")
	}
}

// Reseal keeps the owner's key, so that destroying it once destroys all that was ever sealed for him.
func TestReseal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v, person := testVault(), id.New(now)
		who := Identity{Document: mustDocument(rt, ResidentID, drawResident(rt))}
		s := v.Seal(person, who)
		who.Address = Address{rapid.StringN(0, 50, 200).Draw(rt, "address")}
		again, err := v.Reseal(person, s, who)
		if err != nil || !bytes.Equal(again.Key, s.Key) || bytes.Equal(again.Box, s.Box) {
			rt.Fatal(err)
		}
		if got, err := v.Open(person, again); err != nil || got != who {
			rt.Fatal(err)
		}
	})
	if _, err := testVault().Reseal(id.New(now), Sealed{}, Identity{}); !errors.Is(err, ErrKey) {
		t.Error("sealed again after deletion:", err)
	}
}

func BenchmarkSeal(b *testing.B) {
	v, who, person := testVault(), sample(b), id.New(now)
	for b.Loop() {
		v.Seal(person, who)
	}
}

func BenchmarkOpen(b *testing.B) {
	v, who, person := testVault(), sample(b), id.New(now)
	s := v.Seal(person, who)
	for b.Loop() {
		if _, err := v.Open(person, s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndexDocument(b *testing.B) {
	v, d := testVault(), sample(b).Document
	for b.Loop() {
		v.IndexDocument(d)
	}
}
