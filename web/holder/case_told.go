package holder

import (
	"net/http"
	"time"

	"kangma/internal/instant"
	"kangma/person"
	"kangma/review"
	"kangma/web/ui"
)

// answersOf are the answers that make a form; those of a form that holders do not fill in are none.
func answersOf(form review.Form) answers {
	a := answers{}
	put := func(pairs ...string) {
		for i := 0; i+1 < len(pairs); i += 2 {
			a.set(pairs[i], pairs[i+1])
		}
	}
	switch in := form.(type) {
	case review.Explanation:
		put("text", in.Text)
	case review.CorrectionForm:
		put("text", in.Text)
	case review.HospitalForm:
		put("hospital", in.Hospital, "transport", in.Transport, "urgent", answerOf(in.Urgent))
	case review.RefusalForm:
		put("place", in.Place, "at", localMoment(in.At), "description", in.Description)
		putPlace(a, mustAsk(review.Refusal).question("region"), in.Region)
	case review.ArrivalForm:
		f := mustAsk(review.Arrival)
		put("phone", in.Phone, "arrives", localMoment(in.Arrives), "trip", in.Trip, "address", in.Address)
		putPlace(a, f.question("from_region"), in.From)
		putPlace(a, f.question("residence"), in.Residence)
		for _, c := range in.Through {
			a["through"] = append(a["through"], c.String())
		}
	case review.CheckForm:
		return checkAnswers(in)
	}
	return a
}

// localMoment writes an instant as a field of date and time takes it, in Beijing time.
func localMoment(at instant.Instant) string { return at.Time().Add(8 * time.Hour).Format(localTime) }

// toldForm is what was filled in for a case, step by step; phones masked, for the page may be shown to others.
func (h *Pages) toldForm(r *http.Request, c Case) []toldStep {
	of, err := askedFor(string(c.Kind))
	if err != nil || c.Form == nil {
		return nil
	}
	f := &filling{form: of, h: h, r: r, l: h.page(r).Prefs.Language, a: answersOf(c.Form)}
	if p, err := person.ParsePhone(f.a.of("phone")); err == nil {
		f.a.set("phone", p.Masked())
	}
	var all []toldStep
	for _, s := range f.open() {
		t := toldStep{Title: f.l.T(s.title)}
		for _, q := range s.asks {
			if told := q.told(f); told != "" && q.by != byRecord && q.by != byAgree {
				t.Rows.Rows = append(t.Rows.Rows, ui.Row{Term: f.l.T(q.word), Value: told})
			}
		}
		if len(t.Rows.Rows) > 0 {
			all = append(all, t)
		}
	}
	return all
}

// measureView is a control that a case put into force: where, who answers for it, and his number (WZ-12, states 5 and 7).
type measureView struct {
	Kind        string
	Place       string
	Responsible string
	Phone       string
}

func (h *Pages) measure(l *ui.Language, c Case) (m measureView) {
	in, ok := c.Form.(review.CheckForm)
	if !ok || len(in.Measures) == 0 {
		return m
	}
	last := in.Measures[len(in.Measures)-1]
	m = measureView{Kind: kindName(l, last.Kind.String()), Place: last.Place, Responsible: last.Responsible, Phone: last.Phone}
	if !last.Region.IsZero() {
		m.Place = h.service.RegionName(last.Region) + " " + m.Place
	}
	return m
}
