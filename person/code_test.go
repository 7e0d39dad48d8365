package person

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// WZ-01 (PE-8): a code opens once, within 3 minutes, for its own phone.
func TestLoginCode(t *testing.T) {
	tx, v, phone := newMemory(), testVault(), mustPhone(t, "13800138000")
	code := request(t, tx, phone, now)
	if len(code.Reveal()) != CodeDigits || code.String() != "******" {
		t.Error(code.Reveal())
	}
	if l := tx.logins[v.IndexPhone(phone)]; bytes.Contains(l.Hash, []byte(code.Reveal())) || len(l.Hash) != 32 {
		t.Error("the code is stored")
	}
	if other, err := TryCode(ctx, tx, v, mustPhone(t, "13900139000"), code, now); err != nil || other == nil {
		t.Error("it opened for another phone", err)
	}
	if refused, err := TryCode(ctx, tx, v, phone, code, now.Add(CodeValid)-1); err != nil || refused != nil {
		t.Fatal(refused, err)
	}
	refused, _ := TryCode(ctx, tx, v, phone, code, now.Add(CodeValid)-1)
	wantFault(t, refused, fault.Unauthenticated, "login.code_void", "")

	code = request(t, tx, phone, now.Add(time.Hour))
	refused, _ = TryCode(ctx, tx, v, phone, code, now.Add(time.Hour+CodeValid))
	wantFault(t, refused, fault.Unauthenticated, "login.code_expired", "")
}

// PE-8: five wrong tries, then not even the right one.
func TestWrongCodes(t *testing.T) {
	tx, v, phone := newMemory(), testVault(), mustPhone(t, "13800138000")
	code := request(t, tx, phone, now)
	wrong := Code{"000000"}
	if code == wrong {
		wrong = Code{"000001"}
	}
	for i := 1; i <= MaxTries; i++ {
		refused, err := TryCode(ctx, tx, v, phone, wrong, now)
		if err != nil {
			t.Fatal(err)
		}
		key := "login.code_wrong"
		if i == MaxTries {
			key = "login.code_void"
		}
		wantFault(t, refused, fault.Unauthenticated, key, "")
	}
	refused, _ := TryCode(ctx, tx, v, phone, code, now)
	wantFault(t, refused, fault.Unauthenticated, "login.code_void", "")
	if _, err := ParseCode("12345"); err == nil {
		t.Error("five digits")
	}
	if c, err := ParseCode(" １２３ 456"); err != nil || c.Reveal() != "123456" {
		t.Error(err)
	}
}

// WZ-12 state 13 (PE-9): asked too often in a short time, a phone is blocked until midnight +08:00; and a new code only
// after a minute. A code that is out stays good meanwhile.
func TestTooManyCodes(t *testing.T) {
	tx, v, phone := newMemory(), testVault(), mustPhone(t, "13800138000")
	at := now.Add(9 * time.Hour)
	var last Code
	for range CodesAnHour {
		last = request(t, tx, phone, at)
		at = at.Add(ResendAfter - 1)
		_, refused, err := RequestCode(ctx, tx, v, phone, at)
		if err != nil {
			t.Fatal(err)
		}
		wantFault(t, refused, fault.TooMany, "login.too_soon", "")
		wantWait(t, refused, at+1)
		at++
	}
	midnight := now.Add(instant.Day)
	for _, at := range []instant.Instant{at, at.Add(3 * time.Hour), midnight - 1} {
		_, refused, err := RequestCode(ctx, tx, v, phone, at)
		if err != nil {
			t.Fatal(err)
		}
		wantFault(t, refused, fault.TooMany, "login.blocked", "")
		wantWait(t, refused, midnight)
	}
	if refused, err := TryCode(ctx, tx, v, phone, last, at.Add(time.Minute)); refused != nil || err != nil {
		t.Error("the code that was sent does not open:", refused, err)
	}
	request(t, tx, phone, midnight)
}

// PE-9: over a day, ten.
func TestCodesADay(t *testing.T) {
	tx, phone, at := newMemory(), mustPhone(t, "13800138000"), now
	for range CodesADay {
		request(t, tx, phone, at)
		at = at.Add(time.Hour)
	}
	_, refused, err := RequestCode(ctx, tx, testVault(), phone, at)
	if err != nil {
		t.Fatal(err)
	}
	wantWait(t, refused, now.Add(instant.Day))
}

