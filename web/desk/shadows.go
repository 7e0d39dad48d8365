package desk

import (
	"net/http"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/web/ui"
)

type shadowsView struct {
	Page
	Errors ui.ErrorSummary
	Said   *ui.Notice
	Back   ui.Button
	List   []shadowRow
	Pack   ui.Select
	Start  ui.Button // Text "" while one runs
}

func (shadowsView) View() string { return "shadows" }

// shadowRow is a pack that decides, or decided, beside the rules in force.
type shadowRow struct {
	ID, Policy     string
	Runs           bool
	From, Until    instant.Instant
	Counts         ui.Rows
	Changes        ui.Bars
	Stop           ui.Button
	Nothing, Waits bool // no difference; nothing decided yet
}

// shadows shows what packs would have decided otherwise, beside the rules in force (BY-05). Decisions are counted, not people.
func (h *Pages) shadows(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showShadows(w, r, me, nil)
}

func (h *Pages) showShadows(w http.ResponseWriter, r *http.Request, me Me, refused error) error {
	v := shadowsView{Page: h.page(r, me)}
	v.Path = "/desk/rules/shadows"
	l := v.Prefs.Language
	list, err := h.service.Shadows(r.Context(), me.Bearer)
	if err != nil {
		return err
	}
	kept, err := h.service.Candidates(r.Context(), me.Bearer)
	if err != nil {
		return err
	}
	var wrong wrongs
	status := http.StatusOK
	if refused != nil {
		if !wrong.from(l, refused) {
			return refused
		}
		status = ui.Status(refused)
	}
	v.Errors = wrong.summary()
	v.Back = ui.Button{Text: l.T("rules.title"), Kind: "plain", Icon: "back", Href: "/desk/rules"}
	if done := r.URL.Query().Get("done"); done == "started" || done == "stopped" {
		v.Said = &ui.Notice{Kind: "done", Title: l.T("shadows." + done)}
	}
	running := false
	for _, s := range list {
		row := shadowRow{ID: s.ID.String(), Policy: s.Policy, Runs: s.EndedAt == instant.Never, From: s.StartedAt, Until: s.EndedAt, Waits: s.Decided == 0, Nothing: s.Decided > 0 && s.Told.Changed == 0}
		running = running || row.Runs
		row.Counts.Rows = []ui.Row{{Term: l.T("shadows.decided"), Value: ui.Thousands(s.Decided)}, {Term: l.T("shadows.changed"), Value: toldCount(l, s.Told.Changed)}, {Term: l.T("shadows.passed"), Value: ui.Thousands(s.Passed)}}
		row.Changes = turns(l, "shadow-"+row.ID[24:], l.T("shadows.changes"), l.T("shadows.decided"), s.Told.Changes)
		row.Stop = ui.Button{Text: l.T("shadows.stop"), Kind: "second small"}
		v.List = append(v.List, row)
	}
	v.Pack = ui.Select{Name: "digest", Label: l.T("rules.pack"), Prompt: l.T("rules.choose"), Error: wrong.of("digest")}
	for _, k := range kept {
		v.Pack.Options = append(v.Pack.Options, ui.Option{Value: k.Digest.String(), Text: k.Policy, Chosen: k.Digest.String() == r.FormValue("digest")})
	}
	if !running {
		v.Start = ui.Button{Text: l.T("shadows.start"), Kind: "second"}
	}
	h.pages.Render(w, r, status, v)
	return nil
}

// startShadow lets a pack decide beside the rules in force.
func (h *Pages) startShadow(w http.ResponseWriter, r *http.Request, me Me) error {
	pack, err := policy.ParseDigest(r.PostForm.Get("digest"))
	if err == nil {
		err = h.service.StartShadow(r.Context(), me.Bearer, pack)
	}
	if err != nil {
		return h.showShadows(w, r, me, err)
	}
	http.Redirect(w, r, "/desk/rules/shadows?done=started", http.StatusSeeOther)
	return nil
}

// stopShadow ends one.
func (h *Pages) stopShadow(w http.ResponseWriter, r *http.Request, me Me) error {
	which, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := h.service.StopShadow(r.Context(), me.Bearer, which); err != nil {
		return h.showShadows(w, r, me, err)
	}
	http.Redirect(w, r, "/desk/rules/shadows?done=stopped", http.StatusSeeOther)
	return nil
}
