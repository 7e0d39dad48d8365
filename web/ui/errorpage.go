package ui

import (
	"net/http"
	"strconv"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Trouble is a page that says what happened, what was kept, and what to do next.
type Trouble struct {
	Page
	Notice Notice
	Title  string
	Place  int // in the queue; 0 where it is not known
	Again  int // seconds after which the page tries again by itself, 0 for never
}

func (Trouble) View() string { return "trouble" }

// statusOf a refusal, for pages.
var statusOf = map[fault.Code]int{
	fault.Invalid: http.StatusUnprocessableEntity, fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict,
	fault.Unauthenticated: http.StatusUnauthorized, fault.Forbidden: http.StatusForbidden, fault.TooMany: http.StatusTooManyRequests,
	fault.Busy: http.StatusServiceUnavailable, fault.Unavailable: http.StatusServiceUnavailable,
	fault.TooLarge: http.StatusRequestEntityTooLarge, fault.Internal: http.StatusInternalServerError,
}

// Status is the HTTP status of a refusal.
func Status(err error) int {
	if s, ok := statusOf[fault.CodeOf(err)]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// Refuse shows a refusal as a page of its own, with a way on.
func (p *Pages) Refuse(w http.ResponseWriter, r *http.Request, page Page, err error, then ...Button) {
	p.Render(w, r, Status(err), TroubleOf(w, page, err, then...))
}

// TroubleOf is a refusal as a page, for a surface that frames it itself. If it is worth trying again, the header says when.
func TroubleOf(w http.ResponseWriter, page Page, err error, then ...Button) Trouble {
	l := page.Prefs.Language
	code := fault.CodeOf(err)
	t := Trouble{Page: page, Title: l.T("trouble." + string(code))}
	t.Notice = Notice{Kind: "stop", Lines: []string{l.Refusal(err)}, Then: then}
	switch code {
	case fault.Busy, fault.Unavailable:
		t.Notice.Kind, t.Again = "info", 20
		t.Notice.Lines = []string{l.T("trouble.busy.lines"), l.T("trouble.kept")}
		waits(w, t.Again)
	case fault.Internal:
		t.Notice.Lines = append(t.Notice.Lines, l.T("trouble.kept"))
	}
	return t
}

// Queue is the page of those who wait because too many came at once (NA-09): the place, an honest time, and the way on.
func (p *Pages) Queue(w http.ResponseWriter, r *http.Request, page Page, place int, now, until instant.Instant, then ...Button) {
	l := page.Prefs.Language
	t := Trouble{Page: page, Title: l.T("trouble.busy"), Place: place, Again: 10}
	t.Notice = Notice{Kind: "info", Lines: []string{l.T("trouble.busy.lines"),
		l.T("trouble.queue", "n", place, "span", l.Span(until.Sub(now))), l.T("trouble.kept")}, Then: then}
	waits(w, t.Again)
	p.Render(w, r, http.StatusServiceUnavailable, t)
}

// waits tells browsers, and the script of a page that waits, to come again.
func waits(w http.ResponseWriter, seconds int) {
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	w.Header().Set(WaitingHeader, "1")
}

// WaitingHeader is set on pages that wait for something; a page's script looks for it to know when waiting is over.
const WaitingHeader = "Kangma-Waiting"
