package holder

import (
	"context"
	"net/http"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
)

// SelfChecks is asking whether one travelled with a patient (SC-01, NA-05), after a look at one's face (SC-02).
type SelfChecks interface {
	// FaceUntil is until when the last look at the own face counts, 0 if it does not.
	FaceUntil(ctx context.Context, b Bearer) (instant.Instant, error)
	// VerifyFace has the register look at the own face. Where an identity provider does, BeginFace is where to send the browser and
	// FinishFace takes what it brings back. Each failure has its own key: "face.…", "identity.…".
	VerifyFace(ctx context.Context, b Bearer) error
	BeginFace(ctx context.Context, b Bearer) (Provider, error)
	FinishFace(ctx context.Context, b Bearer, r Returned) error
	// SelfCheck asks about a person of the account; inbound about flights from abroad alone. Forbidden "face.needed", "selfcheck.own_account"; TooMany "selfcheck.too_many".
	SelfCheck(ctx context.Context, b Bearer, person id.ID, inbound bool) (SelfChecked, error)
}

// SelfChecked is the answer, and how new it is.
type SelfChecked struct {
	Trips           []SharedTrip
	Matched, Listed instant.Instant // 0: never
	Until           string          // last day of which there are lists
	Left            int
}

// SharedTrip is a journey that somebody shared with a patient.
type SharedTrip struct {
	Mode           string // train, flight, coach, ship
	Number, Day    string
	From, To, Seat string
	Class          string  // close, ask, notice, general
	Rule           ui.Text // nil of general
}

// The words of what a trip was, and of how near.
var (
	tripModes   = map[string]string{"train": "selfcheck.train", "flight": "selfcheck.flight", "coach": "selfcheck.coach", "ship": "selfcheck.ship"}
	tripClasses = map[string]string{"close": "selfcheck.class.close", "ask": "selfcheck.class.ask", "notice": "selfcheck.class.notice", "general": "selfcheck.class.general"}
)

type selfcheckView struct {
	ui.Page
	Seen   string     // how long the look at the face counts, "" if it does not
	Face   *ui.Button // a form's; nil where a provider looks, or did
	Go     *ui.Button // to the provider
	Who    *ui.Choice
	What   ui.Choice
	Ask    ui.Button
	Person string
	Answer ui.Notice // Kind "" before anything was asked
	Trips  []sharedTrip
	Fresh  ui.Rows
	Note   ui.Notice
	Back   ui.Button
}

// sharedTrip is one journey on the page.
type sharedTrip struct {
	Title string
	Rows  ui.Rows
}

func (selfcheckView) View() string { return "selfcheck" }

