package pass

import (
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"kangma/internal/instant"
	"kangma/region"
)

func (l vectorLimits) limits() Limits {
	s := time.Second
	return Limits{Early: time.Duration(l.Early) * s, Late: time.Duration(l.Late) * s, TrustAge: time.Duration(l.TrustAge) * s, StatusAge: time.Duration(l.StatusAge) * s,
		Where: Place{l.Region, l.Place}}
}

// The scene of the vectors and of most tests: three issuers, each with another algorithm, on 8 April 2020.
var (
	hubei  = newSigner(ES256, "hubei")
	wuhan  = newSigner(SM2, "wuhan")
	zhej   = newSigner(EdDSA, "zhejiang")
	hunan  = newSigner(ES256, "hunan")
	hunanP = newSigner(ES256, "hunan paper")
	guang  = newSigner(ES256, "guangdong")
	listed = newSigner(ES256, "hubei status")
	retire = newSigner(ES256, "hubei retired")
	papers = newSigner(ES256, "hubei paper")
	alien  = newSigner(ES256, "nobody knows")
	anchor = newSigner(ES256, "anchor")

	issued = at("2020-04-08T09:00:00+08:00")
	looked = issued.Add(5 * time.Minute)

	chain, commitment = NewChain(Link{0: 7, 15: 9})
)

