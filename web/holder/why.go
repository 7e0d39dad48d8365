package holder

import (
	"net/http"
	"net/url"
	"time"

	"kangma/internal/instant"
	"kangma/web/ui"
)

type whyView struct {
	ui.Page
	Person  string
	Who     Person
	At      instant.Instant
	Past    bool
	Banner  ui.Banner
	Reasons []ui.Reason
	Policy  ui.Rows
	When    ui.Field
	Look    ui.Button
	Days    []ui.Button // of the days before, this time of day
	Back    ui.Button
}

func (whyView) View() string { return "why" }

// daysBack is how many days have a button of their own.
const daysBack = 7

// localTime is how a browser's field writes date and time; it is read as Beijing time, as the page says.
const localTime = "2006-01-02T15:04"

// why explains a colour, now or at any past moment, as known then (BY-02).
func (h *Pages) why(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	l := h.page(r).Prefs.Language
	var at instant.Instant
	var wrong wrongs
	if s := r.FormValue("at"); s != "" {
		if at, _, err = instant.Parse(s + ":00" + string(instant.Beijing)); err != nil {
			wrong.add("at", l.T("why.when.wrong"))
		}
	}
	e, err := h.service.Why(r.Context(), b, person, at)
	if err != nil {
		return err
	}
	v := whyView{Page: h.page(r), Person: r.FormValue("person"), Who: e.Person, At: e.At, Past: at != 0, Banner: ui.Banner{Colour: e.Colour, Mark: e.Mark, Labels: e.Labels},
		Reasons: reasons(l, e.Reasons), Policy: ui.Rows{Rows: []ui.Row{
			{Term: l.T("why.policy"), Value: l.Say(e.Title)}, {Term: l.T("why.version"), Value: e.Policy}, {Term: l.T("why.from"), Value: l.Day(e.From)}}},
		When: ui.Field{Name: "at", Label: l.T("why.when"), Hint: l.T("why.when.hint"), Type: "datetime-local", Error: wrong.of("at"),
			Value: localMoment(e.At)},
		Look: ui.Button{Text: l.T("why.look"), Kind: "second"},
		Back: ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", e.Person.ID)},
	}
	v.When.Max = localMoment(e.Now)
	for i := range daysBack {
		v.Days = append(v.Days, ui.Button{Text: l.Day(e.Now.Add(-instant.Day * time.Duration(i+1))), Kind: "second small", Href: withPerson("/why?at="+url.QueryEscape(localMoment(e.Now.Add(-instant.Day*time.Duration(i+1)))), e.Person.ID)})
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}
