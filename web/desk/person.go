package desk

import (
	"net/http"
	"slices"
	"strings"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/policy"
	"kangma/review"
	"kangma/staff"
	"kangma/web/ui"
)

type personView struct {
	Page
	Look           string
	Who            ui.Rows
	Full           bool
	Until, FullEnd instant.Instant
	Purpose        string
	Banner         ui.Banner
	Policy         string
	Reasons        []ui.Reason
	Facts          []factRow
	Cases          []caseRow
	Looks          []seenLook
	Errors         ui.ErrorSummary
	Reveal         *moveForm
	Opens          []moveForm
	Said           *ui.Notice
	Papers         *papersPanel
	Calls          *callsPanel
	Back           ui.Button
}

func (personView) View() string { return "person" }

type seenLook struct {
	At                instant.Instant
	Who, Did, Purpose string
}

// personOf shows the record of a look: masked, unless it was revealed a moment ago (BY-06, BY-19).
func (h *Pages) personOf(w http.ResponseWriter, r *http.Request, me Me) error {
	v, err := h.personView(r, me, "", nil)
	if err != nil {
		return err
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

func (h *Pages) personView(r *http.Request, me Me, form string, wrong wrongs) (personView, error) {
	f, err := h.service.PersonFile(r.Context(), me.Bearer, r.PathValue("look"))
	if err != nil {
		return personView{}, err
	}
	v := personView{Page: h.page(r, me), Look: f.Look.Text, Full: f.Revealed != 0, Until: f.Until, FullEnd: f.Revealed, Errors: wrong.summary()}
	v.Path = "/desk/people/" + v.Look
	l := v.Prefs.Language
	v.Who.Rows = []ui.Row{{Term: l.T("identity.name"), Value: f.Who.Name.Masked()}, {Term: l.T("identity.number"), Value: f.Who.Document.Masked()}}
	if v.Full {
		v.Who.Rows = []ui.Row{{Term: l.T("identity.name"), Value: f.Who.Name.Reveal()}, {Term: l.T("identity.number"), Value: f.Who.Document.Reveal()},
			{Term: l.T("login.phone"), Value: f.Phone.Reveal()}, {Term: l.T("desk.form.address"), Value: f.Who.Address.Reveal()}}
	}
	v.Purpose = purposeName(l, f.Purpose.Kind)
	v.Banner = ui.Banner{Colour: ui.Colour(f.Colour), Mark: ui.Mark(f.Mark), Labels: f.Labels}
	v.Policy = f.Policy
	v.Reasons = reasonsOf(l, f.Reasons)
	for _, x := range f.Facts {
		v.Facts = append(v.Facts, factOf(l, x))
	}
	for _, k := range f.Cases {
		v.Cases = append(v.Cases, h.caseRow(l, me, k))
	}
	for _, x := range f.Looks {
		o := staff.Role(x.Role).Office()
		kind := x.Purpose
		if i := strings.IndexAny(kind, " :"); i >= 0 {
			kind = kind[:i]
		}
		v.Looks = append(v.Looks, seenLook{x.At, strings.TrimSpace(h.service.Region(x.Region) + " " + l.Say(ui.Text{"zh": o.Zh, "en": o.En})), lookName(l, string(x.Action)), purposeName(l, staff.PurposeKind(kind))})
	}
	if f.MayReveal && !v.Full {
		reason := ui.Field{Name: "reveal-reason", Label: l.T("desk.reveal.reason"), Hint: l.T("desk.reveal.hint"), MaxLength: 200}
		if form == "reveal" {
			reason.Value, reason.Error = r.PostFormValue(reason.Name), wrong.of("reason")
		}
		v.Reveal = &moveForm{Name: l.T("desk.reveal"), Open: form == "reveal", Fields: []ui.Part{reason}, Send: ui.Button{Text: l.T("desk.reveal"), Kind: "danger", Icon: "key"}}
	}
	v.Opens = opens(l, r, me, f, form, wrong)
	if done := r.URL.Query().Get("done"); r.Method == http.MethodGet && done != "" && l.Has("desk.person.done."+done) {
		v.Said = &ui.Notice{Kind: "done", Lines: []string{l.T("desk.person.done." + done)}}
	}
	if v.Papers, err = h.papersOf(l, r, me, f, form, wrong); err != nil {
		return v, err
	}
	if v.Calls, err = h.callsOf(l, r, me, f); err != nil {
		return v, err
	}
	v.Back = ui.Button{Text: l.T("desk.search"), Kind: "plain", Icon: "back", Href: "/desk/search"}
	return v, nil
}

func purposeName(l *ui.Language, kind staff.PurposeKind) string {
	for _, k := range staff.PurposeKinds {
		if k.Kind == kind {
			return l.Say(ui.Text{"zh": k.Zh, "en": k.En})
		}
	}
	return string(kind)
}

func lookName(l *ui.Language, action string) string {
	if key := "look." + strings.ReplaceAll(action, ".", "_"); l.Has(key) {
		return l.T(key)
	}
	return action
}

func reasonsOf(l *ui.Language, from []node.Reason) []ui.Reason {
	say := func(t policy.Text) string { return l.Say(ui.Text{"zh": t.Zh, "en": t.En}) }
	var out []ui.Reason
	for _, x := range from {
		r := ui.Reason{Rule: x.Rule.ID, Text: say(x.Rule.Text), Citation: x.Rule.Source, Until: x.Until, Endless: x.Until == instant.Never && len(x.Evidence) == 0}
		lift := x.Rule.Lift
		r.Remedy = strings.Trim(l.Say(ui.Text{"zh": lift.Who.Zh + "：" + lift.How.Zh, "en": lift.Who.En + ": " + lift.How.En}), "：: ")
		for _, f := range x.Evidence {
			row := factOf(l, f)
			r.Facts = append(r.Facts, ui.Fact{Title: row.Title, Source: row.Source, From: row.From, Until: row.Until})
		}
		out = append(out, r)
	}
	return out
}

// reveal shows the identity in full for a while: an act with a reason, which the person reads.
func (h *Pages) reveal(w http.ResponseWriter, r *http.Request, me Me) error {
	look, err := h.service.Reveal(r.Context(), me.Bearer, r.PathValue("look"), text(r, "reveal-reason"))
	if err == nil {
		http.Redirect(w, r, "/desk/people/"+look.Text, http.StatusSeeOther)
		return nil
	}
	return h.personAgain(w, r, me, "reveal", err)
}

func (h *Pages) personAgain(w http.ResponseWriter, r *http.Request, me Me, form string, refused error) error {
	var wrong wrongs
	if !wrong.from(h.page(r, me).Prefs.Language, refused) {
		return refused
	}
	for i, x := range wrong {
		if x.Field != "" {
			wrong[i].Field = form + "-" + x.Field
		}
	}
	v, err := h.personView(r, me, form, unprefixed(wrong, form))
	if err != nil {
		return err
	}
	v.Errors = wrong.summary()
	h.pages.Render(w, r, ui.Status(refused), v)
	return nil
}

// unprefixed are errors by the names of their fields within a form.
func unprefixed(w wrongs, form string) wrongs {
	out := slices.Clone(w)
	for i := range out {
		out[i].Field = strings.TrimPrefix(out[i].Field, form+"-")
	}
	return out
}

// opens are the cases that the reader can open about a person, where the desk has their form (WZ-17, BY-03).
func opens(l *ui.Language, r *http.Request, me Me, f node.PersonFile, form string, wrong wrongs) []moveForm {
	var out []moveForm
	for _, d := range review.Kinds {
		for _, s := range d.Possible(review.Unopened, review.Desk) {
			key := string(d.Kind) + "." + string(s.Move)
			if forms[key] == nil || !me.May(s.May) || d.Cites && len(f.Facts) == 0 {
				continue
			}
			name := string(d.Kind) + "-" + string(s.Move)
			m := moveForm{Move: key, Name: l.Say(ui.Text{"zh": d.Zh + "：" + s.Zh, "en": d.En + ": " + s.En}), Open: form == name, Send: ui.Button{Text: l.T("desk.open")}}
			var said wrongs
			if m.Open {
				said = wrong
			}
			if d.Cites {
				m.Fields = append(m.Fields, evidenceChoice(l, r, name, f, said))
			}
			m.Fields = append(m.Fields, formFields(l, key, name+"-", entered(r, m.Open, name+"-", nil), said)...)
			if s.Reason {
				reason := ui.Field{Name: name + "-reason", Label: l.T("desk.reason"), Hint: l.T("desk.reason.hint"), Lines: 3, MaxLength: 2000, Error: said.of("reason")}
				if m.Open {
					reason.Value = r.PostFormValue(reason.Name)
				}
				m.Fields = append(m.Fields, reason)
			}
			out = append(out, m)
		}
	}
	return out
}

func evidenceChoice(l *ui.Language, r *http.Request, name string, f node.PersonFile, said wrongs) ui.Choice {
	c := ui.Choice{Name: name + "-evidence", Legend: l.T("desk.case.facts"), Many: true, Error: said.of("evidence")}
	for _, x := range f.Facts {
		row := factOf(l, x)
		c.Options = append(c.Options, ui.Option{Value: x.ID, Text: row.Title, Hint: row.Source + l.T("time.separator") + l.At(row.From), Chosen: slices.Contains(r.PostForm[c.Name], x.ID)})
	}
	return c
}

// openCase opens a case about the person of a look.
func (h *Pages) openCase(w http.ResponseWriter, r *http.Request, me Me) error {
	f, err := h.service.PersonFile(r.Context(), me.Bearer, r.PathValue("look"))
	if err != nil {
		return err
	}
	key := r.PostFormValue("what")
	kind, move, _ := strings.Cut(key, ".")
	name := kind + "-" + move
	n := node.NewCase{Kind: review.Kind(kind), Move: review.Move(move), Person: f.ID, Words: review.Words{Reason: text(r, name+"-reason")}}
	for _, s := range r.PostForm[name+"-evidence"] {
		v, err := id.Parse(s)
		if err != nil {
			return err
		}
		n.Evidence = append(n.Evidence, v)
	}
	if n.Form, err = h.readForm(key, name+"-", r, nil); err != nil {
		return err
	}
	v, err := h.service.OpenCase(r.Context(), me.Bearer, n)
	if err != nil {
		return h.personAgain(w, r, me, name, err)
	}
	http.Redirect(w, r, "/desk/cases/"+v.String(), http.StatusSeeOther)
	return nil
}
