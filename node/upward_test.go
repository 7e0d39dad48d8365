package node_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
)

// WZ-17: what the city's desk asks, the province's desk answers, each at its own node; a province that is down gets it later.
func TestRequestTravelsUpward(t *testing.T) {
	l := newCoast(t)
	ctx := t.Context()
	l.settled("13700000001")
	here := l.wenzhou.login("13700000001", person.HolderDoor)
	_, err := l.wenzhou.LinkCodes(ctx, here, node.LinkAsk{ByPhone: true})
	l.must(err)
	asks := l.wenzhou.desk("13500000001", staff.Reviewer, region.MustParseCode("330300"))
	ask := func(number string) review.Case {
		return l.wenzhou.hubei.open(asks, node.NewCase{Kind: review.Upward, Whom: node.Whom{IDType: "resident_id", Number: number}, Form: json.RawMessage(`{"subject":"gray_code","description":"灰码，请人工刷新"}`)})
	}
	k := ask(zhang.Number)
	l.zhejiang.fronted(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	if l.wenzhou.Carry(ctx, k.ID) == nil {
		t.Fatal("carried to who is down")
	}
	l.zhejiang.fronted(nil)
	l.clock.Add(time.Minute)
	l.must(l.wenzhou.Carry(ctx, k.ID))
	l.must(l.wenzhou.Carry(ctx, k.ID)) // twice is once
	theirs, err := l.zhejiang.Carried(ctx, l.wenzhou.Region, k.ID)
	l.must(err)
	if theirs.IsZero() {
		t.Fatal("the province has no case")
	}
	answers := l.zhejiang.desk("13500000002", staff.Headquarters, zhejiang)
	f, err := l.zhejiang.Case(ctx, answers, theirs)
	l.must(err)
	l.zhejiang.move(answers, f.Case, review.Answer)
	l.must(l.zhejiang.Carry(ctx, theirs))
	back, err := l.wenzhou.Case(ctx, asks, k.ID)
	l.must(err)
	if last := back.History[len(back.History)-1]; back.Case.State != review.Answered || last.Move != review.Reply || last.Words.Reason == "" {
		t.Errorf("%s, %+v", back.Case.State, last)
	}
	var none id.ID
	if got, err := l.zhejiang.Carried(ctx, l.hub.Region, k.ID); err != nil || got != none {
		t.Error("another node's case:", got, err)
	}
}
