package desk

import (
	"html/template"
	"net/http"

	"kangma/policy"
	"kangma/web/rulebook"
	"kangma/web/ui"
)

type rulebookView struct {
	Page
	Back  ui.Button
	Title string
	Rules template.HTML
}

func (rulebookView) View() string { return "rulebook" }

// rulebook is a pack as people read it: its rules with citations and who lifts them, its states, and a picture of what leads where.
func (h *Pages) rulebook(w http.ResponseWriter, r *http.Request, me Me) error {
	which, err := policy.ParseDigest(r.PathValue("digest"))
	if err != nil {
		return err
	}
	pack, cases, err := h.service.Rulebook(r.Context(), me.Bearer, which)
	if err != nil {
		return err
	}
	v := rulebookView{Page: h.page(r, me)}
	l := v.Prefs.Language
	lang := policy.En
	if l.Tag == "zh" {
		lang = policy.Zh
	}
	v.Title, v.Back = pack.Title.In(lang), ui.Button{Text: l.T("rules.title"), Kind: "plain", Icon: "back", Href: "/desk/rules"}
	if v.Rules, err = rulebook.HTML(pack, cases, lang); err != nil {
		return err
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}
