package holder

import (
	"net/http"
	"net/url"
	"strconv"

	"kangma/internal/instant"
	"kangma/review"
	"kangma/web/ui"
)

// Overview is what is known of a person, by the questions of the national platform (NA-05).
type Overview struct {
	Person      Person
	At          instant.Instant
	Policy      string
	Risk        string // case, contact, trip, place, itinerary, elsewhere, none
	Cases       []Known
	Trips       []Known
	Itinerary   *Known // nil if there is none
	Inbound     []Known
	Codes       []CodeElsewhere
	Places      []PlaceRisk
	Corrections []Case
}

// Known is one record as it is told to its person.
type Known struct {
	Kind   string // of evidence
	What   string // a train, a flight, a port; "" if the record names none
	Result string // of an itinerary
	Source string
	From   instant.Instant
	Until  instant.Instant // Never if it names no end
}

// CodeElsewhere is another authority's latest answer.
type CodeElsewhere struct {
	Issuer string // name of its region
	Colour ui.Colour
	Status string // ok, timeout, missing
	At     instant.Instant
}

// PlaceRisk is one of his places.
type PlaceRisk struct {
	Name, Level string // high, medium, ""
	Home        bool
}

type overviewView struct {
	ui.Page
	Who      Person
	At       instant.Instant
	Switcher ui.Switcher
	Overall  ui.Notice
	Answers  []overviewAnswer
	Back     ui.Button
}

func (overviewView) View() string { return "overview" }

// overviewAnswer is the answer to one of the questions.
type overviewAnswer struct {
	Number int
	Title  string
	Icon   string // done: nothing found; warn: something is; info: neither
	Says   string
	Rows   ui.Rows
	Links  ui.Items
}

