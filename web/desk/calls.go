package desk

import (
	"net/http"
	"net/url"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/staff"
	"kangma/web/ui"
)

// callRow is one announced call.
type callRow struct {
	Number, Office string
	At, Until      instant.Instant
}

func (h *Pages) callRows(l *ui.Language, list []staff.Call) (out []callRow) {
	for _, c := range list {
		o := c.Role.Office()
		out = append(out, callRow{c.Number.String(), h.service.Region(c.Region) + " " + l.Say(ui.Text{"zh": o.Zh, "en": o.En}), c.At, c.Until})
	}
	return out
}

// callsPanel is the calls that were announced to a person (EP-04).
type callsPanel struct {
	List     []callRow
	Announce ui.Button
}

// callsOf is the panel, nil for who may not call this person.
func (h *Pages) callsOf(l *ui.Language, r *http.Request, me Me, f node.PersonFile) (*callsPanel, error) {
	if !me.May(staff.InvestigateWork) {
		return nil, nil
	}
	list, err := h.service.CallsTo(r.Context(), me.Bearer, f.ID, f.Purpose)
	if fault.CodeOf(err) == fault.Forbidden {
		return nil, nil
	}
	return &callsPanel{h.callRows(l, list), ui.Button{Text: l.T("calls.announce"), Kind: "second", Icon: "phone"}}, err
}

// announceCall announces a call to the person of a look.
func (h *Pages) announceCall(w http.ResponseWriter, r *http.Request, me Me) error {
	f, err := h.service.PersonFile(r.Context(), me.Bearer, r.PathValue("look"))
	if err != nil {
		return err
	}
	if err := h.service.AnnounceCall(r.Context(), me.Bearer, f.ID, f.Purpose); err != nil {
		return h.personAgain(w, r, me, "calls", err)
	}
	http.Redirect(w, r, "/desk/people/"+f.Look.Text+"?done=announced#calls", http.StatusSeeOther)
	return nil
}

type callsView struct {
	Page
	Errors ui.ErrorSummary
	Region ui.Field
	Show   ui.Button
	Where  string
	List   []callRow
	More   ui.Button
}

func (callsView) View() string { return "calls" }

// calls lists those of the offices of a region that who is called can check now; who is called it does not say.
func (h *Pages) calls(w http.ResponseWriter, r *http.Request, me Me) error {
	v := callsView{Page: h.page(r, me)}
	l := v.Prefs.Language
	where := r.FormValue("region")
	var before id.ID
	var err error
	if s := r.FormValue("before"); s != "" {
		if before, err = id.Parse(s); err != nil {
			return err
		}
	}
	list, err := h.service.Calls(r.Context(), me.Bearer, where, before)
	var wrong wrongs
	status := http.StatusOK
	if err != nil {
		if fault.CodeOf(err) != fault.Invalid || !wrong.from(l, err) {
			return err
		}
		status = ui.Status(err)
	}
	v.Errors, v.Where, v.List = wrong.summary(), list.Region.Name, h.callRows(l, list.List)
	if where == "" {
		where = v.Where
	}
	v.Region = ui.Field{Name: "region", Label: l.T("desk.region"), Value: where, Error: wrong.of("region")}
	v.Show = ui.Button{Text: l.T("figures.show"), Kind: "second"}
	if !list.Next.IsZero() {
		v.More = ui.Button{Text: l.T("desk.more"), Kind: "second", Href: "/desk/calls?" + url.Values{"region": {r.FormValue("region")}, "before": {list.Next.String()}}.Encode()}
	}
	h.pages.Render(w, r, status, v)
	return nil
}
