package person

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

func newAccount(t interface{ Fatal(...any) }, tx *memory, phone string) id.ID {
	a, err := OpenAccount(ctx, tx, testVault(), Contact{Phone: mustPhone(t, phone)}, now)
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}

func child() id.ID { return id.New(now) }

// WZ-01: a phone has one account, and its contact opens for it alone.
func TestOneAccountAPhone(t *testing.T) {
	tx, v := newMemory(), testVault()
	c := Contact{Phone: mustPhone(t, "13800138000"), Name: mustName(t, "张三")}
	a, err := OpenAccount(ctx, tx, v, c, now)
	if err != nil {
		t.Fatal(err)
	}
	b, err := OpenAccount(ctx, tx, v, Contact{Phone: mustPhone(t, "+86 138 0013 8000")}, now)
	if err != nil || a.ID != b.ID {
		t.Error("two accounts of one phone:", err)
	}
	if got, err := v.OpenContact(b.ID, b.Sealed); err != nil || got != c {
		t.Error(err)
	}
}

// WH-06, NA-12 (PE-6): elders and children through another's account, within limits.
func TestWards(t *testing.T) {
	tx := newMemory()
	a, self := newAccount(t, tx, "13800138000"), child()
	_, err := LinkWard(ctx, tx, a, child(), now)
	wantFault(t, err, fault.Conflict, "person.no_real_name", "") // WH-02
	if _, err := LinkSelf(ctx, tx, a, self, now); err != nil {
		t.Fatal(err)
	}
	again, err := LinkSelf(ctx, tx, a, self, now)
	if err != nil || len(tx.links) != 1 || again.Person != self {
		t.Fatal("linked twice:", err)
	}
	_, err = LinkSelf(ctx, tx, a, child(), now)
	wantFault(t, err, fault.Conflict, "link.has_self", "")

	wards := make([]id.ID, MaxWards)
	for i := range wards {
		wards[i] = child()
		if _, err := LinkWard(ctx, tx, a, wards[i], now); err != nil {
			t.Fatal(i, err)
		}
	}
	if _, err := LinkWard(ctx, tx, a, wards[0], now); err != nil {
		t.Error("a ward again:", err)
	}
	_, err = LinkWard(ctx, tx, a, child(), now)
	wantFault(t, err, fault.Conflict, "link.too_many_wards", "")

	// BY-19: giving up one makes no room until a day is over.
	if err := Unlink(ctx, tx, a, wards[3], now); err != nil {
		t.Fatal(err)
	}
	_, err = LinkWard(ctx, tx, a, child(), now.Add(instant.Day-1))
	wantFault(t, err, fault.Conflict, "link.too_many_wards", "")
	if _, err := LinkWard(ctx, tx, a, child(), now.Add(instant.Day)); err != nil {
		t.Error(err)
	}
}

// PE-6: two guardians; a person with an account of his own is nobody's ward, and becomes free by getting one.
func TestGuardians(t *testing.T) {
	tx, elder := newMemory(), child()
	for i := range MaxGuardians {
		if _, err := LinkWard(ctx, tx, guardian(t, tx, i), elder, now); err != nil {
			t.Fatal(err)
		}
	}
	third := guardian(t, tx, 8)
	_, err := LinkWard(ctx, tx, third, elder, now)
	wantFault(t, err, fault.Conflict, "link.not_added", "")

	own := newAccount(t, tx, "13700137000")
	later := now.Add(time.Hour)
	if _, err := LinkSelf(ctx, tx, own, elder, later); err != nil {
		t.Fatal(err)
	}
	open := 0
	for _, l := range tx.links {
		if l.Person == elder && l.Open(later) {
			open++
		}
	}
	if open != 1 {
		t.Errorf("%d accounts show an elder who has his own", open)
	}
	_, err = LinkWard(ctx, tx, third, elder, later)
	wantFault(t, err, fault.Conflict, "link.not_added", "") // PE-14: the same
	_, err = LinkSelf(ctx, tx, newAccount(t, tx, "13600136000"), elder, later)
	wantFault(t, err, fault.Conflict, "person.phone_not_bound", "") // WH-02
}