// overview is the eight functions in one place (NA-05).
func (h *Pages) overview(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	o, err := h.service.Overview(r.Context(), b, person)
	if err != nil {
		return err
	}
	a, err := h.service.Account(r.Context(), b)
	if err != nil {
		return err
	}
	p := h.page(r)
	l := p.Prefs.Language
	v := overviewView{Page: p, Who: o.Person, At: o.At, Switcher: switcher(l, "/overview", o.Person, a.People),
		Overall: ui.Notice{Kind: "warn", Title: "1 · " + l.T("overview.risk."+o.Risk), Lines: []string{l.T("overview.risk." + o.Risk + ".lines"), l.T("overview.reference")}},
		Back:    ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", o.Person.ID)}}
	if o.Risk == "none" {
		v.Overall.Kind = "done"
	}
	v.Overall.Then = []ui.Button{{Text: l.T("overview.why"), Kind: "second", Href: withPerson("/why", o.Person.ID)}}
	for i, answer := range []func(*ui.Language, Overview) overviewAnswer{answerCases, answerTrips, answerItinerary, answerInbound, answerCodes, answerPlaces, answerCorrections} {
		x := answer(l, o)
		x.Number = i + 2 // the first is the overall notice
		v.Answers = append(v.Answers, x)
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// found is the answer to a question about records: there are none, or these.
func found(l *ui.Language, key string, records []Known) overviewAnswer {
	a := overviewAnswer{Title: l.T("overview." + key), Icon: "done", Says: l.T("overview." + key + ".none")}
	if len(records) > 0 {
		a.Icon, a.Says = "warn", l.T("overview."+key+".some")
	}
	for _, k := range records {
		name := kindName(l, k.Kind)
		if k.What != "" {
			name += " " + k.What
		}
		a.Rows.Rows = append(a.Rows.Rows, ui.Row{Term: name, Value: l.T("overview.record", "source", k.Source, "at", l.At(k.From))})
	}
	return a
}

func answerCases(l *ui.Language, o Overview) overviewAnswer { return found(l, "cases", o.Cases) }

func answerTrips(l *ui.Language, o Overview) overviewAnswer {
	a := found(l, "trips", o.Trips)
	a.Links.Items = []ui.Item{{Text: l.T("selfcheck.title"), Icon: "key", Href: withPerson("/selfcheck", o.Person.ID)}}
	return a
}

func answerItinerary(l *ui.Language, o Overview) overviewAnswer {
	a := overviewAnswer{Title: l.T("overview.itinerary"), Icon: "info", Says: l.T("overview.itinerary.none")}
	if k := o.Itinerary; k != nil {
		a.Says = l.T("overview.itinerary." + k.Result)
		if k.Result == "abnormal" {
			a.Icon = "warn"
		}
		a.Rows.Rows = []ui.Row{{Term: l.T("trip.from"), Value: l.At(k.From)}}
		if k.Until != instant.Never {
			a.Rows.Rows = append(a.Rows.Rows, ui.Row{Term: l.T("trip.until"), Value: l.At(k.Until)})
		}
	}
	a.Links.Items = []ui.Item{itineraryLink(l, o.Person.ID), journeyLink(l, o.Person.ID), mustAsk(review.Arrival).item(l, o.Person.ID)}
	return a
}

func answerInbound(l *ui.Language, o Overview) overviewAnswer {
	a := found(l, "inbound", o.Inbound)
	for _, k := range o.Inbound {
		if k.Kind == "contact.cotraveller" {
			return a
		}
	}
	if len(o.Inbound) > 0 { // he came from abroad, and with no case that is known of
		a.Icon, a.Says = "done", l.T("overview.inbound.entered")
	}
	return a
}

func answerCodes(l *ui.Language, o Overview) overviewAnswer {
	a := overviewAnswer{Title: l.T("overview.codes"), Icon: "info", Says: l.T("overview.codes.none")}
	if len(o.Codes) > 0 {
		a.Says = l.T("overview.codes.some")
	}
	for _, c := range o.Codes {
		says := l.T("overview.codes." + c.Status)
		if c.Status == "ok" {
			says = l.T("colour." + string(c.Colour))
		}
		if c.Colour == "red" || c.Colour == "yellow" {
			a.Icon = "warn"
		}
		a.Rows.Rows = append(a.Rows.Rows, ui.Row{Term: c.Issuer, Value: l.T("overview.codes.row", "says", says, "at", l.At(c.At))})
	}
	a.Links.Items = []ui.Item{{Text: l.T("links.title"), Note: l.T("links.note"), Icon: "refresh", Href: "/links"}, {Text: l.T("notices.title"), Icon: "info", Href: "/notices"}}
	return a
}

func answerPlaces(l *ui.Language, o Overview) overviewAnswer {
	a := overviewAnswer{Title: l.T("overview.places"), Icon: "done", Says: l.T("overview.places.none")}
	where := ""
	for _, p := range o.Places {
		term, level := p.Name, l.T("risk.level."+levelWord(p.Level))
		if p.Home {
			term, where = l.T("overview.places.home", "name", p.Name), p.Name
		}
		if p.Level != "" {
			a.Icon, a.Says = "warn", l.T("overview.places.some")
		}
		a.Rows.Rows = append(a.Rows.Rows, ui.Row{Term: term, Value: level})
	}
	a.Links.Items = []ui.Item{{Text: l.T("risk.title"), Icon: "place", Href: "/risk?where=" + url.QueryEscape(where)}, journeyLink(l, o.Person.ID)}
	return a
}

func levelWord(level string) string {
	if level == "" {
		return "clear"
	}
	return level
}

func answerCorrections(l *ui.Language, o Overview) overviewAnswer {
	a := overviewAnswer{Title: l.T("overview.corrections"), Icon: "info", Says: l.T("overview.corrections.none")}
	if n := len(o.Corrections); n > 0 {
		a.Says = l.T("overview.corrections.some", "n", strconv.Itoa(n))
	}
	for _, c := range o.Corrections {
		a.Links.Items = append(a.Links.Items, ui.Item{Text: l.Say(c.Title), Note: l.Say(c.State) + " · " + c.Office, Icon: "pen", Href: "/cases/" + c.ID.String()})
	}
	a.Links.Items = append(a.Links.Items, mustAsk(review.Correction).item(l, o.Person.ID))
	return a
}
