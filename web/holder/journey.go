package holder

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/itinerary"
	"kangma/passage"
	"kangma/region"
	"kangma/review"
	"kangma/web/ui"
)

// Journeys is where a holder says he was within 14 days (NA-05).
type Journeys interface {
	// Journey is the last that was declared for a person, checked with his itinerary.
	Journey(ctx context.Context, b Bearer, person id.ID) (Journey, error)
	// DeclareJourney declares all stays anew, in place of those before. Faults: "journey.…", of a field of a stay: stays[0].from.
	DeclareJourney(ctx context.Context, b Bearer, person id.ID, stays []itinerary.Stay) error
}

// Journey is one that was declared. Declared is 0 if none was.
type Journey struct {
	Person    Person
	Now       instant.Instant
	Declared  instant.Instant
	Stays     []itinerary.Stay
	Cities    []PlaceRisk // of Stays, in order
	Agreement itinerary.Agreement
	Judgement itinerary.Judgement
	CheckIn   *PlaceRisk // city of the last registered visit, nil if none is kept
}

type journeyView struct {
	ui.Page
	Person  string
	Name    string
	None    ui.Notice // Title "" where something is declared
	At      string
	Stays   []stayRow
	CheckIn ui.Rows
	Checked []ui.Notice
	Add     ui.Button
	Nowhere ui.Button
	Links   ui.Items
	Back    ui.Button
}

type stayRow struct {
	City, When, How, Level, Word string
	Remove                       ui.Button
}

func (journeyView) View() string { return "journeys" }

