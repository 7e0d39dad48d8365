package pass

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/veraison/go-cose"
	"pgregory.net/rapid"

	"kangma/internal/instant"
	"kangma/region"
)

func anyClaims(t *rapid.T) Claims {
	c := Claims{
		Issuer: region.MustParseCode("420000"), IssuedAt: issued, Expires: issued.Add(time.Duration(rapid.IntRange(1, 900).Draw(t, "life")) * time.Second),
		State: rapid.Uint16().Draw(t, "state"), Colour: Colour(rapid.IntRange(0, int(Gray)).Draw(t, "colour")), Mark: Mark(rapid.IntRange(0, int(Restricted)).Draw(t, "mark")),
		Gate: Outcome(rapid.IntRange(int(Pass), int(Stop)).Draw(t, "gate")), Policy: rapid.Uint32().Draw(t, "policy"), Epoch: rapid.Uint32().Draw(t, "epoch"), Status: rapid.Uint32().Draw(t, "status"),
	}
	copy(c.CTI[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "cti"))
	if rapid.Bool().Draw(t, "moving") {
		c.Commitment = &commitment
	}
	return c
}

// BY-01: what is issued is what a gate reads, for all claims there can be; never more than MaxLength characters.
func TestIssuedIsRead(t *testing.T) {
	trust := sceneTrusts()["main"]
	rapid.Check(t, func(t *rapid.T) {
		want := anyClaims(t)
		text := must(Issue(hubei, want))
		if want.Commitment != nil {
			text = must(AddTail(text, chain[0]))
		}
		if len(text) > MaxLength {
			t.Fatalf("%d characters", len(text))
		}
		a := Verify(text, trust, nil, issued, DefaultLimits)
		if a.Outcome != want.Gate || a.Reason != ByCode || a.Issuer != "420000" {
			t.Fatalf("%+v", a)
		}
		if d := cmp.Diff(&want, a.Claims); d != "" {
			t.Fatal(d)
		}
	})
}

// PA-2, BY-13: whatever the clock, the lists and the tail, a genuine token is answered with unknown, or at least as strictly as it says;
// and it stops only if it says so or its issuer's list does. So no drift turns a valid code red.
func TestNeverSofterNeverStopsByItself(t *testing.T) {
	trusts := sceneTrusts()
	rapid.Check(t, func(t *rapid.T) {
		c := anyClaims(t)
		c.Status %= 1 << 18
		text := must(Issue(hubei, c))
		if rapid.Bool().Draw(t, "tail") {
			text = must(AddTail(text, chain[rapid.IntRange(0, Steps-1).Draw(t, "step")]))
		}
		entry := Status(rapid.IntRange(0, 3).Draw(t, "entry"))
		seconds := func(name string, from, to int) time.Duration {
			return time.Duration(rapid.IntRange(from, to).Draw(t, name)) * time.Second
		}
		now := issued.Add(seconds("now", -3600, 3600))
		list := must(NewStatusList(StatusList{
			Region: c.Issuer, IssuedAt: now.Add(-seconds("list age", -600, 6000)), Expires: now.Add(seconds("list left", 601, 700)),
			Epoch: rapid.Uint32().Draw(t, "list epoch"),
		}, 1<<18, map[uint32]Status{c.Status: entry}))
		var statuses Statuses
		if rapid.Bool().Draw(t, "with list") {
			statuses = Statuses{c.Issuer: list}
		}
		limits := Limits{Early: seconds("early", 0, 300), Late: seconds("late", 0, 300), TrustAge: seconds("trust age", 0, 90000), StatusAge: seconds("status age", 0, 900)}
		trust := trusts[rapid.SampledFrom([]string{"main", "old", "expired", "newer"}).Draw(t, "trust")]
		a := Verify(text, trust, statuses, now, limits)
		if a.Outcome == Unknown {
			return
		}
		if a.Outcome < c.Gate {
			t.Fatalf("says %v, answered %v for %s", c.Gate, a.Outcome, a.Reason)
		}
		if a.Outcome == Stop && c.Gate != Stop && !(statuses != nil && entry == Stopped) {
			t.Fatalf("says %v, stopped for %s", c.Gate, a.Reason)
		}
	})
}

