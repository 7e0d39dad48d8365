package desk

import (
	"context"
	"encoding/json"
	"net/http"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/policy"
	"kangma/review"
	"kangma/web/ui"
)

// Switching is the modes of the jurisdiction (HB-11, WH-07).
type Switching interface {
	// Modes are the intervals of modes as they stand; whoever has a session may read them: they are public.
	Modes(ctx context.Context, b Bearer) ([]policy.Mode, error)
}

func (l Live) Modes(_ context.Context, b Bearer) ([]policy.Mode, error) {
	if _, err := l.caller(b); err != nil {
		return nil, err
	}
	return l.Node.Modes(), nil
}

type modesView struct {
	Page
	Errors      ui.ErrorSummary
	Modes       []modeRow
	Mode        ui.Select
	What        ui.Choice
	From, Until ui.Field
	Reason      ui.Field
	Propose     ui.Button
}

func (modesView) View() string { return "modes" }

// modeRow is one mode: whether it is on now, and its next or last interval.
type modeRow struct {
	Name, Lead  string
	On          bool
	Planned     bool // it begins later
	From, Until instant.Instant
	Ends        bool
}

// modes shows what is on, and takes a proposal for another to approve.
func (h *Pages) modes(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showModes(w, r, me, nil)
}

func (h *Pages) showModes(w http.ResponseWriter, r *http.Request, me Me, wrong wrongs) error {
	all, err := h.service.Modes(r.Context(), me.Bearer)
	if err != nil {
		return err
	}
	v := modesView{Page: h.page(r, me), Errors: wrong.summary()}
	l := v.Prefs.Language
	v.Mode = ui.Select{Name: "mode", Label: l.T("modes.mode"), Prompt: l.T("modes.choose"), Error: wrong.of("mode")}
	for _, name := range policy.Modes {
		row := modeRow{Name: l.T("modes.name." + name), Lead: l.T("modes.lead." + name)}
		for _, m := range all {
			if m.Mode == name && m.Until > me.Now {
				row.On, row.Planned = m.From <= me.Now, m.From > me.Now
				row.From, row.Until, row.Ends = m.From, m.Until, m.Until != instant.Never
				break
			}
		}
		v.Modes = append(v.Modes, row)
		v.Mode.Options = append(v.Mode.Options, ui.Option{Value: name, Text: row.Name, Chosen: r.PostFormValue("mode") == name})
	}
	off := r.PostFormValue("what") == "off"
	v.What = ui.Choice{Name: "what", Legend: l.T("modes.what"), Across: true, Options: []ui.Option{{Value: "on", Text: l.T("modes.on"), Chosen: !off}, {Value: "off", Text: l.T("modes.off"), Chosen: off}}}
	v.From = ui.Field{Name: "from", Label: l.T("modes.from"), Hint: l.T("modes.from.hint"), Type: "date", Optional: true, Value: r.PostFormValue("from"), Error: wrong.of("from")}
	v.Until = ui.Field{Name: "until", Label: l.T("modes.until"), Type: "date", Optional: true, Value: r.PostFormValue("until"), Error: wrong.of("until")}
	v.Reason = ui.Field{Name: "reason", Label: l.T("modes.reason"), Lines: 3, Value: r.PostFormValue("reason"), Error: wrong.of("reason")}
	v.Propose = ui.Button{Text: l.T("modes.propose")}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	h.pages.Render(w, r, status, v)
	return nil
}

// proposeMode opens the case in which another approves.
func (h *Pages) proposeMode(w http.ResponseWriter, r *http.Request, me Me) error {
	f := review.ModeForm{Mode: r.PostFormValue("mode"), Off: r.PostFormValue("what") == "off", Reason: r.PostFormValue("reason")}
	var err error
	for field, into := range map[string]*instant.Instant{"from": &f.From, "until": &f.Until} {
		s := r.PostFormValue(field)
		if s == "" {
			continue
		}
		day, parse := passage.ParseDay(s)
		if parse != nil {
			err = fault.Field(field, s, "is not a day as 2020-03-25")
			break
		}
		if field == "until" {
			day++ // to its end
		}
		*into = day.Start()
	}
	if err == nil {
		form, encode := json.Marshal(f)
		if encode != nil {
			return encode
		}
		opened, open := h.service.OpenCase(r.Context(), me.Bearer, node.NewCase{Kind: review.ModeSwitch, Form: form})
		if open == nil {
			http.Redirect(w, r, "/desk/cases/"+opened.String(), http.StatusSeeOther)
			return nil
		}
		err = open
	}
	var wrong wrongs
	if !wrong.from(h.page(r, me).Prefs.Language, err) {
		return err
	}
	return h.showModes(w, r, me, wrong)
}
