package holder

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"kangma/internal/id"
	"kangma/itinerary"
	"kangma/passage"
	"kangma/region"
	"kangma/web/ui"
	"kangma/web/webtest"
)

// fakeJourney is the part of fake that keeps where its holder says he was.
type fakeJourney struct{ journey Journey }

func (f *fakeJourney) Journey(context.Context, Bearer, id.ID) (Journey, error) {
	f.journey.Person, f.journey.Now = self, start
	return f.journey, nil
}

func (f *fakeJourney) DeclareJourney(_ context.Context, _ Bearer, _ id.ID, stays []itinerary.Stay) error {
	j, err := itinerary.NewJourney(self.ID, stays, start)
	if err != nil {
		return err
	}
	f.journey = Journey{Declared: start, Stays: j.Stays, Agreement: itinerary.Agrees, Judgement: itinerary.Clear}
	for range j.Stays {
		f.journey.Cities = append(f.journey.Cities, PlaceRisk{Name: "湖北省宜昌市"})
	}
	return nil
}

func stayed(from, until passage.Day) itinerary.Stay {
	today := passage.DayOf(start)
	return itinerary.Stay{City: region.MustParseCode("420500"), From: today - from, Until: today - until, By: "train", Trip: "G7349"}
}

// declaredJourneys are the states of the page.
func declaredJourneys() map[string]Journey {
	two := Journey{Declared: start, Stays: []itinerary.Stay{stayed(9, 5), stayed(5, 0)}, Cities: []PlaceRisk{{Name: "陕西省西安市", Level: "high"}, {Name: "湖北省宜昌市"}},
		CheckIn: &PlaceRisk{Name: "湖北省武汉市", Level: "medium"}}
	with := func(a itinerary.Agreement, j itinerary.Judgement) Journey {
		x := two
		x.Agreement, x.Judgement = a, j
		return x
	}
	return map[string]Journey{
		"none":      {},
		"nowhere":   {Declared: start, Agreement: itinerary.Agrees, Judgement: itinerary.Clear},
		"risk":      with(itinerary.Agrees, itinerary.BeenInRiskCity),
		"differs":   with(itinerary.Differs, itinerary.BeenInRiskCity),
		"code":      with(itinerary.Unclear, itinerary.NeedsCode),
		"analysing": with(itinerary.Unclear, itinerary.BeingAnalysed),
	}
}

// NA-05 (4) and (7), WZ-11: what was declared, the risk of its cities and of the last check-in, what the system judges, and
// whether it agrees with the statement, in words.
func TestJourneyPage(t *testing.T) {
	f := newFake()
	mux := server(f)
	says := map[string][]string{
		"none":      {"还没有申报", "/journeys/add", "没有去过其他城市"},
		"nowhere":   {"已申报：没有去过其他城市", "研判：正常", "一致"},
		"risk":      {"陕西省西安市", "2020-03-16 – 2020-03-20", "火车 G7349", "高风险", "研判：到过风险城市", "湖北省武汉市：中风险", "删除陕西省西安市"},
		"differs":   {"不一致"},
		"code":      {"需要重新获取验证码", "/itinerary"},
		"analysing": {"正在分析"},
	}
	for name, j := range declaredJourneys() {
		f.journey = j
		for _, l := range ui.Languages() {
			page(t, l, name, ask(t, mux, l.Tag, "/journeys", nil), http.StatusOK)
		}
		contains(t, name, ask(t, mux, "zh", "/journeys", nil).Body.String(), says[name]...)
	}
}

// NA-05: a city is added, with what is wrong beside its field; one is taken out; that there was none is said.
func TestJourneyForms(t *testing.T) {
	f := newFake()
	mux := server(f)
	for _, l := range ui.Languages() {
		page(t, l, "add", ask(t, mux, l.Tag, "/journeys/add", nil), http.StatusOK)
	}
	add := func(from, until string) *httptest.ResponseRecorder {
		return ask(t, mux, "zh", "/journeys/add", url.Values{"city_province": {"420000"}, "city_prefecture": {"420500"}, "from": {from}, "until": {until}, "transport": {"train"}, "trip": {"G1"}})
	}
	for _, x := range []struct{ from, until, want string }{
		{"2020-03-20", "2020-03-19", "离开日期早于到达日期"}, {"2020-03-01", "2020-03-19", "只申报最近14天"}, {"2020-03-20", "2020-03-29", "不能晚于今天"}, {"20.3.", "2020-03-19", "from-error"},
	} {
		w := add(x.from, x.until)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", x, w.Code)
		}
		contains(t, x.from, w.Body.String(), x.want)
	}
	if w := add("2020-03-18", "2020-03-20"); w.Code != http.StatusSeeOther || len(f.journey.Stays) != 1 || f.journey.Stays[0].City != region.MustParseCode("420500") {
		t.Errorf("%d %v %s", w.Code, f.journey.Stays, w.Body)
	}
	contains(t, "overlap", add("2020-03-19", "2020-03-22").Body.String(), "日期重叠")
	if w := add("2020-03-20", "2020-03-22"); w.Code != http.StatusSeeOther || len(f.journey.Stays) != 2 {
		t.Errorf("%d %v", w.Code, f.journey.Stays)
	}
	if w := ask(t, mux, "zh", "/journeys", url.Values{"remove": {"0"}}); w.Code != http.StatusSeeOther || len(f.journey.Stays) != 1 {
		t.Errorf("%d %v", w.Code, f.journey.Stays)
	}
	if w := ask(t, mux, "zh", "/journeys", url.Values{"do": {"nowhere"}}); w.Code != http.StatusSeeOther || len(f.journey.Stays) != 0 || f.journey.Declared == 0 {
		t.Errorf("%d %v", w.Code, f.journey.Stays)
	}
}

// The page in every state and its form, in both languages: not wider than a phone, clean for axe.
func TestJourneyInABrowser(t *testing.T) {
	f := newFake()
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t)
	signIn(b, server.URL)
	for _, l := range ui.Languages() {
		b.Language(l.Tag)
		b.Size(390, 844)
		for name, j := range declaredJourneys() {
			f.journey = j
			shoot(b, "journeys-"+name+"-"+l.Tag, server.URL+"/journeys", false)
		}
		shoot(b, "journeys-add-"+l.Tag, server.URL+"/journeys/add", false)
	}
	b.Size(1280, 800)
	f.journey = declaredJourneys()["differs"]
	shoot(b, "journeys-1280", server.URL+"/journeys", false)
}
