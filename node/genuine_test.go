package node_test

import (
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/node"
	"kangma/passage"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

// SC-03: links are ours to the letter or not ours; posters by their number and their code; codes by their signature; texts are told to the
// phone's own holder alone.
func TestGenuine(t *testing.T) {
	h := open(t)
	h.Address = "https://jkm.hubei.example"
	ctx := t.Context()
	holder, _ := h.apply("13800138000", zhang)
	is := func(c node.Caller, text string) node.Genuine {
		t.Helper()
		g, err := h.IsGenuine(ctx, c, text)
		h.ok(err)
		return g
	}
	nobody := node.Caller{}
	for text, want := range map[string]node.Ours{
		"https://jkm.hubei.example/code": node.IsOurs, "jkm.hubei.example": node.IsOurs,
		"http://jkm.hubei.example/code": node.NotOurs, "https://jkm.hubei.example.evil.com/": node.NotOurs, "https://jkm.hubei.example@evil.com/": node.NotOurs,
		"https://jkm-hubei.example": node.NotOurs, "https://jkm.hubei.example:8443/": node.NotOurs, "https://ｊkm.hubei.example/": node.NotOurs,
		"【湖北健康码】您的码异常，请点 https://hubei-jkm.top/x 补录银行卡": node.NotOurs,
	} {
		if g := is(nobody, text); g.Ours != want || want == node.NotOurs && len(g.Links) != 1 {
			t.Errorf("%s: %+v, want %s", text, g, want)
		}
	}

	hq := h.staffed("13900000041", staff.Administrator, wuhan)
	place, err := h.AddPlace(ctx, hq, passage.Place{Kind: "market", Name: "球场路菜市场", Region: wuhan})
	h.ok(err)
	_, err = h.IssuePlaceCode(ctx, hq, passage.PlaceCode{Place: place.ID})
	h.ok(err)
	code, _, _, err := h.PlaceCode(ctx, hq, place.ID)
	h.ok(err)
	if g := is(nobody, place.Number()); g.Ours != node.IsOurs || g.Place == nil || g.Place.Name != place.Name {
		t.Errorf("a poster's number: %+v", g)
	}
	if g := is(nobody, strings.ToLower(place.Number())); g.Ours != node.IsOurs {
		t.Errorf("small letters: %+v", g)
	}
	if g := is(nobody, h.Address+node.VisitPath(code)); g.Kind != node.GenuinePlace || g.Ours != node.IsOurs || g.Place.ID != place.ID {
		t.Errorf("a poster's link: %+v", g)
	}
	if g := is(nobody, h.Address+"/visit?c=AAAA"); g.Kind != node.GenuinePlace || g.Ours != node.NotOurs {
		t.Errorf("a poster that we did not sign: %+v", g)
	}
	if g := is(nobody, h.show(holder).Token); g.Kind != node.GenuineCode || g.Ours != node.IsOurs {
		t.Errorf("a code: %+v", g)
	}
	if g := is(nobody, "KM1:ABC"); g.Ours != node.NotOurs {
		t.Errorf("a forged code: %+v", g)
	}

	inbox, err := h.Inbox(ctx, "13800138000")
	h.ok(err)
	body := inbox[0].Body
	if g := is(nobody, body); g.Kind != node.GenuineText || g.Ours != node.Unknowing {
		t.Errorf("a text, by nobody: %+v", g)
	}
	if g := is(holder, " "+strings.ReplaceAll(body, "，", "， ")+"\n"); g.Ours != node.IsOurs || g.At == 0 {
		t.Errorf("a text, by its receiver: %+v", g)
	}
	stranger := h.login("13800138001", person.HolderDoor)
	if g := is(stranger, body); g.Ours != node.NotOurs {
		t.Errorf("a text, by another phone: %+v", g)
	}
	_, err = h.IsGenuine(ctx, nobody, " ")
	if fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
}

// EP-04, ST-11: a call that an investigator announces can be checked by its number, for an hour, by who is called; nobody else can announce one; and
// numbers cannot be tried out.
func TestCallIsGenuine(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, who := h.apply("13800138000", zhang)
	investigator := h.staffed("13900000051", staff.Investigator, wuhan)
	elsewhere := h.staffed("13900000052", staff.Investigator, region.MustParseCode("420902"))
	grid := h.staffed("13900000053", staff.GridWorker, wuhan)
	purpose, err := staff.ParsePurpose("investigation", "", "")
	h.ok(err)
	for _, c := range []node.Caller{elsewhere, grid, holder} {
		if _, err := h.AnnounceCall(ctx, c, who, purpose); fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("who may not: %v", err)
		}
	}
	if _, err := h.AnnounceCall(ctx, investigator, who, staff.Purpose{}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("without a purpose: %v", err)
	}
	call, err := h.AnnounceCall(ctx, investigator, who, purpose)
	h.ok(err)
	g, err := h.IsGenuine(ctx, node.Caller{}, call.Number.String())
	if err != nil || g.Kind != node.GenuineCall || g.Ours != node.IsOurs || g.Call.Role != staff.Investigator || g.To == "" || strings.Contains(g.To, "三丰") || g.Mine {
		t.Errorf("%+v %v", g, err)
	}
	if g, err := h.IsGenuine(ctx, holder, strings.ReplaceAll(call.Number.String(), "-", " ")); err != nil || !g.Mine {
		t.Errorf("by who is called: %+v %v", g, err)
	}
	if g, err := h.IsGenuine(ctx, h.login("13800138001", person.HolderDoor), call.Number.String()); err != nil || g.Mine {
		t.Errorf("by somebody else: %+v %v", g, err)
	}
	inbox, err := h.HolderNotices(ctx, holder, node.NoticeQuery{Limit: 5})
	if err != nil || len(inbox.Page) == 0 || !strings.Contains(h.Say(inbox.Page[0]).Text.Zh, call.Number.String()) {
		t.Errorf("the inbox does not say it: %+v %v", inbox, err)
	}
	other := "0000-0000"
	if call.Number.String() == other {
		other = "0000-0001"
	}
	if g, err := h.IsGenuine(ctx, node.Caller{}, other); err != nil || g.Ours != node.NotOurs || g.Kind != node.GenuineNumber {
		t.Errorf("a number that nobody was given: %+v %v", g, err)
	}
	h.clock.Add(61 * time.Minute)
	if g, err := h.IsGenuine(ctx, node.Caller{}, call.Number.String()); err != nil || g.Ours != node.NotOurs {
		t.Errorf("after an hour: %+v %v", g, err)
	}
	for i := 0; ; i++ {
		if _, err := h.IsGenuine(ctx, node.Caller{}, "1234-5678"); fault.CodeOf(err) == fault.TooMany {
			break
		}
		if i > 1000 {
			t.Fatal("all numbers can be tried")
		}
	}
}
