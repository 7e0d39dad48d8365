package desk

import (
	"net/http"
	"strings"

	"kangma/internal/fault"
	"kangma/person"
	"kangma/web/ui"
)

type onSiteView struct {
	Page
	Errors                        ui.ErrorSummary
	Refused                       *ui.Notice
	Type                          ui.Select
	Name, Number, Birth           ui.Field
	Region, Address, Phone        ui.Field
	Purpose, Seen, Consent        ui.Choice
	Status, Contact, Stayed, Feel ui.Choice
	Temperature                   ui.Field
	Send                          ui.Button
}

func (onSiteView) View() string { return "onsite" }

// onSiteForm enters a declaration for who has no phone and stands before the reader (NA-12).
func (h *Pages) onSiteForm(w http.ResponseWriter, r *http.Request, me Me) error {
	h.pages.Render(w, r, http.StatusOK, h.onSiteView(r, me, OnSite{IDType: string(person.ResidentID)}, nil))
	return nil
}

func (h *Pages) onSiteView(r *http.Request, me Me, in OnSite, wrong wrongs) onSiteView {
	v := onSiteView{Page: h.page(r, me), Errors: wrong.summary()}
	l := v.Prefs.Language
	line := func(name, key, value string, optional bool) ui.Field {
		f := ui.Field{Name: name, Label: l.T(key), Value: value, Autocomplete: "off", MaxLength: 200, Optional: optional, Error: wrong.of(name)}
		if l.Has(key + ".hint") {
			f.Hint = l.T(key + ".hint")
		}
		return f
	}
	choice := func(name, key, say string, across bool, values []string, chosen ...string) ui.Choice {
		c := ui.Choice{Name: name, Legend: l.T(key), Across: across, Error: wrong.of(name)}
		for _, x := range values {
			o := ui.Option{Value: x, Text: l.T(say + x)}
			for _, y := range chosen {
				o.Chosen = o.Chosen || x == y
			}
			c.Options = append(c.Options, o)
		}
		return c
	}
	v.Type = ui.Select{Name: "id_type", Label: l.T("identity.type"), Error: wrong.of("id_type")}
	for _, k := range person.DocumentTypes {
		v.Type.Options = append(v.Type.Options, ui.Option{Value: string(k), Text: l.T("id_type." + string(k)), Chosen: in.IDType == string(k)})
	}
	v.Name, v.Number = line("name", "identity.name", in.Name, false), line("number", "identity.number", in.Number, true)
	v.Number.Hint = l.T("onsite.number.hint")
	v.Birth = line("birth", "identity.birth", in.Birth, true)
	v.Birth.Type = "date"
	v.Region, v.Address, v.Phone = line("region", "onsite.region", in.Region, false), line("address", "apply.address", in.Address, false), line("phone", "onsite.phone", in.Phone, true)
	if v.Region.Value == "" && len(me.Offices) > 0 {
		v.Region.Value = me.Offices[0].Region
	}
	v.Phone.InputMode = "tel"
	v.Seen = choice("seen", "onsite.seen", "onsite.seen.", false, []string{"document", "vouched"}, in.Seen)
	v.Consent = choice("consent", "onsite.consent", "onsite.consent.", false, []string{"signed", "spoken", "guardian"}, in.Consent)
	v.Purpose = choice("purpose", "onsite.purpose", "purpose.", false, []string{"resident", "returning", "visiting", "staying"}, in.Purpose)
	v.Stayed = choice("stayed", "onsite.stayed", "answer.", true, []string{"no", "yes"}, in.Stayed)
	v.Contact = choice("contact", "onsite.contact", "answer.", true, []string{"no", "yes", "unsure"}, in.Contact)
	v.Status = choice("status", "onsite.status", "status.", false, []string{"none", "fever", "suspected", "confirmed"}, in.Status)
	v.Feel = choice("symptoms", "health.symptoms", "symptom.", false, []string{"none", "cold_like", "dyspnea", "digestive", "palpitation", "conjunctivitis", "other"}, in.Symptoms...)
	v.Feel.Many, v.Feel.Hint = true, l.T("health.symptoms.hint")
	v.Temperature = line("temperature", "health.temperature", in.Temperature, false)
	v.Temperature.InputMode, v.Temperature.Width, v.Temperature.Unit = "decimal", "short", "℃"
	v.Send = ui.Button{Text: l.T("onsite.send"), Icon: "done"}
	return v
}

// enterOnSite enters it and leads to the person's record, where his code can be printed.
func (h *Pages) enterOnSite(w http.ResponseWriter, r *http.Request, me Me) error {
	of := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	in := OnSite{Name: of("name"), IDType: of("id_type"), Number: of("number"), Birth: of("birth"), Region: of("region"), Address: of("address"), Phone: of("phone"), Purpose: of("purpose"),
		Status: of("status"), Contact: of("contact"), Stayed: of("stayed"), Symptoms: r.PostForm["symptoms"], Temperature: of("temperature"), Seen: of("seen"), Consent: of("consent")}
	look, fresh, err := h.service.EnterOnSite(r.Context(), me.Bearer, in)
	if err == nil {
		done := "entered"
		if fresh {
			done = "registered"
		}
		http.Redirect(w, r, "/desk/people/"+look.Text+"?done="+done, http.StatusSeeOther)
		return nil
	}
	l := h.page(r, me).Prefs.Language
	var wrong wrongs
	if !wrong.from(l, err) {
		return err
	}
	v := h.onSiteView(r, me, in, nil)
	for i := range wrong {
		if wrong[i].Field == "id_number" {
			wrong[i].Field = "number"
		}
	}
	if f, _ := fault.As(err); f.Field == "" {
		v.Refused = &ui.Notice{Kind: "stop", Title: l.T("desk.refused"), Lines: []string{l.Refusal(err)}}
	} else {
		v = h.onSiteView(r, me, in, wrong)
	}
	h.pages.Render(w, r, ui.Status(err), v)
	return nil
}
