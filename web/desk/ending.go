package desk

import (
	"bytes"
	"encoding/json"
	"net/http"

	"kangma/destruction"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
)

type endingView struct {
	Page
	Errors          ui.ErrorSummary
	Said            *ui.Notice
	State           ui.Notice
	Destroyed, Kept tableCount
	Files           int64
	Order           *orderRow // nil if nobody has proposed it
	Reason          ui.Field
	Propose         ui.Button // Text "" while it cannot be proposed
}

func (endingView) View() string { return "ending" }

// tableCount is tables of the node with their rows.
type tableCount struct {
	Rows   string
	Tables []destruction.Table
}

func countTables(list []destruction.Table) tableCount {
	var all int64
	for _, t := range list {
		all += t.Rows
	}
	return tableCount{ui.Thousands(all), list}
}

// orderRow is a proposal that waits for its second hand.
type orderRow struct {
	ID, By, Reason string
	At             instant.Instant
	Why            ui.Field
	Sure           ui.Agree
	Approve        ui.Button
}

// destruction shows what the destruction of the node would destroy and keep; two people order it (BY-16).
func (h *Pages) destruction(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showEnding(w, r, me, nil)
}

func (h *Pages) showEnding(w http.ResponseWriter, r *http.Request, me Me, refused error) error {
	v := endingView{Page: h.page(r, me)}
	v.Path = "/desk/destruction"
	l := v.Prefs.Language
	doom, err := h.service.Doom(r.Context(), me.Bearer)
	if err != nil {
		return err
	}
	order, err := h.service.DestructionOrder(r.Context(), me.Bearer)
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
	if r.URL.Query().Get("done") == "proposed" {
		v.Said = &ui.Notice{Kind: "done", Title: l.T("ending.proposed")}
	}
	v.Destroyed, v.Kept, v.Files = countTables(doom.Destroyed), countTables(doom.Kept), doom.Files
	if doom.Refused != nil {
		v.State = ui.Notice{Kind: "info", Title: l.T("ending.not_now"), Lines: []string{l.Refusal(doom.Refused)}}
		if doom.Ended != instant.Never {
			v.State.Lines = append(v.State.Lines, l.T("ending.due", "policy", doom.Policy, "ended", l.At(doom.Ended), "due", l.At(doom.Due)))
		}
		h.pages.Render(w, r, status, v)
		return nil
	}
	v.State = ui.Notice{Kind: "warn", Title: l.T("ending.may"), Lines: []string{l.T("ending.due", "policy", doom.Policy, "ended", l.At(doom.Ended), "due", l.At(doom.Due))}}
	if order != nil && order.Approved == nil && me.Now < order.Proposed.At.Add(destruction.Waits) {
		v.Order = &orderRow{ID: order.ID.String(), By: roleText(l, order.Proposed.By.Role) + " " + shortID(order.Proposed.By.Account.String()), Reason: order.Proposed.Reason, At: order.Proposed.At,
			Why:     ui.Field{Name: "why", Label: l.T("rules.why"), Value: r.PostFormValue("why"), MaxLength: 300, Error: wrong.of("why")},
			Sure:    ui.Agree{Name: "sure", Text: l.T("ending.sure"), Error: wrong.of("sure")},
			Approve: ui.Button{Text: l.T("ending.approve"), Kind: "danger", Icon: "warn"}}
	}
	v.Reason = ui.Field{Name: "reason", Label: l.T("rules.reason"), Value: r.PostFormValue("reason"), MaxLength: 300, Error: wrong.of("reason")}
	v.Propose = ui.Button{Text: l.T("ending.propose"), Kind: "second"}
	h.pages.Render(w, r, status, v)
	return nil
}

// proposeDestruction proposes it for another to approve.
func (h *Pages) proposeDestruction(w http.ResponseWriter, r *http.Request, me Me) error {
	if err := h.service.ProposeDestruction(r.Context(), me.Bearer, text(r, "reason")); err != nil {
		return h.showEnding(w, r, me, err)
	}
	http.Redirect(w, r, "/desk/destruction?done=proposed", http.StatusSeeOther)
	return nil
}

// approveDestruction orders it. From then on nobody is logged in any more: the page that follows is for everybody.
func (h *Pages) approveDestruction(w http.ResponseWriter, r *http.Request, me Me) error {
	order, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return err
	}
	switch {
	case text(r, "why") == "":
		err = fault.Missing("why")
	case r.PostFormValue("sure") == "":
		err = fault.Missing("sure").WithKey("destruction.sure")
	default:
		err = h.service.ApproveDestruction(r.Context(), me.Bearer, order, text(r, "why"))
	}
	if err != nil {
		return h.showEnding(w, r, me, err)
	}
	http.Redirect(w, r, "/desk/destroyed", http.StatusSeeOther)
	return nil
}

type destroyedView struct {
	Page
	State           ui.Notice
	Again           int // seconds until it is looked again; 0: no more
	Certificate     *destruction.Certificate
	Destroyed, Kept tableCount
}

func (destroyedView) View() string { return "destroyed" }

// destroyed says to everybody how far the destruction of this node is, and shows its certificate.
func (h *Pages) destroyed(w http.ResponseWriter, r *http.Request) error {
	ordered, signed, err := h.service.Destroyed(r.Context())
	if err != nil {
		return err
	}
	if !ordered {
		return fault.New(fault.NotFound, "destruction.none", "the data of this node has not been destroyed")
	}
	v := destroyedView{Page: h.page(r, Me{})}
	l := v.Prefs.Language
	if signed == nil {
		v.State, v.Again = ui.Notice{Kind: "warn", Title: l.T("ending.runs"), Lines: []string{l.T("ending.runs.lines")}}, 5
		w.Header().Set(ui.WaitingHeader, "1")
		h.pages.Render(w, r, http.StatusOK, v)
		return nil
	}
	v.Certificate = &destruction.Certificate{}
	if err := json.NewDecoder(bytes.NewReader(signed)).Decode(v.Certificate); err != nil {
		return err
	}
	v.State = ui.Notice{Kind: "done", Title: l.T("ending.done"), Lines: []string{l.T("ending.done.lines")}}
	v.Destroyed, v.Kept = countTables(v.Certificate.Destroyed), countTables(v.Certificate.Kept)
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}
