package holder

import (
	"net/http"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
)

type noticesView struct {
	ui.Page
	Notices []noticeRow
	Unread  []string // ids on this page
	Read    ui.Button
	More    ui.Button
	Back    ui.Button
}

type noticeRow struct {
	Title, Text ui.Text
	Whose       string // masked, where the account shows several people
	At          instant.Instant
	New         bool
}

func (noticesView) View() string { return "notices" }

const noticesShown = 20

// notices are what the people of the account were told, all in one place (NA-05).
func (h *Pages) notices(w http.ResponseWriter, r *http.Request, b Bearer) error {
	before, err := idOf(r.FormValue("before"))
	if err != nil {
		return err
	}
	a, err := h.service.Account(r.Context(), b)
	if err != nil {
		return err
	}
	list, next, err := h.service.Notices(r.Context(), b, before, noticesShown)
	if err != nil {
		return err
	}
	v := noticesView{Page: h.page(r)}
	l := v.Prefs.Language
	v.Read = ui.Button{Text: l.T("notices.read"), Kind: "second"}
	v.Back = ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: "/code"}
	if !next.IsZero() {
		v.More = ui.Button{Text: l.T("notices.more"), Kind: "second", Href: "/notices?before=" + next.String()}
	}
	for _, n := range list {
		row := noticeRow{Title: n.Title, Text: n.Text, At: n.At, New: !n.Read}
		for _, p := range a.People {
			if p.ID == n.Person && len(a.People) > 1 {
				row.Whose = p.Name
			}
		}
		if row.New {
			v.Unread = append(v.Unread, n.ID.String())
		}
		v.Notices = append(v.Notices, row)
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// readNotices notes that the notices of a page have been read.
func (h *Pages) readNotices(w http.ResponseWriter, r *http.Request, b Bearer) error {
	var which []id.ID
	for _, s := range r.Form["notice"] {
		v, err := idOf(s)
		if err != nil {
			return err
		}
		which = append(which, v)
	}
	if err := h.service.ReadNotices(r.Context(), b, which); err != nil {
		return err
	}
	http.Redirect(w, r, "/notices", http.StatusSeeOther)
	return nil
}

// idOf reads an id of a form or an address; none is zero.
func idOf(s string) (id.ID, error) {
	if s == "" {
		return id.ID{}, nil
	}
	return id.Parse(s)
}
