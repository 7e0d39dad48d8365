package holder

import (
	"net/http"
	"strconv"
	"strings"

	"kangma/internal/instant"
	"kangma/review"
	"kangma/web/ui"
)

type codeView struct {
	ui.Page
	Person   string
	Decision string
	Switcher ui.Switcher
	Card     ui.Card
	Renew    ui.Button
	Title    ui.Text // of the state
	Guidance ui.Text
	Trip     tripView // shown where the rules have marks
	Blocked  ui.Notice
	Declare  ui.Button // the itinerary again, where an operator can be asked
	Offers   ui.Items
	Reasons  []ui.Reason
	Policy   string
	Next     instant.Instant
	Changes  bool // whether Next is an instant
	Links    ui.Items
	Reload   int // seconds after which a page without scripts asks again
	Now      instant.Instant
}

func (codeView) View() string { return "code" }

type waitingView struct {
	ui.Page
	Switcher ui.Switcher
	Person   Person
	Clock    ui.Clock
	Notice   ui.Notice
	Links    ui.Items
}

func (waitingView) View() string { return "waiting" }

// code shows a person's code, or leads to the step that is still missing (NA-03).
func (h *Pages) code(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	c, err := h.service.Code(r.Context(), b, person, false)
	if err != nil {
		return err
	}
	switch c.Stage {
	case NeedsTerms:
		http.Redirect(w, r, "/terms", http.StatusSeeOther)
	case NeedsIdentity:
		http.Redirect(w, r, "/identity", http.StatusSeeOther)
	case NeedsForm:
		http.Redirect(w, r, withPerson("/apply", c.Person.ID), http.StatusSeeOther)
	case IsWaiting:
		w.Header().Set(ui.WaitingHeader, "1")
		h.pages.Render(w, r, http.StatusOK, h.waitingView(r, c))
	default:
		v, err := h.codeView(r, c)
		if err != nil {
			return err
		}
		h.pages.Render(w, r, http.StatusOK, v)
	}
	return nil
}

// renew makes a new code, one tap, nothing to fill in (NA-06).
func (h *Pages) renew(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	if _, err := h.service.Code(r.Context(), b, person, true); err != nil {
		return err
	}
	http.Redirect(w, r, withPerson("/code", person), http.StatusSeeOther)
	return nil
}

