package holder

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/web/ui"
)

// Links is showing codes of other nodes here (NA-11, WZ-02..06).
type Links interface {
	// MayLink says whether other nodes can be asked now.
	MayLink() bool
	// Linked are the codes of all people of the account, the worst colour first.
	Linked(ctx context.Context, b Bearer) ([]LinkedCode, error)
	// Link asks other nodes: for everybody registered under the account's phone, or for a person of it by his document. Unavailable "partner.…",
	// Conflict "link.document".
	Link(ctx context.Context, b Bearer, byPhone bool, person id.ID) (LinkFound, error)
	// Refresh asks the issuer of a linked code how it is now; Unlink ends the link (WZ-06).
	Refresh(ctx context.Context, b Bearer, person id.ID, issuer region.Code) error
	Unlink(ctx context.Context, b Bearer, person id.ID, issuer region.Code) error
}

// LinkedCode is a code of another node that is shown here.
type LinkedCode struct {
	Person id.ID
	Issuer region.Code
	Name   string    // of its region
	Colour ui.Colour // "" where it gave none
	Status string    // ok, timeout, missing
	Reason string    // the id of the rule, as its authority publishes it
	Heard  instant.Instant
}

// LinkFound is what came of asking.
type LinkFound struct {
	Codes    int
	NoAnswer []string // regions that did not answer in time
	Left     int      // people found who cannot be shown by this account
}

type linksView struct {
	ui.Page
	Answer ui.Notice // Kind "" before anything was asked
	Codes  []linkedRow
	How    ui.Choice
	Who    *ui.Choice
	Ask    ui.Button
	Back   ui.Button
}

// linkedRow is one linked code on the page.
type linkedRow struct {
	Title, Person, Issuer string
	Rows                  ui.Rows
	Refresh, Unlink       ui.Button
}

func (linksView) View() string { return "links" }

// linksForm shows what is linked, and asks for more.
func (h *Pages) linksForm(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.showLinks(w, r, b, http.StatusOK, ui.Notice{})
}

func (h *Pages) showLinks(w http.ResponseWriter, r *http.Request, b Bearer, status int, answer ui.Notice) error {
	a, err := h.service.Account(r.Context(), b)
	if err != nil {
		return err
	}
	codes, err := h.service.Linked(r.Context(), b)
	if err != nil {
		return err
	}
	v := linksView{Page: h.page(r), Answer: answer}
	l := v.Prefs.Language
	names := map[id.ID]string{}
	for _, p := range a.People {
		names[p.ID] = p.Name
	}
	for _, c := range codes {
		v.Codes = append(v.Codes, linkedRowOf(l, c, names[c.Person]))
	}
	byPhone := r.FormValue("by") != "identity"
	v.How = ui.Choice{Name: "by", Legend: l.T("links.how"), Options: []ui.Option{
		{Value: "phone", Text: l.T("links.how.phone", "phone", a.Phone), Chosen: byPhone}, {Value: "identity", Text: l.T("links.how.identity"), Chosen: !byPhone}}}
	if len(a.People) > 1 {
		v.Who = &ui.Choice{Name: "person", Legend: l.T("links.who")}
		for i, p := range a.People {
			v.Who.Options = append(v.Who.Options, ui.Option{Value: p.ID.String(), Text: p.Name, Chosen: p.ID.String() == r.FormValue("person") || r.FormValue("person") == "" && i == 0})
		}
	}
	v.Ask = ui.Button{Text: l.T("links.ask"), Icon: "refresh"}
	v.Back = ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: "/code"}
	h.pages.Render(w, r, status, v)
	return nil
}

func linkedRowOf(l *ui.Language, c LinkedCode, name string) linkedRow {
	says := l.T("links.status." + c.Status)
	if c.Status == "ok" {
		says = l.T("colour." + string(c.Colour))
	}
	row := linkedRow{Title: l.T("links.of", "issuer", c.Name), Person: c.Person.String(), Issuer: c.Issuer.String(),
		Rows:    ui.Rows{Rows: []ui.Row{{Term: l.T("links.person"), Value: name}, {Term: l.T("links.says"), Value: says}}},
		Refresh: ui.Button{Text: l.T("links.refresh"), Kind: "second small", Icon: "refresh", Name: "do", Value: "refresh"},
		Unlink:  ui.Button{Text: l.T("links.unlink"), Kind: "plain small", Name: "do", Value: "unlink"}}
	if c.Reason != "" {
		row.Rows.Rows = append(row.Rows.Rows, ui.Row{Term: l.T("links.reason"), Value: c.Reason})
	}
	if c.Heard != 0 {
		row.Rows.Rows = append(row.Rows.Rows, ui.Row{Term: l.T("links.heard"), Value: l.At(c.Heard)})
	}
	return row
}

// link asks other nodes for codes (WZ-02).
func (h *Pages) link(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	l := h.page(r).Prefs.Language
	found, refused := h.service.Link(r.Context(), b, r.PostFormValue("by") != "identity", person)
	if refused != nil {
		return h.linkRefused(w, r, b, refused)
	}
	answer := ui.Notice{Kind: "done", Title: l.T("links.found")}
	if found.Codes == 0 {
		answer = ui.Notice{Kind: "info", Title: l.T("links.none"), Lines: []string{l.T("links.none.do")}}
	}
	if len(found.NoAnswer) > 0 {
		answer.Kind = "warn"
		answer.Lines = append(answer.Lines, l.T("links.silent", "regions", strings.Join(found.NoAnswer, "、")))
	}
	if found.Left > 0 {
		answer.Lines = append(answer.Lines, l.T("links.left", "n", strconv.Itoa(found.Left)))
	}
	return h.showLinks(w, r, b, http.StatusOK, answer)
}

// linkRefused says on the page itself what other nodes or the person's papers do not allow.
func (h *Pages) linkRefused(w http.ResponseWriter, r *http.Request, b Bearer, refused error) error {
	f, ok := fault.As(refused)
	if !ok || !strings.HasPrefix(f.Key, "partner.") && !strings.HasPrefix(f.Key, "link.") {
		return refused
	}
	l := h.page(r).Prefs.Language
	return h.showLinks(w, r, b, ui.Status(refused), ui.Notice{Kind: "warn", Title: l.T("links.refused"), Lines: []string{l.Refusal(refused)}})
}

// changeLink asks the issuer of a linked code again, or ends the link (WZ-06).
func (h *Pages) changeLink(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	issuer, err := region.ParseCode(r.PostFormValue("issuer"))
	if err != nil {
		return fault.New(fault.NotFound, "link.not_found", "no code of that node is linked")
	}
	act := h.service.Refresh
	if r.PostFormValue("do") == "unlink" {
		act = h.service.Unlink
	}
	if err := act(r.Context(), b, person, issuer); err != nil {
		return h.linkRefused(w, r, b, err)
	}
	http.Redirect(w, r, "/links", http.StatusSeeOther)
	return nil
}
