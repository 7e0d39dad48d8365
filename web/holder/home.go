package holder

import (
	"net/http"

	"kangma/internal/fault"
	"kangma/web/ui"
)

type homeView struct {
	ui.Page
	Start ui.Button
}

func (homeView) View() string { return "home" }

// home leads to the code, or says what this is to somebody who is not signed in.
func (h *Pages) home(w http.ResponseWriter, r *http.Request) {
	if bearer(r) != "" {
		http.Redirect(w, r, "/code", http.StatusSeeOther)
		return
	}
	p := h.page(r)
	h.pages.Render(w, r, http.StatusOK, homeView{Page: p, Start: ui.Button{Text: p.Prefs.Language.T("home.start"), Icon: "phone", Href: "/login"}})
}

// missing answers every other address.
func (h *Pages) missing(w http.ResponseWriter, r *http.Request) {
	h.refuse(w, r, fault.New(fault.NotFound, "page.missing", "no such page"))
}
