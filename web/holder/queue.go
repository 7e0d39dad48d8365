package holder

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"kangma/internal/instant"
	"kangma/internal/turnstile"
	"kangma/web/ui"
)

// within is how many requests of the expensive pages one process works on at once; the others wait their turn.
const within = 256

const turnCookie = "kangma_turn"

type queueView struct {
	ui.Page
	Place  int // people before
	Notice ui.Notice
	Kept   []kept
	Go     ui.Button
}

// kept is one value of a form that waits with its sender.
type kept struct{ Name, Value string }

func (queueView) View() string { return "queue" }

// inTurn runs an expensive page in turn: who comes when too many are within gets a ticket and the page of those who wait, comes back by
// himself, and is let in in the order in which all came (NA-09).
func (h *Pages) inTurn(page http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ticket := ""
		c, err := r.Cookie(turnCookie)
		if err == nil {
			ticket = c.Value
		}
		turn := h.queue.Enter(ticket, h.now())
		if turn.Leave == nil {
			h.toWait(w, r, turn)
			return
		}
		defer turn.Leave()
		if ticket != "" {
			http.SetCookie(w, &http.Cookie{Name: turnCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: ui.IsSecure(r)})
		}
		page(w, r)
	}
}

// toWait says the place and the time. A form that was sent waits on the page, so that nothing is typed twice.
func (h *Pages) toWait(w http.ResponseWriter, r *http.Request, turn turnstile.Turn) {
	http.SetCookie(w, &http.Cookie{Name: turnCookie, Value: turn.Ticket, Path: "/", MaxAge: 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: ui.IsSecure(r)})
	w.Header().Set("Queue-Place", strconv.Itoa(turn.Place))
	p := h.page(r)
	l := p.Prefs.Language
	if r.Method != http.MethodPost {
		now := instant.Of(h.now())
		h.pages.Queue(w, r, p, turn.Place-1, now, now.Add(max(turn.Wait, time.Second)), ui.Button{Text: l.T("trouble.home"), Kind: "second", Href: "/"})
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	if err := r.ParseForm(); err != nil {
		h.refuse(w, r, err)
		return
	}
	v := queueView{Page: p, Place: turn.Place - 1, Go: ui.Button{Text: l.T("queue.go"), Icon: "refresh"}}
	v.Notice = ui.Notice{Kind: "info", Lines: []string{l.T("trouble.busy.lines"), l.T("trouble.queue", "n", v.Place, "span", l.Span(max(turn.Wait, time.Second))), l.T("queue.kept")}}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		for _, value := range r.PostForm[name] {
			v.Kept = append(v.Kept, kept{name, value})
		}
	}
	w.Header().Set("Retry-After", strconv.Itoa(max(1, min(int(turn.Wait/time.Second), 60))))
	h.pages.Render(w, r, http.StatusServiceUnavailable, v)
}