// journeys shows what was declared, and what the system makes of it (WZ-11).
func (h *Pages) journeys(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	j, err := h.service.Journey(r.Context(), b, person)
	if err != nil {
		return err
	}
	p := h.page(r)
	l := p.Prefs.Language
	v := journeyView{Page: p, Person: j.Person.ID.String(), Name: j.Person.Name,
		Add:     ui.Button{Text: l.T("journeys.add"), Icon: "plus", Href: withPerson("/journeys/add", j.Person.ID)},
		Nowhere: ui.Button{Text: l.T("journeys.nowhere"), Kind: "second", Name: "do", Value: "nowhere"},
		Back:    ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", j.Person.ID)}}
	v.Links.Items = []ui.Item{itineraryLink(l, j.Person.ID), mustAsk(review.Arrival).item(l, j.Person.ID), {Text: l.T("risk.title"), Icon: "place", Href: "/risk"}}
	if c := j.CheckIn; c != nil {
		v.CheckIn.Rows = []ui.Row{{Term: l.T("journeys.checkin"), Value: l.T("journeys.level", "city", c.Name, "level", l.T("risk.level."+levelWord(c.Level)))}}
	}
	if j.Declared == 0 {
		v.None = ui.Notice{Kind: "info", Title: l.T("journeys.none"), Lines: []string{l.T("journeys.none.note")}}
	} else {
		v.At = l.T("journeys.at", "at", l.At(j.Declared))
		v.Checked = j.checked(l)
		if len(j.Stays) == 0 {
			v.Nowhere.Text = ""
		}
	}
	for i, s := range j.Stays {
		row := stayRow{City: j.Cities[i].Name, When: s.From.String() + " – " + s.Until.String(), How: l.T("journeys.transport." + string(s.By)), Level: levelWord(j.Cities[i].Level),
			Word:   l.T("risk.level." + levelWord(j.Cities[i].Level)),
			Remove: ui.Button{Text: l.T("journeys.remove.of", "city", j.Cities[i].Name), Kind: "plain small", Name: "remove", Value: strconv.Itoa(i)}}
		if s.Trip != "" {
			row.How += " " + s.Trip
		}
		v.Stays = append(v.Stays, row)
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// checked is what the system says of it: the risk, and whether it agrees with the statement.
func (j Journey) checked(l *ui.Language) []ui.Notice {
	risks := map[itinerary.Judgement]string{itinerary.Clear: "done", itinerary.BeingAnalysed: "info", itinerary.NeedsCode: "warn", itinerary.BeenInRiskCity: "stop"}
	agreements := map[itinerary.Agreement]string{itinerary.Agrees: "done", itinerary.Differs: "warn", itinerary.Unclear: "info"}
	risk, agrees := "journeys.risk."+string(j.Judgement), "journeys.is."+string(j.Agreement)
	return []ui.Notice{{Kind: risks[j.Judgement], Title: l.T(risk), Lines: []string{l.T(risk + ".note")}},
		{Kind: agreements[j.Agreement], Title: l.T(agrees), Lines: []string{l.T(agrees + ".note")}}}
}

// changeJourney takes a city out, or says that there was none.
func (h *Pages) changeJourney(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	j, err := h.service.Journey(r.Context(), b, person)
	if err != nil {
		return err
	}
	stays := slices.Clone(j.Stays)
	if i, err := strconv.Atoi(r.PostFormValue("remove")); err == nil && i >= 0 && i < len(stays) {
		stays = slices.Delete(stays, i, i+1)
	} else if r.PostFormValue("do") == "nowhere" {
		stays = nil
	}
	if err := h.service.DeclareJourney(r.Context(), b, person, itinerary.Recent(stays, j.Now)); err != nil {
		return err
	}
	http.Redirect(w, r, withPerson("/journeys", person), http.StatusSeeOther)
	return nil
}

// theStay is the form of one more city.
var theStay = &form{name: "stay", title: "journeys.add", lead: "journeys.add.lead", done: "journeys.save", path: "/journeys/add",
	steps: []formStep{{"stay", "journeys.add", []question{
		{name: "city", word: "journeys.city", by: byPlace, levels: region.LevelPrefecture, within: 1},
		{name: "from", word: "journeys.from", line: ui.Field{Type: "date"}, fault: wrongDay},
		{name: "until", word: "journeys.until", line: ui.Field{Type: "date"}, fault: wrongDay},
		{name: "transport", word: "journeys.by", by: byChoice, say: "journeys.transport.", values: transports()},
		{name: "trip", word: "journeys.trip", optional: true, line: ui.Field{MaxLength: itinerary.MaxTrip, Autocomplete: "off"}}}}},
	send: addedStay}

func transports() (all []string) {
	for _, t := range itinerary.Transports {
		all = append(all, string(t))
	}
	return all
}

func wrongDay(l *ui.Language, value string) string {
	if _, err := passage.ParseDay(value); err != nil {
		return l.T("fault.date.invalid")
	}
	return ""
}

func (h *Pages) stayForm(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.showForm(w, r, b, theStay)
}

func (h *Pages) addStay(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.fillForm(w, r, b, theStay)
}

// addedStay declares the journey with one stay more.
func addedStay(f *filling) (string, error) {
	var s itinerary.Stay
	var err error
	if s.City, err = f.regionOf("city"); err != nil {
		return "", err
	}
	if s.From, err = passage.ParseDay(f.a.of("from")); err != nil {
		return "", err
	}
	if s.Until, err = passage.ParseDay(f.a.of("until")); err != nil {
		return "", err
	}
	s.By, s.Trip = itinerary.Transport(f.a.of("transport")), f.a.of("trip")
	j, err := f.h.service.Journey(f.r.Context(), f.b, f.person)
	if err != nil {
		return "", err
	}
	err = f.h.service.DeclareJourney(f.r.Context(), f.b, f.person, append(itinerary.Recent(j.Stays, j.Now), s))
	if why, ok := fault.As(err); ok && why.Field == "stays" {
		about := *why // another stay is in the way: told beside this one's beginning
		about.Field = "from"
		err = &about
	}
	return withPerson("/journeys", f.person), err
}

// journeyLink leads there.
func journeyLink(l *ui.Language, person id.ID) ui.Item {
	return ui.Item{Text: l.T("journeys.title"), Note: l.T("journeys.note"), Icon: "list", Href: withPerson("/journeys", person)}
}

// itineraryLink leads to asking the operator.
func itineraryLink(l *ui.Language, person id.ID) ui.Item {
	return ui.Item{Text: l.T("itinerary.title"), Note: l.T("itinerary.note"), Icon: "refresh", Href: withPerson("/itinerary", person)}
}
