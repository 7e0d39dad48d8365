package person

import (
	"errors"
	"testing"

	"kangma/internal/id"
)

// PE-4: what is in a person's safe opens for him, under its name, and for nobody once his key is gone.
func TestSafe(t *testing.T) {
	v := testVault()
	p := Person{ID: id.New(1), Sealed: v.Seal(id.New(1), Identity{})}
	p.Sealed = v.Seal(p.ID, Identity{})
	box, err := v.SafeOf(p).Seal("case 1", []byte("why"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := v.SafeOf(p).Open("case 1", box); err != nil || string(plain) != "why" {
		t.Error(string(plain), err)
	}
	if _, err := v.SafeOf(p).Open("case 2", box); !errors.Is(err, ErrKey) {
		t.Error("opened under another name:", err)
	}
	other := Person{ID: id.New(2)}
	other.Sealed = v.Seal(other.ID, Identity{})
	if _, err := v.SafeOf(other).Open("case 1", box); !errors.Is(err, ErrKey) {
		t.Error("opened by another's key:", err)
	}
	p.Sealed = Sealed{}
	if _, err := v.SafeOf(p).Open("case 1", box); !errors.Is(err, ErrKey) {
		t.Error("opened after forgetting:", err)
	}
	if _, err := v.SafeOf(p).Seal("case 1", nil); !errors.Is(err, ErrKey) {
		t.Error("sealed after forgetting:", err)
	}
	matter := v.NewSafe(id.New(3))
	if box, err = matter.Seal("form", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if plain, err := matter.Open("form", box); err != nil || string(plain) != "x" {
		t.Error(string(plain), err)
	}
	if plain, err := v.SafeWith(id.New(3), matter.Wrapped).Open("form", box); err == nil { // another id of the same instant
		t.Error("opened for another matter:", string(plain))
	}
}
