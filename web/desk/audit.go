package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/staff"
	"kangma/web/ui"
)

type auditView struct {
	Page
	Errors           ui.ErrorSummary
	Purpose, Action  ui.Select
	Actor, Object    ui.Field
	Region           ui.Field
	From, Until      ui.Field
	Subject          string
	Show, All        ui.Button // All Href "" if nothing restricts the list
	Asked            bool
	List             []entryRow
	More             ui.Button
	Head             *LogHead // nil before the first checkpoint
	Held             ui.Field
	Check            ui.Button
	Growth           *ui.Notice
	GrowthProofBytes string // to be taken along
}

func (auditView) View() string { return "audit" }

// entryRow is one line of the list.
type entryRow struct {
	Entry
	Does, Who, Why, What string
	Href                 string
}

// audit lists what was done. Without a purpose it asks for one: looking into the log is a look that is noted.
func (h *Pages) audit(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showAudit(w, r, me, func(*auditView, *wrongs) error { return nil })
}

// checkGrowth verifies that the log continues a checkpoint that somebody kept.
func (h *Pages) checkGrowth(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showAudit(w, r, me, func(v *auditView, wrong *wrongs) error {
		l := v.Prefs.Language
		held := r.PostForm.Get("checkpoint")
		v.Held.Value = held
		g, err := h.service.CheckGrowth(r.Context(), me.Bearer, held)
		switch {
		case fault.CodeOf(err) == fault.Invalid:
			v.Held.Error = l.T("audit.growth.unknown")
			wrong.add("checkpoint", v.Held.Error)
			return nil
		case err != nil:
			return err
		case g.Wrong != nil:
			v.Growth = &ui.Notice{Kind: "stop", Title: l.T("audit.growth.wrong"), Lines: []string{l.T("audit.growth.wrong.lines")}}
			return nil
		}
		v.Growth = &ui.Notice{Kind: "done", Title: l.T("audit.growth.sound"),
			Lines: []string{l.T("audit.growth.lines", "held", ui.Thousands(g.Held.N), "now", ui.Thousands(g.Now.N))}}
		text, err := g.Proof.MarshalText()
		v.GrowthProofBytes = string(text)
		return err
	})
}

func (h *Pages) showAudit(w http.ResponseWriter, r *http.Request, me Me, then func(*auditView, *wrongs) error) error {
	v := auditView{Page: h.page(r, me)}
	l := v.Prefs.Language
	head, err := h.service.LogHead(r.Context(), me.Bearer)
	switch {
	case err == nil:
		v.Head = &head
	case fault.CodeOf(err) != fault.NotFound:
		return err
	}
	q := EntryQuery{Action: r.FormValue("action"), Actor: strings.TrimSpace(r.FormValue("actor")), Object: strings.TrimSpace(r.FormValue("object")),
		Subject: r.FormValue("subject"), Region: strings.TrimSpace(r.FormValue("region")), From: r.FormValue("from"), Until: r.FormValue("until")}
	if q.Before, err = cursorOf(r); err != nil {
		return err
	}
	var wrong wrongs
	kind := r.FormValue("purpose")
	if kind != "" {
		if q.Purpose, err = staff.ParsePurpose(kind, "", l.T("audit.note")); err == nil {
			err = v.list(h, r, me, q)
		}
		if err != nil && !wrong.from(l, err) {
			return err
		}
	}
	v.Held = ui.Field{Name: "checkpoint", Label: l.T("audit.growth.held"), Hint: l.T("audit.growth.hint"), Lines: 5}
	v.Check = ui.Button{Text: l.T("audit.growth.check"), Kind: "second"}
	if err := then(&v, &wrong); err != nil {
		return err
	}
	v.form(l, q, kind, wrong)
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	h.pages.Render(w, r, status, v)
	return nil
}

