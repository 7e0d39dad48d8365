package holder

import (
	"context"
	"net/http"
	"net/url"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
)

type visitView struct {
	ui.Page
	Code   string
	Place  Place
	Number string // of the place, as its poster says it
	Who    *ui.Choice
	Go     ui.Button
	Notice ui.Notice
}

func (visitView) View() string { return "visit" }

type visitedView struct {
	ui.Page
	Visit  Visit
	Notice ui.Notice
	List   ui.Button
	Back   ui.Button
}

func (visitedView) View() string { return "visited" }

type visitsView struct {
	ui.Page
	Visits []Visit
	Back   ui.Button
}

func (visitsView) View() string { return "visits" }

// visitForm is what a scanned place code opens: which place it is, for anybody, so that a poster can be checked (SC-03); and the way to
// register the visit (MS-01). The page asks for no position (HB-10).
func (h *Pages) visitForm(w http.ResponseWriter, r *http.Request) error {
	code := r.FormValue("c")
	place, err := h.service.PlaceOfCode(r.Context(), code)
	if err != nil {
		return err
	}
	v := visitView{Page: h.page(r), Code: code, Place: place, Number: place.Number}
	l := v.Prefs.Language
	v.Notice = ui.Notice{Kind: "info", Title: l.T("visit.private"), Lines: []string{l.T("visit.private.lines")}}
	if bearer(r) == "" {
		v.Go = ui.Button{Text: l.T("visit.login"), Href: "/login?next=" + url.QueryEscape(r.URL.RequestURI())}
		h.pages.Render(w, r, http.StatusOK, v)
		return nil
	}
	return h.renewed(w, r, func(b Bearer) error {
		a, err := h.service.Account(r.Context(), b)
		if err != nil {
			return err
		}
		v.Go = ui.Button{Text: l.T("visit.register"), Icon: "place"}
		if len(a.People) > 1 {
			v.Who = &ui.Choice{Name: "person", Legend: l.T("visit.who")}
			for i, p := range a.People {
				v.Who.Options = append(v.Who.Options, ui.Option{Value: p.ID.String(), Text: p.Name, Chosen: i == 0})
			}
		}
		h.pages.Render(w, r, http.StatusOK, v)
		return nil
	})
}

// visit registers the visit.
func (h *Pages) visit(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	done, err := h.service.Visit(r.Context(), b, person, r.FormValue("c"))
	if err != nil {
		return err
	}
	v := visitedView{Page: h.page(r), Visit: done}
	l := v.Prefs.Language
	v.Notice = ui.Notice{Kind: "info", Title: l.T("visit.then"), Lines: []string{l.T("visit.private.lines")}}
	v.List = ui.Button{Text: l.T("visits.title"), Kind: "second", Icon: "list", Href: withPerson("/visits", person)}
	v.Back = ui.Button{Text: l.T("code.back"), Icon: "phone", Href: withPerson("/code", person)}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// visits are where somebody registered, for as long as it is kept.
func (h *Pages) visits(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	list, err := h.service.Visits(r.Context(), b, person)
	if err != nil {
		return err
	}
	v := visitsView{Page: h.page(r), Visits: list}
	v.Back = ui.Button{Text: v.Prefs.Language.T("code.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", person)}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// Visits is registering at places.
type Visits interface {
	// PlaceOfCode is the place of a scanned code. Faults: "visit.no_code", "visit.code_replaced", "visit.code_revoked", "visit.code_old".
	PlaceOfCode(ctx context.Context, code string) (Place, error)
	// Visit registers a person at it; soon after it gives the same visit again. Faults besides: TooMany "visit.too_many", Conflict "point.closed".
	Visit(ctx context.Context, b Bearer, person id.ID, code string) (Visit, error)
	// Visits are those that are still kept, the newest first.
	Visits(ctx context.Context, b Bearer, person id.ID) ([]Visit, error)
}

// Place is a public place with a code.
type Place struct {
	Number string // as its poster says it
	Name   string
	Kind   ui.Text
	Region string
}

// Visit is a registered one.
type Visit struct {
	Place Place
	At    instant.Instant
	Again bool // registered minutes ago already
}
