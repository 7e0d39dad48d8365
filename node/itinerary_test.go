package node_test

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/telecom"
	"kangma/internal/telecom/sandbox"
	"kangma/itinerary"
	"kangma/node"
	"kangma/pass"
	"kangma/person"
)

const holderPhone = "+8613800138000"

var operatorSecret = []byte("a secret that the operator has too, of more than 32 bytes")

// withOperator runs a story in a node of Wenzhou that asks a sandbox of an operator over HTTPS.
func withOperator(t *testing.T, story func(t *testing.T, h *hubei, o *sandbox.Operator)) {
	eachURL(t, func(t *testing.T, url string) {
		var o *sandbox.Operator
		h := openAt(t, time.Date(2021, 12, 15, 1, 0, 0, 0, time.UTC), func(c *node.Config) {
			c.Database, c.Region, c.Name, c.Pack = url, wenzhouCity, pass.Text{ZH: "温州市", EN: "Wenzhou"}, "wenzhou@2021-12-01"
			o = sandbox.New(sandbox.Config{Parties: map[string][]byte{"wenzhou": operatorSecret}, Home: "330300", Now: c.Now})
			server := httptest.NewTLSServer(o.Handler())
			t.Cleanup(server.Close)
			c.Telecom = client(t, server, c.Now)
		})
		story(t, h, o)
	})
}

