package holder

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/internal/turnstile"
	"kangma/web/ui"
)

// NA-09: under load who waits is told his place and a time, keeps his place by a cookie that he cannot make up, is let in in turn, and loses
// nothing of what he typed.
func TestQueue(t *testing.T) {
	f := newFake()
	f.code = states()["green"]
	h := New(f, site)
	now := time.Date(2020, 3, 25, 1, 0, 0, 0, time.UTC)
	h.queue, h.now = turnstile.New(2), func() time.Time { return now }
	entered, open := make(chan bool, 2), make(chan bool)
	slow := h.inTurn(func(w http.ResponseWriter, r *http.Request) {
		entered <- true
		<-open
		w.WriteHeader(http.StatusOK)
	})
	get := func(cookie string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/code", nil)
		r.Header.Set("Accept-Language", "zh")
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: turnCookie, Value: cookie})
		}
		w := httptest.NewRecorder()
		slow(w, r)
		return w
	}
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() { get("") })
		<-entered
	}
	var tickets []string
	for i := range 40 {
		w := get("")
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Fatalf("%d %v", w.Code, w.Header())
		}
		c := w.Result().Cookies()[0]
		if c.Name != turnCookie || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
			t.Errorf("%+v", c)
		}
		tickets = append(tickets, c.Value)
		if i == 0 || i == 39 {
			page(t, ui.Languages()[0], "queue", w, http.StatusServiceUnavailable)
		}
	}
	if w := get(tickets[39]); !strings.Contains(w.Body.String(), "<b>39</b>") || w.Header().Get("Queue-Place") != "40" {
		t.Errorf("the last one's place: %s", w.Header())
	}
	if w := get("forged"); w.Header().Get("Queue-Place") != "41" {
		t.Errorf("a ticket that was made up: %s", w.Header())
	}

	r := httptest.NewRequest(http.MethodPost, "/apply", strings.NewReader(url.Values{"address": {"珞珈山路16号 <b>"}, "symptoms": {"cold_like", "other"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	slow(w, r)
	for _, want := range []string{`name="address" value="珞珈山路16号 &lt;b&gt;"`, `value="cold_like"`, `value="other"`, `action="/apply"`} {
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d: the form lost %s", w.Code, want)
		}
	}

	open <- true
	open <- true
	all.Wait()
	now = now.Add(10 * time.Second)
	if w := get(tickets[5]); w.Code != http.StatusServiceUnavailable {
		t.Error("somebody overtook")
	}
	for i := range 2 {
		all.Go(func() { get(tickets[i]) })
		<-entered
		open <- true
		all.Wait()
	}
	if w := get(tickets[0]); w.Code != http.StatusServiceUnavailable {
		t.Error("a ticket was used twice")
	}
}

// NA-09: the expensive pages stand behind the turnstile, the others do not.
func TestExpensivePagesQueue(t *testing.T) {
	f := newFake()
	f.code = states()["green"]
	h := New(f, site)
	h.queue = turnstile.New(1)
	if turn := h.queue.Enter("", time.Now()); turn.Leave == nil {
		t.Fatal("not the first")
	}
	mux := http.NewServeMux()
	h.Mount(mux)
	for path, form := range map[string]url.Values{"/code": nil, "/login": {"phone": {"13812345678"}}, "/login/code": {"code": {"123456"}}, "/apply": {}} {
		if w := ask(t, mux, "zh", path, form); w.Code != http.StatusServiceUnavailable || w.Header().Get("Queue-Place") == "" {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, path := range []string{"/terms", "/login", "/people", "/risk"} {
		if w := ask(t, mux, "zh", path, nil); w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
