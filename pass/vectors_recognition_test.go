package pass

import (
	"time"

	"kangma/region"
)

// country is the list of a node of Hubei in a country: Zhejiang is recognised whole and Guangdong is not at all; Hunan's red is refused,
// its yellow and gray count for less, and its state 14 stops; what Wuhan issues counts in Wuhan's hospitals alone, until half past nine.
func country(other Outcome) *TrustList {
	year := func(s *testSigner, use Use) *Key { return s.key(use, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z") }
	code, from, until := region.MustParseCode, at("2020-04-01T00:00:00Z"), at("2020-05-01T00:00:00Z")
	same := func(c Colour, g Outcome) Meaning { return Meaning{Colour: c, Gate: g, Shown: c} }
	list := must(NewTrustList(9, at("2020-04-08T00:00:00Z"), at("2020-04-15T00:00:00Z"), append(sceneTrust(1, "2020-04-08T00:00:00Z", "2020-04-15T00:00:00Z").Issuers,
		Issuer{Region: code("430000"), Name: Text{"湖南省", "Hunan"}, Keys: []*Key{year(hunan, UsePass), year(hunanP, UsePaper)}},
		Issuer{Region: code("440000"), Name: Text{"广东省", "Guangdong"}, Keys: []*Key{year(guang, UsePass)}},
	)))
	return must(list.Recognising(&Recognition{Home: code("420000"), Else: other, Rows: []Recognised{
		{Issuer: code("330000"), Use: UsePass, From: from, Until: until, Means: []Meaning{same(Green, Pass), same(Yellow, Ask), same(Red, Stop), same(Gray, Ask)}},
		{Issuer: code("430000"), Use: UsePass, From: from, Until: until, Means: []Meaning{
			same(Green, Pass), {Colour: Yellow, Gate: Stop, Shown: Red, Note: Text{"湖南黄码按本省红码处理", "Hunan's yellow is red here"}}, {Colour: Gray, Gate: Ask, Shown: Yellow},
			{Colour: Green, States: []uint16{14}, Gate: Stop, Shown: Yellow, Note: Text{"临时通行不予认可", "temporary passes do not count"}}}},
		{Issuer: code("430000"), Use: UsePaper, From: from, Until: until},
		{Issuer: code("420100"), Use: UsePass, From: from, Until: at("2020-04-08T01:30:00Z"), In: []region.Code{code("420100")}, Places: []string{"hospital", "school"},
			Means: []Meaning{same(Green, Pass), same(Red, Stop)}},
	}}))
}

// recognitionVectors: HB-09, NA-10, BY-15: codes of other issuers at a gate of Hubei, without a network.
func recognitionVectors(add adder) {
	by := func(s *testSigner, issuer string, colour Colour, gate Outcome, state uint16) string {
		c := green()
		c.Issuer, c.Colour, c.Gate, c.State = region.MustParseCode(issuer), colour, gate, state
		return token(s, c)
	}
	here := withTrust("country")
	add("recognised: own green needs no row", token(hubei, green()), Pass, ByCode, here)
	add("recognised: own red", token(hubei, shape(func(c *Claims) { c.Colour, c.Gate = Red, Stop })), Stop, ByCode, here)
	add("recognised: green", by(zhej, "330000", Green, Pass, 1), Pass, ByCode, here)
	add("recognised: yellow", by(zhej, "330000", Yellow, Ask, 2), Ask, ByCode, here)
	add("recognised: red", by(zhej, "330000", Red, Stop, 3), Stop, ByCode, here)
	add("recognised: a red that its issuer lets pass does not", by(zhej, "330000", Red, Pass, 3), Stop, Mapped, here)
	add("recognised: a gray that its issuer lets pass is asked", by(zhej, "330000", Gray, Pass, 3), Ask, Mapped, here)
	add("recognised: a green that its issuer asks stays so", by(zhej, "330000", Green, Ask, 3), Ask, ByCode, here)
	add("recognised: no colour is not among the meanings", by(zhej, "330000", None, Ask, 9), Ask, NotRecognised, here)
	add("recognised: expired", by(zhej, "330000", Green, Pass, 1), Unknown, Expired, here, lookAt(issued.Add(Life)))
	add("recognised: trust list expired", by(zhej, "330000", Green, Pass, 1), Unknown, NoTrust, here, lookAt(at("2020-04-15T00:00:00Z")))
	add("recognised: status demanded, none", by(zhej, "330000", Green, Pass, 1), Ask, StatusOld, here, withLimits("status"))
	add("mapped: yellow stops", by(hunan, "430000", Yellow, Ask, 2), Stop, Mapped, here)
	add("mapped: gray is yellow", by(hunan, "430000", Gray, Ask, 8), Ask, ByCode, here)
	add("mapped: a state of green that does not count", by(hunan, "430000", Green, Pass, 14), Stop, Mapped, here)
	add("mapped: another state of green", by(hunan, "430000", Green, Pass, 1), Pass, ByCode, here)
	add("refused red", by(hunan, "430000", Red, Stop, 3), Ask, NotRecognised, here)
	add("refused red, strict", by(hunan, "430000", Red, Stop, 3), Unknown, NotRecognised, withTrust("strict"))
	add("not recognised: green", by(guang, "440000", Green, Pass, 1), Ask, NotRecognised, here)
	add("not recognised: green, strict", by(guang, "440000", Green, Pass, 1), Unknown, NotRecognised, withTrust("strict"))
	add("not recognised: red", by(guang, "440000", Red, Stop, 3), Ask, NotRecognised, here)
	add("removed issuer", by(guang, "440000", Green, Pass, 1), Unknown, KeyUnknown)
	add("recognised key that says another issuer", by(zhej, "430000", Green, Pass, 1), Unknown, Malformed, here)
	city := by(wuhan, "420100", Green, Pass, 1)
	add("bound to a place: there", city, Pass, ByCode, here, withLimits("hospital in Wuhan"))
	add("bound to a place: elsewhere", city, Ask, NotRecognised, here, withLimits("mall in Huanggang"))
	add("bound to a place: place unknown", city, Ask, NotRecognised, here)
	late := green()
	late.Issuer, late.IssuedAt, late.Expires = region.MustParseCode("420100"), at("2020-04-08T01:29:00Z"), at("2020-04-08T01:44:00Z")
	add("recognition a second before its end", token(wuhan, late), Pass, ByCode, here, withLimits("hospital in Wuhan"), lookAt(at("2020-04-08T01:29:59Z")))
	add("recognition has ended", token(wuhan, late), Ask, NotRecognised, here, withLimits("hospital in Wuhan"), lookAt(at("2020-04-08T01:30:00Z")))
	paper := onPaper()
	paper.Issuer = region.MustParseCode("430000")
	add("recognised paper", token(hunanP, paper), Ask, OnPaper, here, lookAt(issued.Add(9*time.Hour)))
	add("own paper needs no row", token(papers, onPaper()), Ask, OnPaper, here)
	moving := by(zhej, "330000", Green, Pass, 1)
	add("recognised, tail of none", must(AddTail(moving, chain[10])), Unknown, TailAlien, here)
	add("no recognition in the list: each issuer speaks for itself", moving, Pass, ByCode)
}