// PA-1, BY-13: one character changed anywhere makes a token unknown.
func TestEveryCharacterCounts(t *testing.T) {
	trust := sceneTrusts()["main"]
	good := token(hubei, green())
	for i := range good {
		for _, c := range []byte{'0', 'Z', ':', good[i] ^ 1} {
			if c == good[i] {
				continue
			}
			bad := good[:i] + string(c) + good[i+1:]
			if a := Verify(bad, trust, nil, looked, DefaultLimits); a.Outcome != Unknown || a.Claims != nil {
				t.Fatalf("character %d as %q: %+v", i, c, a)
			}
		}
	}
}

// BY-13, PA-6: a million characters of any kind are answered, at once.
func TestMillionCharacters(t *testing.T) {
	trust := sceneTrusts()["main"]
	good := token(hubei, green())
	start := time.Now()
	for _, text := range []string{
		good + strings.Repeat("0", 1e6), strings.Repeat(good, 5000), "HC1:" + strings.Repeat("0", 1e6), strings.Repeat("K", 1e6), strings.Repeat("码", 1e6),
	} {
		if a := Verify(text, trust, nil, looked, DefaultLimits); a.Outcome != Unknown || a.Claims != nil {
			t.Errorf("%.10s…: %+v", text, a)
		}
	}
	if d := time.Since(start); d > time.Second {
		t.Errorf("took %v", d)
	}
}

// BY-13: each reason has its sentence in both languages, and a compressed bomb costs no memory.
func TestEveryAnswerSpeaks(t *testing.T) {
	for _, o := range []Outcome{Pass, Ask, Stop} {
		if a := (Answer{}).settle(o, ByCode); a.Text.ZH == "" || a.Text.EN == "" {
			t.Errorf("%v says nothing", o)
		}
	}
	for r, text := range byReason {
		if text.ZH == "" || text.EN == "" {
			t.Errorf("%s says nothing", r)
		}
	}
	bomb := certificatePrefix + encodeBase45(deflate(make([]byte, 1<<21)))
	if a := Verify(bomb, nil, nil, 0, DefaultLimits); a.Outcome != Unknown || a.Reason != Unreadable {
		t.Errorf("a bomb: %+v", a)
	}
}

// BY-10: another implementation of COSE reads and verifies our tokens, and we read and verify its own.
func TestAgainstGoCOSE(t *testing.T) {
	for _, s := range []struct {
		*testSigner
		algorithm cose.Algorithm
		region    string
	}{{hubei, cose.AlgorithmES256, "420000"}, {zhej, cose.AlgorithmEdDSA, "330000"}} {
		claims := shape(func(c *Claims) { c.Issuer = region.MustParseCode(s.region) })
		other := theirs{s.testSigner, s.algorithm}

		var m cose.Sign1Message
		requireNoError(t, m.UnmarshalCBOR(signed(token(s, claims))))
		requireNoError(t, m.Verify(nil, other))

		m = *cose.NewSign1Message()
		m.Headers.Protected.SetAlgorithm(s.algorithm)
		m.Headers.Protected[cose.HeaderLabelKeyID] = s.kid[:]
		m.Payload = claims.encode()
		requireNoError(t, m.Sign(nil, nil, other))
		text := raw(must(m.MarshalCBOR()))
		if a := Verify(text, sceneTrusts()["main"], nil, looked, DefaultLimits); a.Outcome != Pass {
			t.Errorf("%s: %+v", s.testSigner.algorithm, a)
		}
	}
}

// BY-01: claims that cannot be are not signed.
func TestIssueRefuses(t *testing.T) {
	for name, change := range map[string]func(*Claims){
		"issuer":    func(c *Claims) { c.Issuer = 0 },
		"issued_at": func(c *Claims) { c.IssuedAt++ },
		"before":    func(c *Claims) { c.IssuedAt = -1e6 },
		"expires":   func(c *Claims) { c.Expires = c.IssuedAt },
		"never":     func(c *Claims) { c.Expires = instant.Never },
		"colour":    func(c *Claims) { c.Colour = Gray + 1 },
		"mark":      func(c *Claims) { c.Mark = Restricted + 1 },
		"gate":      func(c *Claims) { c.Gate = Unknown },
	} {
		if text, err := Issue(hubei, shape(change)); err == nil {
			t.Errorf("%s: %s", name, text)
		}
	}
}
