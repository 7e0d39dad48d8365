package passage

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
)

// A day is the calendar's in +08:00.
func TestDays(t *testing.T) {
	if d := DayOf(now); d.String() != "2020-03-25" || d.Start() != now || DayOf(now-1).String() != "2020-03-24" {
		t.Error(d, d.Start(), DayOf(now-1))
	}
	if d, err := ParseDay("2020-03-25"); err != nil || d != DayOf(now) {
		t.Error(d, err)
	}
	if _, err := ParseDay("2020-02-30"); err == nil {
		t.Error("a day that there is not")
	}
	if d := DayOf(instant.Instant(-8*3600*1e6 - 1)); d != -1 || d.String() != "1969-12-31" {
		t.Error(d, d.String())
	}
	rapid.Check(t, func(t *rapid.T) {
		at := instant.Instant(rapid.Int64Range(-1<<50, 1<<55).Draw(t, "at"))
		d := DayOf(at)
		if at < d.Start() || at >= (d+1).Start() || (d+1).Start().Sub(d.Start()) != 24*time.Hour {
			t.Fatalf("%s is not on %s", at, d)
		}
	})
}

// Architecture.md section 4 (PS-1): equal people are equal within a day, unlinkable across days, resolvable with the key.
func TestPseudonymsProperty(t *testing.T) {
	today := DayOf(now)
	k1, k2 := dayKey(t, today), dayKey(t, today+1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		first, second := k1.Pseudonym(a), k1.Pseudonym(a)
		if first != second || k1.Resolve(first) != a {
			t.Fatal("one person is two")
		}
		if (k1.Pseudonym(a) == k1.Pseudonym(b)) != (a == b) {
			t.Fatal("two people are one")
		}
		if k1.Pseudonym(a) == k2.Pseudonym(a) || k2.Resolve(k1.Pseudonym(a)) == a {
			t.Fatal("days are linked")
		}
	})
}

func draw(t *rapid.T, name string) id.ID {
	return id.ID([16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, name)))
}

// A day's key is bound to its day and to the node's key.
func TestDayKeyIsBound(t *testing.T) {
	w := NewDay(testRing(), DayOf(now), now)
	w.Day++
	if _, err := OpenDay(testRing(), w); !errors.Is(err, person.ErrKey) {
		t.Error("another day's:", err)
	}
	w.Day--
	other, _ := person.NewKeyring(person.Key{ID: 1, Secret: [32]byte{2}})
	if _, err := OpenDay(other, w); !errors.Is(err, person.ErrKey) {
		t.Error("another node's:", err)
	}
}

// BY-07 (PS-3): what ended 14 days ago goes, and nothing younger.
func TestExpiredProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keep := rapid.IntRange(MinRetention, 30).Draw(t, "keep")
		at := now + instant.Instant(rapid.Int64Range(0, int64(60*instant.Day/time.Microsecond)).Draw(t, "at"))
		var days []Day
		for i := range 60 {
			days = append(days, DayOf(now)+Day(i))
		}
		gone := map[Day]bool{}
		for _, d := range Expired(days, keep, at) {
			gone[d] = true
		}
		for _, d := range days {
			last, first := (d+1).Start()-1, d.Start()
			age := time.Duration(keep) * instant.Day
			if gone[d] && at < last.Add(age) {
				t.Fatalf("%s went too early at %s", d, at)
			}
			if !gone[d] && at >= first.Add(age+2*instant.Day) {
				t.Fatalf("%s is still there at %s", d, at)
			}
		}
	})
	if got := Expired([]Day{DayOf(now)}, 14, now.Add(15*instant.Day)-1); len(got) != 0 {
		t.Error("before its last passage was 14 days old")
	}
	if got := Expired([]Day{DayOf(now)}, 14, now.Add(15*instant.Day)); len(got) != 1 {
		t.Error("not after 14 days")
	}
	if _, err := ParseRetention(3); err == nil {
		t.Error("shorter than the gates' queue")
	}
	if n, err := ParseRetention(Retention); n != 14 || err != nil {
		t.Error(n, err)
	}
}

// BY-07 (PS-2, PS-3): while the key is there one can learn who passed; after the purge nobody can, and no key is made again.
func TestPurge(t *testing.T) {
	tx, who, day := newMemory(), id.New(now), DayOf(now)
	k, err := OpenDayAt(ctx, tx, testRing(), day, Retention, now)
	if err != nil {
		t.Fatal(err)
	}
	p := k.Pseudonym(who)
	if again, err := OpenDayAt(ctx, tx, testRing(), day, Retention, now); err != nil || again.Pseudonym(who) != p {
		t.Error("two keys of one day:", err)
	}
	if got, err := Who(ctx, tx, testRing(), day, p); err != nil || got != who {
		t.Error(got, err)
	}
	_, err = Who(ctx, tx, testRing(), day, Pseudonym{})
	wantFault(t, err, fault.NotFound, "passage.nobody")

	at := now.Add(15 * instant.Day)
	if done, err := Purge(ctx, tx, Retention, at-1); err != nil || len(done) != 0 {
		t.Error(done, err)
	}
	if done, err := Purge(ctx, tx, Retention, at); err != nil || len(done) != 1 || done[0] != (Destroyed{day, 7}) {
		t.Error(done, err)
	}
	_, err = Who(ctx, tx, testRing(), day, p)
	wantFault(t, err, fault.NotFound, "passage.day_destroyed")
	for _, at := range []instant.Instant{at, now} { // now: a clock that goes back
		_, err = OpenDayAt(ctx, tx, testRing(), day, Retention, at)
		wantFault(t, err, fault.Conflict, "passage.day_destroyed")
	}
	if _, err = OpenDayAt(ctx, tx, testRing(), DayOf(at)+1, Retention, at); err == nil {
		t.Error("a key of tomorrow")
	}
}

func BenchmarkPseudonym(b *testing.B) {
	k, who := dayKey(b, DayOf(now)), id.New(now)
	for b.Loop() {
		k.Pseudonym(who)
	}
}