// PE-8, PE-9 as a model: however somebody asks and waits, no hour has more than CodesAnHour codes, no day more than
// CodesADay, none comes within ResendAfter of another, and after a block none before midnight. The clock may go back.
func TestCodeLimitsProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tx, phone, at := newMemory(), Phone{"+8613800138000"}, now
		var sent []instant.Instant
		var until instant.Instant
		for range rapid.IntRange(1, 80).Draw(t, "asks") {
			at = at.Add(time.Duration(rapid.IntRange(-30, 1800).Draw(t, "seconds")) * time.Second)
			_, refused, err := RequestCode(ctx, tx, testVault(), phone, at)
			if err != nil {
				t.Fatal(err)
			}
			if refused == nil {
				if at < until {
					t.Fatal("sent while blocked")
				}
				sent = append(sent, at)
			}
			var w *Wait
			if f, ok := fault.As(refused); ok && f.Key == "login.blocked" && errors.As(refused, &w) {
				until = w.Until
			}
		}
		days := map[int64]int{}
		for i, s := range sent {
			if days[dayOf(s)]++; days[dayOf(s)] > CodesADay {
				t.Fatal("too many in a day")
			}
			if i > 0 && s < sent[i-1].Add(ResendAfter) {
				t.Fatal("too soon")
			}
		}
		// The hour begins with its first code and does not slide: at most two such hours meet in any sixty minutes.
		for i := range sent {
			if j := i + 2*CodesAnHour; j < len(sent) && sent[j] < sent[i].Add(time.Hour) {
				t.Fatal("too many in an hour")
			}
		}
	})
}

// Codes are spread over all six digits, leading zeros included.
func TestCodesAreSpread(t *testing.T) {
	var first [10]int
	for range 5000 {
		first[newCode().digits[0]-'0']++
	}
	for d, n := range first {
		if n < 350 || n > 650 { // 500 ± 7 standard deviations
			t.Errorf("%d codes of 5000 begin with %d", n, d)
		}
	}
}

func request(t *testing.T, tx *memory, phone Phone, at instant.Instant) Code {
	t.Helper()
	code, refused, err := RequestCode(ctx, tx, testVault(), phone, at)
	if err != nil || refused != nil {
		t.Fatal(refused, err)
	}
	return code
}

func wantWait(t *testing.T, refused error, until instant.Instant) {
	t.Helper()
	var w *Wait
	if !errors.As(refused, &w) || w.Until != until {
		t.Fatal(fmt.Sprint(refused), "want a wait until", until)
	}
}

// PE-12: an account logs in so many times an hour by other ways than codes, whatever others do, and then waits for the next.
func TestTooManyEntries(t *testing.T) {
	tx, v, at := newMemory(), testVault(), now
	one, other := id.New(now), id.New(now)
	for range EntriesAnHour {
		if err := CountEntry(ctx, tx, v, one, at); err != nil {
			t.Fatal(err)
		}
		at = at.Add(time.Minute)
	}
	for _, at := range []instant.Instant{at, now.Add(time.Hour) - 1} {
		err := CountEntry(ctx, tx, v, one, at)
		wantFault(t, err, fault.TooMany, "login.often", "")
		wantWait(t, err, now.Add(time.Hour))
	}
	if err := CountEntry(ctx, tx, v, other, at); err != nil {
		t.Error(err)
	}
	if err := CountEntry(ctx, tx, v, one, now.Add(time.Hour)); err != nil {
		t.Error(err)
	}
}

// PE-13: searches that found nobody are counted for each member of staff alone, and end with the hour.
func TestTooManyMisses(t *testing.T) {
	tx, v := newMemory(), testVault()
	one, other := id.New(now), id.New(now)
	for range MissesAnHour {
		if err := MayMiss(ctx, tx, v, one, now); err != nil {
			t.Fatal(err)
		}
		if err := CountMiss(ctx, tx, v, one, now); err != nil {
			t.Fatal(err)
		}
	}
	err := MayMiss(ctx, tx, v, one, now.Add(time.Hour)-1)
	wantFault(t, err, fault.TooMany, "person.misses", "")
	wantWait(t, err, now.Add(time.Hour))
	if err := errors.Join(MayMiss(ctx, tx, v, other, now), MayMiss(ctx, tx, v, one, now.Add(time.Hour)), CountEntry(ctx, tx, v, one, now)); err != nil {
		t.Error(err)
	}
}
