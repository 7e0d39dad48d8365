package desk

import (
	"net/http"

	"kangma/internal/id"
	"kangma/web/ui"
)

type noticesView struct {
	Page
	List   []Notice
	Unread []id.ID // on this page
	Read   ui.Button
	More   ui.Button // Href "" at the end
}

func (noticesView) View() string { return "notices" }

// notices are what somebody was told, himself and in his offices.
func (h *Pages) notices(w http.ResponseWriter, r *http.Request, me Me) error {
	var before id.ID
	var err error
	if s := r.FormValue("before"); s != "" {
		if before, err = id.Parse(s); err != nil {
			return err
		}
	}
	v := noticesView{Page: h.page(r, me)}
	l := v.Prefs.Language
	var next id.ID
	if v.List, next, err = h.service.Notices(r.Context(), me.Bearer, before); err != nil {
		return err
	}
	for _, n := range v.List {
		if !n.Read {
			v.Unread = append(v.Unread, n.ID)
		}
	}
	v.Read = ui.Button{Text: l.T("desk.notices.read"), Kind: "second small"}
	if !next.IsZero() {
		v.More = ui.Button{Text: l.T("desk.more"), Kind: "second", Href: "/desk/notices?before=" + next.String()}
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// readNotices notes that those of a page were read.
func (h *Pages) readNotices(w http.ResponseWriter, r *http.Request, me Me) error {
	var which []id.ID
	for _, s := range r.PostForm["notice"] {
		v, err := id.Parse(s)
		if err != nil {
			return err
		}
		which = append(which, v)
	}
	if err := h.service.ReadNotices(r.Context(), me.Bearer, which); err != nil {
		return err
	}
	http.Redirect(w, r, "/desk/notices", http.StatusSeeOther)
	return nil
}