// selfcheckForm is where somebody asks, once his face was looked at.
func (h *Pages) selfcheckForm(w http.ResponseWriter, r *http.Request, b Bearer) error {
	v, err := h.selfcheckView(r, b)
	if err != nil {
		return err
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

func (h *Pages) selfcheckView(r *http.Request, b Bearer) (v selfcheckView, err error) {
	a, err := h.service.Account(r.Context(), b)
	if err != nil {
		return v, err
	}
	until, err := h.service.FaceUntil(r.Context(), b)
	if err != nil {
		return v, err
	}
	v.Page = h.page(r)
	l := v.Prefs.Language
	chosen, inbound := r.FormValue("person"), r.FormValue("what") == "inbound"
	if until != 0 {
		v.Seen = l.T("selfcheck.face.until", "at", l.At(until))
	} else if name := h.service.IdentityProvider(); name != nil {
		v.Go = &ui.Button{Text: l.T("identity.provider", "name", l.Say(name)), Icon: "key", Href: "/selfcheck/provider"}
	} else {
		v.Face = &ui.Button{Text: l.T("selfcheck.face.go"), Icon: "camera"}
	}
	if len(a.People) > 1 {
		v.Who = &ui.Choice{Name: "person", Legend: l.T("selfcheck.who")}
		for i, p := range a.People {
			v.Who.Options = append(v.Who.Options, ui.Option{Value: p.ID.String(), Text: p.Name, Chosen: p.ID.String() == chosen || chosen == "" && i == 0})
		}
	}
	v.What = ui.Choice{Name: "what", Legend: l.T("selfcheck.what"), Options: []ui.Option{{Value: "all", Text: l.T("selfcheck.what.all"), Chosen: !inbound}, {Value: "inbound", Text: l.T("selfcheck.what.inbound"), Chosen: inbound}}}
	v.Ask = ui.Button{Text: l.T("selfcheck.ask"), Icon: "key"}
	v.Note = ui.Notice{Kind: "info", Title: l.T("selfcheck.note"), Lines: []string{l.T("selfcheck.note.judge"), l.T("selfcheck.note.money")}}
	v.Back = ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: "/code"}
	return v, nil
}

// selfcheck answers, or says what is missing.
func (h *Pages) selfcheck(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	got, refused := h.service.SelfCheck(r.Context(), b, person, r.PostFormValue("what") == "inbound")
	if refused != nil && !ownRefusal(refused) {
		return refused
	}
	v, err := h.selfcheckView(r, b)
	if err != nil {
		return err
	}
	l := v.Prefs.Language
	if refused != nil {
		v.Answer = ui.Notice{Kind: "warn", Title: l.T("selfcheck.not_asked"), Lines: []string{l.Refusal(refused)}}
		h.pages.Render(w, r, ui.Status(refused), v)
		return nil
	}
	v.answer(l, got)
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// ownRefusal is one that the page says itself.
func ownRefusal(err error) bool {
	f, ok := fault.As(err)
	return ok && (strings.HasPrefix(f.Key, "face.") || strings.HasPrefix(f.Key, "selfcheck.") || strings.HasPrefix(f.Key, "identity."))
}

func (v *selfcheckView) answer(l *ui.Language, got SelfChecked) {
	row := func(rows *ui.Rows, key, value string) {
		if value != "" {
			rows.Rows = append(rows.Rows, ui.Row{Term: l.T(key), Value: value})
		}
	}
	v.Answer = ui.Notice{Kind: "done", Title: l.T("selfcheck.none"), Lines: []string{l.T("selfcheck.none.so_far")}}
	switch {
	case got.Matched == 0:
		v.Answer = ui.Notice{Kind: "warn", Title: l.T("selfcheck.unmatched"), Lines: []string{l.T("selfcheck.unmatched.do")}}
	case len(got.Trips) > 0:
		v.Answer = ui.Notice{Kind: "warn", Title: l.T("selfcheck.found"), Lines: []string{l.T("selfcheck.found.do")}}
	}
	for _, t := range got.Trips {
		one := sharedTrip{Title: l.T("selfcheck.trip", "mode", l.T(tripModes[t.Mode]), "number", t.Number)}
		row(&one.Rows, "selfcheck.day", t.Day)
		row(&one.Rows, "selfcheck.leg", l.T("selfcheck.leg.of", "from", t.From, "to", t.To))
		row(&one.Rows, "selfcheck.seat", t.Seat)
		row(&one.Rows, "selfcheck.class", l.T(tripClasses[t.Class]))
		if t.Rule != nil {
			row(&one.Rows, "selfcheck.rule", l.Say(t.Rule))
		}
		v.Trips = append(v.Trips, one)
	}
	if got.Matched != 0 {
		row(&v.Fresh, "selfcheck.matched", l.At(got.Matched))
	}
	if got.Listed != 0 {
		row(&v.Fresh, "selfcheck.listed", l.At(got.Listed))
	}
	row(&v.Fresh, "selfcheck.until", got.Until)
	row(&v.Fresh, "selfcheck.left", l.T("selfcheck.left.times", "n", got.Left))
}

// lookAtFace has the register look at the holder's face.
func (h *Pages) lookAtFace(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.afterFace(w, r, b, h.service.VerifyFace(r.Context(), b))
}

// afterFace goes on to the question, or says what failed.
func (h *Pages) afterFace(w http.ResponseWriter, r *http.Request, b Bearer, refused error) error {
	if refused == nil {
		http.Redirect(w, r, "/selfcheck", http.StatusSeeOther)
		return nil
	}
	if !ownRefusal(refused) {
		return refused
	}
	v, err := h.selfcheckView(r, b)
	if err != nil {
		return err
	}
	v.Answer = ui.Notice{Kind: "stop", Title: v.Prefs.Language.T("identity.failed"), Lines: []string{v.Prefs.Language.Refusal(refused)}}
	h.pages.Render(w, r, ui.Status(refused), v)
	return nil
}

// faceBinding marks the binding of a look at the face: the provider sends the browser back to one address.
const faceBinding = "face."

// toFaceProvider sends the browser to the identity provider, to be looked at anew.
func (h *Pages) toFaceProvider(w http.ResponseWriter, r *http.Request, b Bearer) error {
	p, err := h.service.BeginFace(r.Context(), b)
	if err != nil {
		return h.afterFace(w, r, b, err)
	}
	h.keepBinding(w, r, faceBinding+p.Binding, 300)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, p.Address, http.StatusSeeOther)
	return nil
}