func (v *auditView) list(h *Pages, r *http.Request, me Me, q EntryQuery) error {
	l := v.Prefs.Language
	list, next, err := h.service.Entries(r.Context(), me.Bearer, q)
	if err != nil {
		return err
	}
	v.Asked = true
	why := "?purpose=" + url.QueryEscape(string(q.Purpose.Kind))
	for _, e := range list {
		v.List = append(v.List, entryRow{Entry: e, Does: actText(l, e.Action), Who: entryActor(l, e.Entry), Why: purposeText(l, e.Purpose),
			What: objectText(l, e.Object), Href: "/desk/audit/" + e.ID.String() + why})
	}
	if !next.IsZero() {
		on := r.URL.Query()
		on.Set("before", next.String())
		v.More = ui.Button{Text: l.T("desk.more"), Kind: "second", Href: "/desk/audit?" + on.Encode()}
	}
	return nil
}

// form shows again what was asked for.
func (v *auditView) form(l *ui.Language, q EntryQuery, kind string, wrong wrongs) {
	v.Errors = wrong.summary()
	v.Purpose = purposeSelect(l, kind, wrong.of("purpose"))
	v.Action = ui.Select{Name: "action", Label: l.T("audit.action"), Prompt: l.T("audit.any")}
	for _, a := range audit.Actions() {
		v.Action.Options = append(v.Action.Options, ui.Option{Value: string(a), Text: actText(l, a), Chosen: string(a) == q.Action})
	}
	slices.SortStableFunc(v.Action.Options, func(a, b ui.Option) int { return strings.Compare(a.Text, b.Text) })
	v.Actor = ui.Field{Name: "actor", Label: l.T("audit.actor"), Value: q.Actor, Error: wrong.of("actor"), MaxLength: 64}
	v.Object = ui.Field{Name: "object", Label: l.T("audit.object"), Value: q.Object, Error: wrong.of("object"), MaxLength: 100}
	v.Region = ui.Field{Name: "region", Label: l.T("desk.region"), Value: q.Region, Error: wrong.of("region")}
	v.From = ui.Field{Name: "from", Label: l.T("figures.from"), Type: "date", Value: q.From, Error: wrong.of("from")}
	v.Until = ui.Field{Name: "until", Label: l.T("figures.until"), Type: "date", Value: q.Until, Error: wrong.of("until")}
	v.Subject = q.Subject
	v.Show = ui.Button{Text: l.T("figures.show"), Kind: "second"}
	if q.Action+q.Actor+q.Object+q.Region+q.From+q.Until+q.Subject != "" {
		v.All = ui.Button{Text: l.T("audit.all"), Kind: "plain", Href: "/desk/audit?purpose=" + url.QueryEscape(kind)}
	}
}

// purposeSelect asks why somebody looks.
func purposeSelect(l *ui.Language, chosen, wrong string) ui.Select {
	s := ui.Select{Name: "purpose", Label: l.T("audit.purpose"), Error: wrong, Prompt: l.T("audit.choose")}
	for _, p := range staff.PurposeKinds {
		s.Options = append(s.Options, ui.Option{Value: string(p.Kind), Text: l.T("purpose." + string(p.Kind)), Chosen: string(p.Kind) == chosen})
	}
	return s
}

// checkpoint is the newest one as a file for outsiders.
func (h *Pages) checkpoint(w http.ResponseWriter, r *http.Request, me Me) error {
	head, err := h.service.LogHead(r.Context(), me.Bearer)
	if err == nil {
		download(w, "checkpoint-"+strconv.FormatInt(head.Size, 10)+".txt", "text/plain; charset=utf-8", head.Note)
	}
	return err
}

// download sends a file to be kept.
func download(w http.ResponseWriter, name, kind string, content []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(content)
}

// entryAsked reads an entry's id and the purpose of the look from a request.
func entryAsked(r *http.Request, l *ui.Language) (which id.ID, why staff.Purpose, err error) {
	if which, err = id.Parse(r.PathValue("id")); err != nil {
		return which, why, err
	}
	why, err = staff.ParsePurpose(r.FormValue("purpose"), "", l.T("audit.note"))
	return which, why, err
}
