package pass

import (
	"time"

	"kangma/internal/instant"
)

// onPaper is a paper code of 90 days.
func onPaper() Claims {
	c := green()
	c.State, c.Colour, c.Gate, c.Policy, c.Epoch, c.Paper = 0, None, Ask, 0, 0, true
	c.Expires = c.IssuedAt.Add(90 * instant.Day)
	return c
}

// paperVectors: a paper code is never more than ask, whatever the lists say (PA-7).
func paperVectors(add adder) {
	paper := token(papers, onPaper())
	later := func(d time.Duration) func(*vector) { return lookAt(issued.Add(d)) }
	add("paper", paper, Ask, OnPaper)
	add("paper, five days later", paper, Ask, OnPaper, later(5*instant.Day))
	add("paper, status clean", paper, Ask, OnPaper, withStatus("clean"), withLimits("status"))
	add("paper, trust list old", paper, Ask, OnPaper, withTrust("old"))
	add("paper, cancelled", paper, Unknown, Cancelled, withStatus("recalled"))
	add("paper, suspended", paper, Unknown, Cancelled, withStatus("suspended"))
	add("paper, stopped", paper, Unknown, Cancelled, withStatus("stopped"))
	add("paper, epoch raised", paper, Ask, OnPaper, withStatus("epoch"))
	add("paper, cancelled by a list that has expired", paper, Ask, OnPaper, withStatus("expired"))
	add("paper, expired", token(papers, func() Claims { c := onPaper(); c.Expires = issued.Add(time.Minute); return c }()), Unknown, Expired)
	add("paper, from the future", paper, Unknown, Future, lookAt(issued.Add(-time.Hour)))
	add("paper with a tail", must(AddTail(paper, chain[10])), Unknown, TailAlien)
	add("paper by the key of shown codes", token(hubei, onPaper()), Unknown, Malformed)
	add("a shown code by the key of paper", token(papers, green()), Unknown, Malformed)
	add("paper: a bit flipped", raw(flip(signed(paper), 40)), Unknown, Forged)
	both := func(change func(*wireClaims)) string {
		c := onPaper()
		var w wireClaims
		if err := strict.Unmarshal(c.encode(), &w); err != nil {
			panic(err)
		}
		change(&w)
		return payload(papers, marshal(w)...)
	}
	add("malformed: on paper and shown", both(func(w *wireClaims) { w.Private = &wireState{Colour: Green, Gate: Pass} }), Unknown, Malformed)
	add("malformed: neither on paper nor shown", both(func(w *wireClaims) { w.Paper = nil }), Unknown, Malformed)
}