func (h *Pages) codeView(r *http.Request, c Code) (codeView, error) {
	p := h.page(r)
	l := p.Prefs.Language
	v := codeView{Page: p, Person: c.Person.ID.String(), Decision: c.Decision.String(), Switcher: switcher(l, "/code", c.Person, c.People), Title: c.Title, Guidance: c.Guidance, Trip: trip(c),
		Reasons: reasons(l, c.Reasons), Policy: c.Policy, Next: c.Following, Changes: c.Following != instant.Never && c.Following != 0, Now: c.Now,
		Renew: ui.Button{Text: l.T("code.renew"), Icon: "refresh"},
		Card: ui.Card{Banner: ui.Banner{Colour: c.Colour, Mark: c.Mark, Labels: c.Labels}, Name: c.Person.Name, Number: c.Person.Number,
			Life: ui.Countdown{Now: c.Now, Until: c.Until, Whole: max(1, int(c.Until.Sub(c.Issued).Seconds()))}},
	}
	v.Offers.Items = offers(l, c)
	if c.Itinerary.blocked() {
		v.Blocked = ui.Notice{Kind: "stop", Title: l.T("itinerary.blocked"), Lines: []string{l.T("itinerary.blocked.note", "until", l.At(c.Itinerary.Blocked))}}
	}
	if c.Itinerary.Offered {
		v.Declare = ui.Button{Text: l.T("itinerary.again"), Kind: "second", Icon: "refresh", Href: withPerson("/itinerary", c.Person.ID)}
	}
	declare := ui.Item{Text: l.T("declare.title"), Note: l.T("declare.note"), Icon: "pen", Href: withPerson("/declare", c.Person.ID)}
	if c.Declared {
		declare.Note, declare.Tag = l.T("declare.tomorrow"), l.T("declare.today")
	}
	inbox := ui.Item{Text: l.T("notices.title"), Icon: "info", Href: "/notices"}
	if c.Unread > 0 {
		inbox.Tag = l.T("notices.unread", "n", strconv.Itoa(c.Unread))
	}
	refusal := mustAsk(review.Refusal).item(l, c.Person.ID)
	v.Links.Items = []ui.Item{inbox, {Text: l.T("overview.title"), Note: l.T("overview.note"), Icon: "list", Href: withPerson("/overview", c.Person.ID)}, declare,
		{Text: l.T("declarations.title"), Icon: "list", Href: withPerson("/declarations", c.Person.ID)},
		{Text: l.T("visits.title"), Icon: "place", Href: withPerson("/visits", c.Person.ID)},
		{Text: l.T("why.past"), Icon: "clock", Href: withPerson("/why", c.Person.ID)},
		{Text: l.T("cases.title"), Note: l.T("cases.note"), Icon: "pen", Href: withPerson("/cases", c.Person.ID)},
		refusal, {Text: l.T("risk.title"), Icon: "place", Href: "/risk"},
		{Text: l.T("paper.title"), Note: l.T("paper.note"), Icon: "list", Href: withPerson("/paper", c.Person.ID)},
		{Text: l.T("genuine.title"), Note: l.T("genuine.note"), Icon: "key", Href: "/genuine"},
		{Text: l.T("mydata.title"), Note: l.T("mydata.note"), Icon: "person", Href: withPerson("/mydata", c.Person.ID)},
		{Text: l.T("wards.title"), Icon: "people", Href: "/people"}}
	if c.Itinerary.Offered { // NA-03
		v.Links.Items = append(v.Links.Items, itineraryLink(l, c.Person.ID))
	}
	v.Links.Items = append(v.Links.Items, journeyLink(l, c.Person.ID))
	if c.Mark != "" { // rules that look at itineraries (WZ-11)
		v.Links.Items = append(v.Links.Items, mustAsk(review.Arrival).item(l, c.Person.ID))
	}
	if h.service.MayLink() { // NA-11, WZ-02
		v.Links.Items = append(v.Links.Items, ui.Item{Text: l.T("links.title"), Note: l.T("links.note"), Icon: "refresh", Href: "/links"})
	}
	for _, city := range h.service.Cities() { // NA-03
		v.Links.Items = append(v.Links.Items, ui.Item{Text: l.T("city.code", "city", city.Name), Note: l.T("city.code.note"), Icon: "phone", Href: city.Address})
	}
	if c.Token == "" {
		return v, nil
	}
	v.Reload = v.Card.Life.Left() + 1
	var err error
	v.Card.QR, err = ui.QR(c.Token, l.T("code.qr", "colour", l.T("colour."+string(c.Colour))))
	return v, err
}

func (h *Pages) waitingView(r *http.Request, c Code) waitingView {
	p := h.page(r)
	l := p.Prefs.Language
	v := waitingView{Page: p, Switcher: switcher(l, "/code", c.Person, c.People), Person: c.Person, Clock: ui.Clock{Applied: c.Applied, Due: c.Due, Now: c.Now}}
	v.Notice = ui.Notice{Kind: "info", Title: l.T("waiting.meanwhile"), Lines: []string{l.T("waiting.meanwhile.lines")}}
	if v.Clock.Overdue() {
		v.Notice = ui.Notice{Kind: "warn", Title: l.T("waiting.overdue.title"), Lines: []string{l.T("waiting.overdue.lines", "hotline", p.Site.Hotline), l.T("waiting.meanwhile.lines")}}
	}
	v.Links.Items = []ui.Item{
		{Text: l.T("declarations.title"), Icon: "list", Href: withPerson("/declarations", c.Person.ID)},
		{Text: l.T("wards.title"), Icon: "people", Href: "/people"}}
	return v
}

// reasons in the reader's language (BY-02).
func reasons(l *ui.Language, from []Reason) []ui.Reason {
	var out []ui.Reason
	for _, g := range from {
		r := ui.Reason{Rule: g.Rule, Text: l.Say(g.Text), Citation: g.Citation, Until: g.Until, Endless: len(g.Evidence) == 0, Remedy: l.Say(g.Remedy)}
		for _, e := range g.Evidence {
			r.Facts = append(r.Facts, ui.Fact{Title: kindName(l, e.Kind), Source: l.Say(e.Source), From: e.From, Until: e.Until})
		}
		out = append(out, r)
	}
	return out
}

// kindName is an evidence kind in the reader's language; a kind that came later than this page is shown by its own name.
func kindName(l *ui.Language, kind string) string {
	if key := "kind." + strings.ReplaceAll(kind, ".", "_"); l.Has(key) {
		return l.T(key)
	}
	return kind
}
