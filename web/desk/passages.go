package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/passage"
	"kangma/staff"
	"kangma/web/ui"
)

type passagesView struct {
	Page
	Errors      ui.ErrorSummary
	What        string // "all", "manual", "fallbacks"
	Tabs        ui.Switcher
	Region      ui.Field
	From, Until ui.Field
	Why         purposeForm // of those without a code
	Show        ui.Button
	Asked       bool // the list is of what was asked for
	Where       string
	List        []passageLine
	Fallbacks   []FallbackRow
	More        ui.Button
}

func (passagesView) View() string { return "passages" }

// passageLine is one line of a list of passages.
type passageLine struct {
	PassageRow
	Answer  ui.Answer
	Says    string // of a code: its colour; of cards: what they said
	Degrees string
	Href    string // where it is learned who passed; "" for who may not
}

// passageWays are the lists, in their order.
var passageWays = []string{"all", "manual", "fallbacks"}

// passages lists what happened at gates: passages without persons (WH-13), people without a code (NA-12), times without the system (WZ-18).
// Each look at a list is logged with its purpose.
func (h *Pages) passages(w http.ResponseWriter, r *http.Request, me Me) error {
	v := passagesView{Page: h.page(r, me), What: r.FormValue("what")}
	l := v.Prefs.Language
	if v.What != "manual" && v.What != "fallbacks" {
		v.What = "all"
	}
	ask := PassageAsk{Manual: v.What == "manual", Region: r.FormValue("region"), From: r.FormValue("from"), Until: r.FormValue("until")}
	where := url.Values{"region": {ask.Region}}
	v.Tabs = ui.Switcher{Label: l.T("passages.title")}
	for _, way := range passageWays {
		to := url.Values{"what": {way}, "region": {ask.Region}}
		v.Tabs.Tabs = append(v.Tabs.Tabs, ui.Tab{Text: l.T("passages." + way), Href: "/desk/passages?" + to.Encode(), Here: way == v.What})
	}
	wrong, next, err := h.listPassages(&v, r, me, ask)
	if err != nil {
		return err
	}
	if next != nil {
		for _, k := range []string{"what", "from", "until", "purpose", "case"} {
			where.Set(k, r.FormValue(k))
		}
		where.Set("before", next.At.In("Z")+"_"+next.ID.String())
		v.More = ui.Button{Text: l.T("desk.more"), Kind: "second", Href: "/desk/passages?" + where.Encode()}
	}
	v.Errors = wrong.summary()
	v.Region = ui.Field{Name: "region", Label: l.T("desk.region"), Value: ask.Region, Error: wrong.of("region")}
	if v.Where != "" && ask.Region == "" {
		v.Region.Value = v.Where
	}
	v.From.Name, v.From.Label, v.From.Type, v.From.Error = "from", l.T("figures.from"), "date", wrong.of("from")
	v.Until.Name, v.Until.Label, v.Until.Type, v.Until.Error = "until", l.T("figures.until"), "date", wrong.of("until")
	v.Why = purposeAsk(l, r.FormValue, wrong)
	v.Why.Kind.Hint = ""                                                                                             // nobody in particular is looked at
	v.Why.Kind.Options = slices.DeleteFunc(v.Why.Kind.Options, func(o ui.Option) bool { return o.Value == "legal" }) // its note may name somebody, and this is an address (rule DK-4)
	v.Show = ui.Button{Text: l.T("figures.show"), Kind: "second"}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	h.pages.Render(w, r, status, v)
	return nil
}

// listPassages fills the list that is asked for.
func (h *Pages) listPassages(v *passagesView, r *http.Request, me Me, ask PassageAsk) (wrong wrongs, next *passage.Cursor, err error) {
	l := v.Prefs.Language
	v.From.Value, v.Until.Value = ask.From, ask.Until
	if ask.Before, err = readPassageCursor(r.FormValue("before")); err != nil {
		return nil, nil, err
	}
	if v.What == "fallbacks" {
		list, err := h.service.Fallbacks(r.Context(), me.Bearer, ask)
		if err != nil && (fault.CodeOf(err) != fault.Invalid || !wrong.from(l, err)) {
			return nil, nil, err
		}
		v.Fallbacks, v.Where, v.Asked = list.List, list.Region.Name, err == nil
		return wrong, list.Next, nil
	}
	if !r.URL.Query().Has("purpose") {
		return nil, nil, nil // nothing is asked for yet
	}
	why, err := readPurpose(r)
	if err != nil {
		wrong.from(l, err)
		return wrong, nil, nil
	}
	list, err := h.service.Passages(r.Context(), me.Bearer, ask, why)
	if err != nil && (fault.CodeOf(err) != fault.Invalid || !wrong.from(l, err)) {
		return nil, nil, err
	}
	if err == nil {
		v.Where, v.Asked, v.From.Value, v.Until.Value = list.Region.Name, true, list.From.String(), list.Until.String()
	}
	for _, p := range list.List {
		v.List = append(v.List, passageLineOf(l, me, p))
	}
	return wrong, list.Next, nil
}

func passageLineOf(l *ui.Language, me Me, p PassageRow) passageLine {
	x := passageLine{PassageRow: p, Answer: ui.Answer(p.Gate.String()), Degrees: p.Temperature.String()}
	to := url.Values{"point": {p.Point.String()}, "at": {p.At.In("Z")}}
	may := me.May(staff.PassageResolve)
	switch {
	case p.Manual != nil && p.Manual.Basis == passage.Cards:
		x.Says = l.T("passages.cards", "colour", colourName(l, p.Manual.Colour), "itinerary", l.T("gate.fallback.itinerary."+string(p.Manual.Itinerary)))
		may = false // nobody was written down
	case p.Manual != nil:
		to.Set("manual", "1")
		may = may && me.May(staff.PersonReveal)
	case p.Read():
		x.Says = colourName(l, p.Colour)
	}
	if may && (p.Manual != nil || p.Read() && !p.Pseudonym.IsZero()) {
		x.Href = "/desk/passages/" + p.ID.String() + "?" + to.Encode()
	}
	return x
}

func colourName(l *ui.Language, c pass.Colour) string { return l.T("colour." + c.String()) }

// readPassageCursor reads where the page before ended.
func readPassageCursor(s string) (*passage.Cursor, error) {
	if s == "" {
		return nil, nil
	}
	at, last, _ := strings.Cut(s, "_")
	c := passage.Cursor{}
	var err error
	if c.At, _, err = instant.Parse(at); err == nil {
		c.ID, err = id.Parse(last)
	}
	if err != nil {
		return nil, fault.Field("before", s, "is not a cursor of this list")
	}
	return &c, nil
}