// WZ-06, BY-19: who bound the wrong person as his own takes him off and binds another, but not a street of them in a day.
func TestSelvesInADay(t *testing.T) {
	tx := newMemory()
	a := newAccount(t, tx, "13800138000")
	for range MaxSelves {
		wrong := child()
		if _, err := LinkSelf(ctx, tx, a, wrong, now); err != nil {
			t.Fatal(err)
		}
		if err := Unlink(ctx, tx, a, wrong, now); err != nil {
			t.Fatal(err)
		}
	}
	_, err := LinkSelf(ctx, tx, a, child(), now.Add(instant.Day-1))
	wantFault(t, err, fault.Conflict, "link.too_many_selves", "")
	if _, err := LinkSelf(ctx, tx, a, child(), now.Add(instant.Day)); err != nil {
		t.Error(err)
	}
}

// WZ-06 (PE-7): a wrong person is unlinked, and that he was linked stays on record.
func TestUnlink(t *testing.T) {
	tx := newMemory()
	a, ward := guardian(t, tx, 1), child()
	if _, err := LinkWard(ctx, tx, a, ward, now); err != nil {
		t.Fatal(err)
	}
	later := now.Add(time.Minute)
	if err := Unlink(ctx, tx, a, ward, later); err != nil {
		t.Fatal(err)
	}
	if _, ok := Linked(tx.links, ward, later); ok {
		t.Error("still linked")
	}
	if _, ok := Linked(tx.links, ward, later-1); !ok {
		t.Error("the past was changed")
	}
	wantFault(t, Unlink(ctx, tx, a, ward, later), fault.NotFound, "link.not_found", "")
}

// PE-6, PE-7: whatever is tried in whatever order, the limits hold and no link is lost.
func TestLinksProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tx, at := newMemory(), now
		accounts, people := make([]id.ID, 4), make([]id.ID, 6)
		for i := range accounts {
			accounts[i] = newAccount(t, tx, fmt.Sprintf("1380013800%d", i))
		}
		for i := range people {
			people[i] = child()
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			a, p := rapid.SampledFrom(accounts).Draw(t, "account"), rapid.SampledFrom(people).Draw(t, "person")
			at = at.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "minutes")) * time.Minute)
			before := len(tx.links)
			var err error
			switch rapid.IntRange(0, 2).Draw(t, "verb") {
			case 0:
				_, err = LinkSelf(ctx, tx, a, p, at)
			case 1:
				_, err = LinkWard(ctx, tx, a, p, at)
			case 2:
				err = Unlink(ctx, tx, a, p, at)
			}
			if _, ok := fault.As(err); err != nil && !ok || len(tx.links) < before {
				t.Fatal(err, len(tx.links))
			}
			holds(t, tx.links, at)
		}
	})
}

// holds checks the limits on open links.
func holds(t *rapid.T, links []Link, at instant.Instant) {
	selves, wards := map[id.ID]int{}, map[id.ID]int{}
	pairs := map[[2]id.ID]int{}
	hasSelf := map[id.ID]int{}
	for _, l := range links {
		if !l.Open(at) {
			continue
		}
		if pairs[[2]id.ID{l.Account, l.Person}]++; pairs[[2]id.ID{l.Account, l.Person}] > 1 {
			t.Fatal("one pair is linked twice")
		}
		if l.Relation == Self {
			selves[l.Person]++
			if hasSelf[l.Account]++; hasSelf[l.Account] > 1 {
				t.Fatal("an account is two people")
			}
		} else {
			wards[l.Person]++
		}
	}
	for p, n := range selves {
		if n > 1 || wards[p] > 0 {
			t.Fatalf("%d own accounts and %d guardians", n, wards[p])
		}
	}
	for _, n := range wards {
		if n > MaxGuardians {
			t.Fatalf("%d guardians", n)
		}
	}
}

func guardian(t *testing.T, tx *memory, i int) id.ID {
	a := newAccount(t, tx, fmt.Sprintf("1390013900%d", i))
	if _, err := LinkSelf(ctx, tx, a, child(), now); err != nil {
		t.Fatal(err)
	}
	return a
}
