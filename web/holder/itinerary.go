package holder

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/itinerary"
	"kangma/review"
	"kangma/web/ui"
)

// Itineraries is asking the telecom operator where somebody was: 1 or 0, and no place (WZ-08).
type Itineraries interface {
	// Itinerary is what is known of a person's; the zero person is the account's own.
	Itinerary(ctx context.Context, b Bearer, person id.ID) (Itinerary, error)
	// AskItinerary has the operator send a code to the phone, with consent. Faults: "itinerary.…"; TooMany "login.too_soon", "login.blocked".
	AskItinerary(ctx context.Context, b Bearer, person id.ID, consent bool) error
	// QueryItinerary brings that code. Faults of the field code: "itinerary.code_wrong", "itinerary.code_void"; Unavailable "itinerary.unreachable".
	QueryItinerary(ctx context.Context, b Bearer, person id.ID, code string) error
	// FollowItinerary asks again for a statement that is being analysed.
	FollowItinerary(ctx context.Context, b Bearer, person id.ID) error
}

// Itinerary is what the page of an itinerary says.
type Itinerary struct {
	Person           Person
	Now              instant.Instant
	Offered          bool             // an operator can be asked
	Counts           itinerary.Result // now
	Latest           itinerary.Result // of the latest record, "" if there is none
	Source           string
	Left             bool
	Updated, Expires instant.Instant // of the latest record
	ListMoved        bool            // the list has changed since: showing renews it no more
	Stage            itinerary.Stage // of a question under way
	Blocked          instant.Instant // until when no code is sent; past if it is
	Cities           int             // on today's list
	Published        instant.Instant // 0 if there is none
	Rule             *itinerary.Rule
	Valid            time.Duration // of a statement that were made now
}

// blocked says whether codes are blocked (WZ-12, state 13).
func (i Itinerary) blocked() bool { return i.Blocked > i.Now }

type itineraryView struct {
	ui.Page
	Person  string
	Name    string
	Errors  ui.ErrorSummary
	Result  ui.Notice
	Rows    ui.Rows
	Notices []ui.Notice
	Code    ui.Field
	Sent    bool // a code was sent
	InWork  bool
	Can     bool // a code can be asked for
	Consent ui.Agree
	Ask     ui.Button
	Done    ui.Button
	Again   ui.Button
	Looks   []string // two looks, two questions
	Ways    ui.Items
	Levels  []itineraryLevel
	Valid   string
	Most    string
	Version string
	Cities  string
	Back    ui.Button
}

type itineraryLevel struct{ Name, Idle, Busy string }

func (itineraryView) View() string { return "itinerary" }

// itinerary shows what is known, and asks for consent or for the code (WZ-01, WZ-07, WZ-08, WZ-11).
func (h *Pages) itinerary(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.showItinerary(w, r, b, http.StatusOK, nil)
}

func (h *Pages) showItinerary(w http.ResponseWriter, r *http.Request, b Bearer, status int, wrong wrongs) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	i, err := h.service.Itinerary(r.Context(), b, person)
	if err != nil {
		return err
	}
	v := h.itineraryView(r, i)
	v.Errors, v.Consent.Error, v.Code.Error = wrong.summary(), wrong.of("consent"), wrong.of("code")
	if v.InWork {
		w.Header().Set(ui.WaitingHeader, "1")
	}
	h.pages.Render(w, r, status, v)
	return nil
}

func (h *Pages) itineraryView(r *http.Request, i Itinerary) itineraryView {
	p := h.page(r)
	l := p.Prefs.Language
	v := itineraryView{Page: p, Person: i.Person.ID.String(), Name: i.Person.Name, Sent: i.Stage == itinerary.CodeSent, InWork: i.Stage == itinerary.InWork,
		Code:    ui.Field{Name: "code", Label: l.T("itinerary.code"), Hint: l.T("itinerary.code.hint"), InputMode: "numeric", Autocomplete: "one-time-code", Width: "code", MaxLength: 6},
		Consent: ui.Agree{Name: "consent", Text: l.T("itinerary.consent")},
		Done:    ui.Button{Text: l.T("itinerary.query")},
		Ask:     ui.Button{Text: l.T("itinerary.ask")},
		Again:   ui.Button{Text: l.T("itinerary.look"), Icon: "refresh"},
		Back:    ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", i.Person.ID)},
	}
	v.Result, v.Rows = i.result(l)
	v.Notices = i.notices(l)
	v.Can = i.Offered && !i.blocked()
	if i.Latest != "" || v.Sent {
		v.Ask.Text, v.Ask.Kind, v.Ask.Icon = l.T("itinerary.again"), "second", "refresh"
	}
	if i.Counts == itinerary.Unknown && !v.InWork {
		v.Looks = []string{l.T("itinerary.look1"), l.T("itinerary.look2"), l.T("itinerary.ask1"), l.T("itinerary.ask2")}
		v.Ways.Items = []ui.Item{mustAsk(review.TemporaryPass).item(l, i.Person.ID), mustAsk(review.Check).item(l, i.Person.ID)}
	}
	v.rule(l, i)
	return v
}