func client(t *testing.T, server *httptest.Server, now func() time.Time) telecom.Operator {
	t.Helper()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := telecom.New(telecom.Config{Name: "电信", URL: server.URL, Party: "wenzhou", Secret: operatorSecret, CA: ca, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var sixDigits = regexp.MustCompile(`\d{6}`)

// stayed tells the operator of stays of the holder: where, and how many hours ago they began and ended (0: they go on).
func (h *hubei) stayed(o *sandbox.Operator, analyse time.Duration, stays ...any) {
	now := h.clock.Now()
	p := sandbox.Phone{Since: now.AddDate(-1, 0, 0), Home: "330300", Analyse: analyse}
	for i := 0; i+2 < len(stays); i += 3 {
		s := sandbox.Stay{City: stays[i].(string), From: now.Add(-time.Duration(stays[i+1].(int)) * time.Hour)}
		if ago := stays[i+2].(int); ago != 0 {
			s.Until = now.Add(-time.Duration(ago) * time.Hour)
		}
		p.Stays = append(p.Stays, s)
	}
	o.Put(holderPhone, p)
}

// queries asks for a code and then for the statement, and gives what the holder sees.
func (h *hubei) queries(c node.Caller, o *sandbox.Operator) node.Itinerary {
	h.t.Helper()
	h.asks(c)
	i, err := h.QueryItinerary(h.t.Context(), c, id.ID{}, sixDigits.FindString(o.TextTo(holderPhone)))
	if err != nil {
		h.t.Fatal(err)
	}
	return i
}

func (h *hubei) asks(c node.Caller) {
	h.t.Helper()
	h.clock.Add(time.Minute) // a code a minute
	if _, err := h.RequestItineraryCode(h.t.Context(), c, id.ID{}, true); err != nil {
		h.t.Fatal(err)
	}
}

const riskyList = `{"data":{"end_update_time":"2021-12-14 20时","hcount":0,"mcount":1,"lcount":0,"highlist":[],"middlelist":[{"type":"2","province":"陕西省","city":"西安市","county":"雁塔区","area_name":"陕西省 西安市 雁塔区","communitys":["长延堡街道融城云谷小区"]}],"lowlist":[]}}`

// WZ-01, WZ-07, WZ-08, IT-1, IT-2: with consent and the operator's code the answer is 1 or 0, and becomes the mark.
func TestItineraryFromTheOperator(t *testing.T) {
	withOperator(t, func(t *testing.T, h *hubei, o *sandbox.Operator) {
		ctx := t.Context()
		c, _ := h.resident("", false)
		h.wantState(c, "10", "nobody asked the operator")
		h.listed(riskyList)

		_, err := h.RequestItineraryCode(ctx, c, id.ID{}, false)
		wantFault(t, err, fault.Invalid, "itinerary.consent")
		_, err = h.QueryItinerary(ctx, c, id.ID{}, "123456")
		wantFault(t, err, fault.Invalid, "itinerary.code_void")

		h.stayed(o, 0, "330300", 300, 0)
		i := h.queries(c, o)
		h.wantState(c, "1", "at home all the time")
		if i.Counts != itinerary.Normal || i.Left || i.Cities != 1 || i.Source != "电信" || i.Stage != itinerary.NotAsked {
			t.Errorf("%+v", i)
		}
		// One city is listed, and nobody else asks: 6 hours and a little, by the rule of 2021-12-01.
		if got := i.Expires.Sub(i.Updated); got < 6*time.Hour || got > 6*time.Hour+10*time.Minute {
			t.Errorf("valid for %s", got)
		}
		h.stayed(o, 0, "330300", 300, 100, "610100", 100, 60, "330300", 60, 0)
		if i = h.queries(c, o); i.Counts != itinerary.Abnormal || !i.Left || i.Judgement != itinerary.BeenInRiskCity {
			t.Errorf("%+v", i)
		}
		h.wantState(c, "3", "three days ago in a city of the list")

		h.asks(c)
		_, err = h.QueryItinerary(ctx, c, id.ID{}, "000000")
		wantFault(t, err, fault.Invalid, "itinerary.code_wrong")
		h.clock.Add(itinerary.CodeValid)
		_, err = h.QueryItinerary(ctx, c, id.ID{}, sixDigits.FindString(o.TextTo(holderPhone)))
		wantFault(t, err, fault.Invalid, "itinerary.code_void")
	})
}

// listed imports a list of risk areas as it was published.
func (h *hubei) listed(file string) {
	h.t.Helper()
	if _, err := h.ImportRisk(h.t.Context(), node.Itself, "test", []byte(file)); err != nil {
		h.t.Fatal(err)
	}
}

// IT-3, IT-4, WZ-07: whoever shows his code within the validity has update and expiry renewed; not after it, not once the
// list has changed, and not for ever.
func TestShowingRenewsTheItinerary(t *testing.T) {
	withOperator(t, func(t *testing.T, h *hubei, o *sandbox.Operator) {
		c, _ := h.resident("", false)
		see := func() node.Itinerary {
			t.Helper()
			i, err := h.Itinerary(t.Context(), c, id.ID{})
			if err != nil {
				t.Fatal(err)
			}
			return i
		}
		first := h.queries(c, o)
		h.clock.Add(10 * time.Minute)
		h.show(c)
		if i := see(); i.Updated != first.Updated {
			t.Error("renewed while the code that was shown still lives")
		}
		h.clock.Add(2 * time.Hour)
		h.show(c)
		again := see()
		if again.Updated != h.Now() || again.Expires <= first.Expires || again.Counts != itinerary.Normal {
			t.Errorf("%+v was not renewed: %+v", first, again)
		}
		h.wantState(c, "1", "renewed")

		h.listed(riskyList)
		h.clock.Add(time.Hour)
		h.show(c)
		if i := see(); i.Updated != again.Updated || !i.ListMoved {
			t.Errorf("renewed against another list: %+v", i)
		}
		h.wantState(c, "1", "valid until its expiry all the same")
		h.clock.Add(again.Expires.Sub(h.Now()))
		h.wantState(c, "10", "expired: another SMS code is needed")

		first = h.queries(c, o)
		for range 40 {
			h.clock.Add(2 * time.Hour)
			h.show(c)
		}
		if i := see(); i.Expires != first.Updated.Add(itinerary.RuleAt(h.Now()).Most) || i.Counts != itinerary.Unknown {
			t.Errorf("shown every two hours for eighty: %+v", i)
		}
	})
}

// IT-5, WZ-11: while the operator analyses, the page says so; what counts stays; it ends by itself, or needs a second code.
func TestItineraryIsAnalysed(t *testing.T) {
	withOperator(t, func(t *testing.T, h *hubei, o *sandbox.Operator) {
		ctx := t.Context()
		c, _ := h.resident("", false)
		h.stayed(o, 5*time.Minute, "330300", 300, 0)
		i := h.queries(c, o)
		if i.Counts != itinerary.Analysing || i.Stage != itinerary.InWork || i.Judgement != itinerary.BeingAnalysed {
			t.Errorf("%+v", i)
		}
		h.wantState(c, "10", "being analysed")
		h.clock.Add(5 * time.Minute)
		i, err := h.FollowItinerary(ctx, c, id.ID{})
		if err != nil || i.Counts != itinerary.Normal || i.Stage != itinerary.NotAsked {
			t.Fatalf("%+v %v", i, err)
		}
		h.wantState(c, "1", "the analysis has ended")

		h.stayed(o, time.Hour, "330300", 300, 0)
		i = h.queries(c, o)
		if i.Counts != itinerary.Normal || i.Stage != itinerary.InWork {
			t.Errorf("being analysed took the place of what counts: %+v", i)
		}
		h.clock.Add(10 * time.Minute)
		if i, err = h.FollowItinerary(ctx, c, id.ID{}); err != nil || i.Stage != itinerary.CodeAgain {
			t.Errorf("%+v %v", i, err)
		}
	})
}

// WZ-12 state 13, PE-15: who asks for too many codes is blocked until midnight, Beijing time, and reads so.
func TestTooManyItineraryCodes(t *testing.T) {
	withOperator(t, func(t *testing.T, h *hubei, o *sandbox.Operator) {
		c, _ := h.resident("normal", false)
		for range person.CodesAnHour {
			h.asks(c)
		}
		h.clock.Add(time.Minute)
		_, err := h.RequestItineraryCode(t.Context(), c, id.ID{}, true)
		wantFault(t, err, fault.TooMany, "login.blocked")
		i, err := h.Itinerary(t.Context(), c, id.ID{})
		if err != nil || i.Blocked.In(instant.Beijing) != "2021-12-16T00:00:00+08:00" {
			t.Fatal(i.Blocked, err)
		}
		h.wantState(c, "1", "the code is shown all the same")
		h.clock.Add(i.Blocked.Sub(h.Now()))
		c = h.login("13800138000", person.HolderDoor)
		h.asks(c)
	})
}