func anchorKey() *Key { return anchor.key(UseTrust, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z") }

func sceneTrust(version uint64, from, until string) *TrustList {
	year := func(s *testSigner, use Use) *Key { return s.key(use, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z") }
	return must(NewTrustList(version, at(from), at(until), []Issuer{
		{Region: region.MustParseCode("420000"), Name: Text{"湖北省", "Hubei"}, Keys: []*Key{
			year(hubei, UsePass), year(listed, UseStatus), year(papers, UsePaper), retire.key(UsePass, "2020-01-01T00:00:00Z", "2020-04-08T01:10:00Z"),
		}},
		{Region: region.MustParseCode("420100"), Name: Text{"武汉市", "Wuhan"}, Keys: []*Key{year(wuhan, UsePass)}},
		{Region: region.MustParseCode("330000"), Name: Text{"浙江省", "Zhejiang"}, Keys: []*Key{year(zhej, UsePass)}},
	}))
}

func sceneTrusts() map[string]*TrustList {
	return map[string]*TrustList{
		"main":    sceneTrust(7, "2020-04-08T00:00:00Z", "2020-04-15T00:00:00Z"),
		"old":     sceneTrust(6, "2020-04-04T00:00:00Z", "2020-04-15T00:00:00Z"),
		"expired": sceneTrust(5, "2020-04-01T00:00:00Z", "2020-04-08T01:05:00Z"),
		"newer":   sceneTrust(8, "2020-04-08T01:08:00Z", "2020-04-15T00:00:00Z"),
		"country": country(Ask),
		"strict":  country(Unknown),
	}
}

func sceneStatuses() map[string]*StatusList {
	make := func(from, until string, epoch uint32, entries map[uint32]Status) *StatusList {
		l := StatusList{Region: region.MustParseCode("420000"), Subject: "https://hubei.example/v1/status", IssuedAt: at(from), Expires: at(until), TTL: 15 * time.Second, Epoch: epoch}
		return must(NewStatusList(l, 1<<18, entries))
	}
	return map[string]*StatusList{
		"clean":     make("2020-04-08T01:04:50Z", "2020-04-08T02:00:00Z", 3, map[uint32]Status{1: Recalled, 200000: Stopped}),
		"recalled":  make("2020-04-08T01:04:50Z", "2020-04-08T02:00:00Z", 3, map[uint32]Status{123456: Recalled}),
		"suspended": make("2020-04-08T01:04:50Z", "2020-04-08T02:00:00Z", 3, map[uint32]Status{123456: Suspended}),
		"stopped":   make("2020-04-08T01:04:50Z", "2020-04-08T02:00:00Z", 3, map[uint32]Status{123456: Stopped}),
		"epoch":     make("2020-04-08T01:04:50Z", "2020-04-08T02:00:00Z", 4, nil),
		"old":       make("2020-04-08T00:50:00Z", "2020-04-08T02:00:00Z", 3, nil),
		"expired":   make("2020-04-08T00:50:00Z", "2020-04-08T01:05:00Z", 3, map[uint32]Status{123456: Recalled}),
	}
}

func green() Claims {
	return Claims{
		Issuer: region.MustParseCode("420000"), IssuedAt: issued, Expires: issued.Add(Life), CTI: CTI([]byte("\xc1\x7b\x02\x9e\x55\xd0\x3a\x81\xfe\x46\x90\x2d\x1b\xa7\x68\x33")), State: 1, Colour: Green, Gate: Pass,
		Policy: 2, Epoch: 3, Status: 123456,
	}
}

func writeVectors(t *testing.T) {
	v := vectors{
		About:    "Codes and what a gate must answer. Made by go test ./pass -run TestVectors -update; described in docs/token.md.",
		Trusts:   map[string]json.RawMessage{},
		Statuses: map[string]json.RawMessage{},
		Limits: map[string]vectorLimits{
			"default": {Early: 120, TrustAge: 86400}, "exact": {TrustAge: 86400}, "late": {Early: 120, Late: 60, TrustAge: 86400},
			"status":            {Early: 120, TrustAge: 86400, StatusAge: 60},
			"hospital in Wuhan": {Early: 120, TrustAge: 86400, Region: region.MustParseCode("420102"), Place: "hospital"},
			"mall in Huanggang": {Early: 120, TrustAge: 86400, Region: region.MustParseCode("421102"), Place: "mall"},
		},
	}
	for name, list := range sceneTrusts() {
		v.Trusts[name] = must(list.JSON(must(list.Sign(anchor))))
	}
	for name, list := range sceneStatuses() {
		v.Statuses[name] = must(list.JSON(must(list.Sign(listed))))
	}
	add := func(name, text string, o Outcome, r Reason, changes ...func(*vector)) {
		c := vector{Name: name, Text: text, At: looked.Unix(), Trust: "main", Limits: "default", Expect: vectorAnswer{Answer: o, Reason: r}}
		for _, change := range changes {
			change(&c)
		}
		var statuses Statuses
		if c.Status != "" {
			statuses = Statuses{region.MustParseCode("420000"): sceneStatuses()[c.Status]}
		}
		got, claims := answerOf(Verify(c.Text, sceneTrusts()[c.Trust], statuses, instant.Instant(c.At*1e6), v.Limits[c.Limits].limits()))
		if got.Answer != o || got.Reason != r {
			t.Errorf("%s: meant %v %v, got %v %v", name, o, r, got.Answer, got.Reason)
		}
		c.Expect, c.Claims = got, claims
		v.Cases = append(v.Cases, c)
	}
	goodVectors(add)
	timeVectors(add)
	listVectors(add)
	tailVectors(add)
	paperVectors(add)
	recognitionVectors(add)
	damagedVectors(add)
	forgedVectors(add)
	malformedVectors(add)
	foreignVectors(add)

	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	requireNoError(t, e.Encode(v))
	requireNoError(t, os.MkdirAll("testdata", 0o755))
	requireNoError(t, os.WriteFile(vectorsFile, []byte(out.String()), 0o644))
}

type adder func(name, text string, o Outcome, r Reason, changes ...func(*vector))

func lookAt(i instant.Instant) func(*vector) { return func(v *vector) { v.At = i.Unix() } }
func withTrust(name string) func(*vector)    { return func(v *vector) { v.Trust = name } }
func withStatus(name string) func(*vector)   { return func(v *vector) { v.Status = name } }
func withLimits(name string) func(*vector)   { return func(v *vector) { v.Limits = name } }
func token(s Signer, c Claims) string        { return must(Issue(s, c)) }
func shape(change func(*Claims)) Claims      { c := green(); change(&c); return c }
func payload(s Signer, bytes ...byte) string { return Prefix + encodeBase45(must(seal(s, "", bytes))) }
func raw(data []byte) string                 { return Prefix + encodeBase45(data) }
func signed(text string) []byte              { return must(decodeBase45(text[len(Prefix):])) }
func with(data []byte, i int, b byte) []byte { d := append([]byte(nil), data...); d[i] = b; return d }
func flip(data []byte, i int) []byte         { return with(data, i, data[i]^1) }

func goodVectors(add adder) {
	add("ES256 green", token(hubei, green()), Pass, ByCode)
	add("SM2 green", token(wuhan, shape(func(c *Claims) { c.Issuer = region.MustParseCode("420100") })), Pass, ByCode)
	add("EdDSA green", token(zhej, shape(func(c *Claims) { c.Issuer = region.MustParseCode("330000") })), Pass, ByCode)
	add("ES256 yellow", token(hubei, shape(func(c *Claims) { c.Colour, c.Gate, c.State = Yellow, Ask, 4 })), Ask, ByCode)
	add("ES256 red", token(hubei, shape(func(c *Claims) { c.Colour, c.Gate, c.State = Red, Stop, 2 })), Stop, ByCode)
	add("ES256 gray", token(hubei, shape(func(c *Claims) { c.Colour, c.Gate, c.State = Gray, Ask, 9 })), Ask, ByCode)
	add("ES256 no colour", token(hubei, shape(func(c *Claims) { c.Colour, c.Gate, c.State = None, Ask, 6 })), Ask, ByCode)
	for m := Tick; m <= Restricted; m++ {
		add("ES256 mark "+m.String(), token(hubei, shape(func(c *Claims) { c.Mark = m })), Pass, ByCode)
	}
	add("ES256 greatest numbers", token(hubei, shape(func(c *Claims) { c.State, c.Policy, c.Epoch, c.Status = 1<<16-1, 1<<32-1, 1<<32-1, 1<<32-1 })), Pass, ByCode)
	add("ES256 smallest numbers", token(hubei, shape(func(c *Claims) { c.State, c.Policy, c.Epoch, c.Status = 0, 0, 0, 0 })), Pass, ByCode)

	// The other s of an ECDSA signature holds as well: tokens are known by cti, never by signature bytes.
	data := signed(token(hubei, green()))
	order, _ := new(big.Int).SetString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
	s := data[len(data)-32:]
	order.Sub(order, new(big.Int).SetBytes(s)).FillBytes(s)
	add("ES256 other s", raw(data), Pass, ByCode)
}

func timeVectors(add adder) {
	add("a second before it expires", token(hubei, green()), Pass, ByCode, lookAt(issued.Add(Life-time.Second)))
	add("expires now", token(hubei, green()), Unknown, Expired, lookAt(issued.Add(Life)))
	add("expired by a second", token(hubei, green()), Unknown, Expired, lookAt(issued.Add(Life+time.Second)))
	add("expired by a second, tolerated", token(hubei, green()), Pass, ByCode, lookAt(issued.Add(Life+time.Second)), withLimits("late"))
	add("expired beyond tolerance", token(hubei, green()), Unknown, Expired, lookAt(issued.Add(Life+time.Minute)), withLimits("late"))
	add("red, expired", token(hubei, shape(func(c *Claims) { c.Colour, c.Gate = Red, Stop })), Unknown, Expired, lookAt(issued.Add(Life)))
	add("issued now", token(hubei, green()), Pass, ByCode, lookAt(issued), withLimits("exact"))
	add("from the future by a second, exact", token(hubei, green()), Unknown, Future, lookAt(issued.Add(-time.Second)), withLimits("exact"))
	add("clock two minutes behind", token(hubei, green()), Pass, ByCode, lookAt(issued.Add(-2*time.Minute)))
	add("from the future", token(hubei, green()), Unknown, Future, lookAt(issued.Add(-2*time.Minute-time.Second)))
	add("clock behind the trust list", token(hubei, green()), Ask, ClockWrong, withTrust("newer"))
	add("red, clock behind the trust list", token(hubei, shape(func(c *Claims) { c.Colour, c.Gate = Red, Stop })), Stop, ByCode, withTrust("newer"))
	add("clock a day behind", token(hubei, green()), Unknown, Future, lookAt(issued.Add(-24*time.Hour)))
	add("clock a year ahead", token(hubei, green()), Unknown, NoTrust, lookAt(issued.Add(365*24*time.Hour)))
}

func listVectors(add adder) {
	red := token(hubei, shape(func(c *Claims) { c.Colour, c.Gate = Red, Stop }))
	add("no trust list", token(hubei, green()), Unknown, NoTrust, withTrust(""))
	add("trust list expired", token(hubei, green()), Unknown, NoTrust, withTrust("expired"))
	add("trust list old", token(hubei, green()), Ask, TrustOld, withTrust("old"))
	add("trust list old, red", red, Stop, ByCode, withTrust("old"))
	add("status clean", token(hubei, green()), Pass, ByCode, withStatus("clean"), withLimits("status"))
	add("status recalled", token(hubei, green()), Ask, Replaced, withStatus("recalled"))
	add("status recalled, red", red, Stop, Replaced, withStatus("recalled"))
	add("status suspended", token(hubei, green()), Ask, UnderReview, withStatus("suspended"))
	add("status stopped", token(hubei, green()), Stop, NowStopped, withStatus("stopped"))
	add("status epoch raised", token(hubei, green()), Ask, Replaced, withStatus("epoch"))
	add("status old, not demanded", token(hubei, green()), Pass, ByCode, withStatus("old"))
	add("status old", token(hubei, green()), Ask, StatusOld, withStatus("old"), withLimits("status"))
	add("status old, red", red, Stop, ByCode, withStatus("old"), withLimits("status"))
	add("status demanded, none", token(hubei, green()), Ask, StatusOld, withLimits("status"))
	add("status expired says nothing", token(hubei, green()), Pass, ByCode, withStatus("expired"))
	add("status beyond the list, demanded", token(hubei, shape(func(c *Claims) { c.Status = 1 << 18 })), Ask, StatusOld, withStatus("clean"), withLimits("status"))
	add("status of another issuer", token(wuhan, shape(func(c *Claims) { c.Issuer = region.MustParseCode("420100") })), Pass, ByCode, withStatus("recalled"))
}

func tailVectors(add adder) {
	moving := token(hubei, shape(func(c *Claims) { c.Commitment = &commitment }))
	show := func(step int) string { return must(AddTail(moving, chain[step])) }
	add("tail in step", show(10), Pass, ByCode)
	add("tail first step", show(0), Pass, ByCode, lookAt(issued))
	add("tail last step", show(29), Pass, ByCode, lookAt(issued.Add(Life-time.Second)))
	add("tail two steps behind", show(8), Pass, ByCode)
	add("tail two steps ahead", show(12), Pass, ByCode)
	add("tail three steps behind", show(7), Ask, TailLate)
	add("tail three steps ahead", show(13), Ask, TailLate)
	add("tail two steps behind, last second", show(8), Pass, ByCode, lookAt(looked.Add(29*time.Second)))
	add("tail missing", moving, Ask, TailMissing)
	add("tail wrong", must(AddTail(moving, Link{1})), Unknown, TailAlien)
	add("tail is the commitment itself", must(AddTail(moving, commitment)), Unknown, TailAlien)
	add("tail without commitment", must(AddTail(token(hubei, green()), chain[10])), Unknown, TailAlien)
	red := token(hubei, shape(func(c *Claims) { c.Colour, c.Gate, c.Commitment = Red, Stop, &commitment }))
	add("tail late, red", must(AddTail(red, chain[0])), Stop, TailLate)
	add("tail in step, recalled", show(10), Ask, Replaced, withStatus("recalled"))
}