// result is what counts, in words, and since when until when.
func (i Itinerary) result(l *ui.Language) (ui.Notice, ui.Rows) {
	kinds := map[itinerary.Result]string{itinerary.Normal: "done", itinerary.Abnormal: "stop", itinerary.Analysing: "info", itinerary.Unknown: "warn"}
	word := string(i.Counts)
	if i.Counts == itinerary.Unknown && i.Latest != "" && i.Latest != itinerary.Unknown {
		word = "expired"
	}
	if i.Latest == "" {
		word = "none"
	}
	n := ui.Notice{Kind: kinds[i.Counts], Title: l.T("itinerary.is." + word), Lines: []string{l.T("itinerary.is." + word + ".note")}}
	var rows ui.Rows
	if i.Latest != "" {
		rows.Rows = []ui.Row{{Term: l.T("trip.from"), Value: l.At(i.Updated)}}
		if i.Latest == itinerary.Normal && i.Expires != instant.Never {
			rows.Rows = append(rows.Rows, ui.Row{Term: l.T("trip.until"), Value: l.At(i.Expires)})
		}
		if i.Counts == itinerary.Normal || i.Counts == itinerary.Abnormal {
			rows.Rows = append(rows.Rows, ui.Row{Term: l.T("itinerary.left"), Value: l.T(map[bool]string{true: "itinerary.left.yes", false: "itinerary.left.no"}[i.Left])})
		}
		rows.Rows = append(rows.Rows, ui.Row{Term: l.T("itinerary.source"), Value: i.Source})
	}
	if i.Counts == itinerary.Abnormal {
		n.Then = []ui.Button{{Text: l.T("itinerary.check"), Kind: "second", Href: withPerson("/cases/new?kind=check", i.Person.ID)}}
	}
	return n, rows
}

// notices are what stands between the holder and an answer: blocked, being analysed, a second code, another list.
func (i Itinerary) notices(l *ui.Language) (all []ui.Notice) {
	add := func(kind, key string, pairs ...any) {
		all = append(all, ui.Notice{Kind: kind, Title: l.T(key), Lines: []string{l.T(key+".note", pairs...)}})
	}
	if i.blocked() {
		add("stop", "itinerary.blocked", "until", l.At(i.Blocked))
	}
	switch i.Stage {
	case itinerary.InWork:
		if i.Counts != itinerary.Analysing { // else the answer says it
			add("info", "itinerary.in_work")
		}
	case itinerary.CodeAgain:
		add("warn", "itinerary.second_code")
	}
	if i.ListMoved {
		add("warn", "itinerary.list_moved")
	}
	if !i.Offered {
		add("warn", "itinerary.not_offered")
	}
	return all
}

// rule is how long statements are valid, for who wants to know (WZ-07).
func (v *itineraryView) rule(l *ui.Language, i Itinerary) {
	if i.Rule == nil {
		return
	}
	hours := func(d time.Duration) string {
		return l.T("itinerary.hours", "n", strconv.FormatFloat(d.Hours(), 'g', 4, 64))
	}
	for _, r := range i.Rule.Levels {
		v.Levels = append(v.Levels, itineraryLevel{l.Say(ui.Text{"zh": r.Title.Zh, "en": r.Title.En}), hours(r.Idle), hours(r.Busy)})
	}
	v.Valid, v.Most, v.Version = l.T("itinerary.rule.now", "n", hours(i.Valid)), l.T("itinerary.rule.most", "n", hours(i.Rule.Most)), i.Rule.Version
	v.Cities = l.T("itinerary.cities", "n", strconv.Itoa(i.Cities))
	if i.Published != 0 {
		v.Cities = l.T("itinerary.cities.of", "n", strconv.Itoa(i.Cities), "day", l.At(i.Published))
	}
}

// askItinerary has the operator send a code.
func (h *Pages) askItinerary(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	return h.told(w, r, b, "consent", h.service.AskItinerary(r.Context(), b, person, r.PostFormValue("consent") != ""))
}

// queryItinerary brings the code.
func (h *Pages) queryItinerary(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	code := digits(r.PostFormValue("code"))
	if len(code) != 6 {
		return h.told(w, r, b, "code", fault.Missing("code"))
	}
	return h.told(w, r, b, "code", h.service.QueryItinerary(r.Context(), b, person, code))
}

// followItinerary looks whether the analysis has ended.
func (h *Pages) followItinerary(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	return h.told(w, r, b, "code", h.service.FollowItinerary(r.Context(), b, person))
}

// told leads back to the page, or shows it with what was refused beside the field that it is about: an operator that does
// not answer is no dead end.
func (h *Pages) told(w http.ResponseWriter, r *http.Request, b Bearer, field string, err error) error {
	if err == nil {
		person, err := personOf(r)
		if err == nil {
			http.Redirect(w, r, withPerson("/itinerary", person), http.StatusSeeOther)
		}
		return err
	}
	l := h.page(r).Prefs.Language
	var wrong wrongs
	f, ok := fault.As(err)
	switch {
	case ok && f.Key == "field.missing":
		wrong.add(field, l.T("fault.field.missing.code"))
	case ok && (strings.HasPrefix(f.Key, "itinerary.") || strings.HasPrefix(f.Key, "login.")):
		wrong.add(field, l.Refusal(err))
	case !wrong.from(l, err):
		return err
	}
	return h.showItinerary(w, r, b, http.StatusUnprocessableEntity, wrong)
}
