package holder

import (
	"net/http"
	"slices"

	"kangma/internal/id"
	"kangma/region"
	"kangma/web/ui"
)

type formView struct {
	ui.Page
	Path   string // of the form, person included
	Person string
	Title  string
	Lead   string
	Who    Person // whom it is about, where the account shows several
	Steps  ui.Steps
	Step   string // name
	Head   string // of the step
	Then   string // where to go on, "check" for who came from there
	Errors ui.ErrorSummary
	City   ui.Notice // of the place that was chosen, with the way to its own entrance; Title "" for none
	Asks   []ui.Part
	Told   []toldStep // on the page to check answers
	Last   []ui.Part
	Done   ui.Button
	Forget ui.Button
	Back   ui.Button
	Long   bool // what is entered is kept as a draft
	Begun  bool // there is a draft to throw away
}

// toldStep is a step as the page to check answers tells it.
type toldStep struct {
	Title  string
	Rows   ui.Rows
	Change ui.Button
}

func (formView) View() string { return "form" }

// show shows a step of a form, or its page to check answers.
func (f *filling) show(w http.ResponseWriter, step string, status int) error {
	l, open := f.l, f.open()
	i := f.index(step)
	v := formView{Page: f.h.page(f.r), Path: f.path, Title: l.T(f.title), Step: step, Errors: f.wrong.summary(), Then: f.r.FormValue("then"), Long: f.long(), Begun: f.long() && len(f.a) > 0,
		Done: ui.Button{Text: l.T(f.done)}, Back: ui.Button{Text: l.T("form.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", f.person)},
		Forget: ui.Button{Text: l.T("form.forget"), Kind: "plain", Name: "step", Value: "forget"}}
	if !f.person.IsZero() {
		v.Person = f.person.String()
	}
	if f.lead != "" && i == 0 {
		v.Lead = l.T(f.lead)
	}
	if err := f.whom(&v); err != nil {
		return err
	}
	if f.long() {
		for _, s := range open {
			v.Steps.Names = append(v.Steps.Names, l.T(s.title))
		}
		v.Steps.Names, v.Steps.Here = append(v.Steps.Names, l.T("form.check")), i
		if i > 0 {
			v.Back.Href = f.at(open[i-1].name)
		}
	}
	last := !f.long() || i == len(open)
	if i < len(open) {
		v.Head = l.T(open[i].title)
		for _, q := range open[i].asks {
			if q.here {
				v.City = f.elsewhere(&q)
			}
		}
		if err := f.parts(&v.Asks, open[i].asks); err != nil {
			return err
		}
	} else {
		v.Head = l.T("form.check.title")
		for _, s := range open {
			v.Told = append(v.Told, f.tell(s))
		}
	}
	if last {
		if err := f.parts(&v.Last, f.last); err != nil {
			return err
		}
	} else {
		v.Done = ui.Button{Text: l.T("form.next")}
	}
	f.h.pages.Render(w, f.r, status, v)
	return nil
}

// whom says whom the form is about, where the account shows several people: nobody fills in the wrong person's.
func (f *filling) whom(v *formView) error {
	a, err := f.h.service.Account(f.r.Context(), f.b)
	if err != nil || len(a.People) < 2 {
		return err
	}
	i := slices.IndexFunc(a.People, func(p Person) bool { return p.ID == f.person || f.person.IsZero() && p.Relation == "self" })
	if i >= 0 {
		v.Who = a.People[i]
	}
	return nil
}

// elsewhere leads to the entrance of the city that was chosen, if it has a code of its own; Title is "" where here is the place (WH-15).
func (f *filling) elsewhere(q *question) ui.Notice {
	r, err := region.ParseCode(q.place(f.a))
	if err != nil {
		return ui.Notice{}
	}
	city, address := f.h.service.Entrance(r)
	if address == "" {
		return ui.Notice{}
	}
	return ui.Notice{Kind: "info", Title: f.l.T("apply.city", "city", city), Lines: []string{f.l.T("apply.city.lines")},
		Then: []ui.Button{{Text: f.l.T("apply.city.go", "city", city), Icon: "next", Href: address}}}
}

func (f *filling) tell(s formStep) toldStep {
	t := toldStep{Title: f.l.T(s.title), Change: ui.Button{Text: f.l.T("form.change"), Kind: "second small", Href: f.at(s.name)}}
	for _, q := range s.asks {
		told := q.told(f)
		if told == "" {
			told = f.l.T("form.nothing")
		}
		t.Rows.Rows = append(t.Rows.Rows, ui.Row{Term: f.l.T(q.word), Value: told})
	}
	return t
}

func (f *filling) parts(into *[]ui.Part, asks []question) error {
	for _, q := range asks {
		parts, err := q.parts(f)
		if err != nil {
			return err
		}
		*into = append(*into, parts...)
	}
	return nil
}

// parts are the question as the page shows it.
func (q *question) parts(f *filling) ([]ui.Part, error) {
	l, wrong := f.l, f.wrong.of(q.name)
	label, hint := l.T(q.word), ""
	if key := q.word + ".hint"; l.Has(key) {
		hint = l.T(key)
	}
	switch q.by {
	case byChoice, byBoxes:
		return []ui.Part{ui.Choice{Name: q.name, Legend: label, Hint: hint, Many: q.by == byBoxes, Across: q.across, Options: options(l, q.say, q.values, f.a[q.name]...), Error: wrong}}, nil
	case byAgree:
		return []ui.Part{ui.Agree{Name: q.name, Text: label, Chosen: f.a.yes(q.name), Error: wrong}}, nil
	case byPlace:
		p, err := f.h.pick(f, q, wrong)
		p.Legend, p.Hint = label, hint
		return []ui.Part{p}, err
	case byPlaces:
		return q.placesParts(f, label, hint, wrong)
	case byRecord:
		c, err := q.records(f, label, hint, wrong)
		return []ui.Part{c}, err
	}
	field := q.line
	field.Name, field.Label, field.Hint, field.Value, field.Error, field.Optional = q.name, label, hint, f.a.of(q.name), wrong, q.optional
	switch q.by {
	case byText:
		field.Lines, field.MaxLength = max(field.Lines, 4), maxAnswer
	case byMoment:
		field.Type = "datetime-local"
	}
	return []ui.Part{field}, nil
}

// placesParts are the places that were chosen, to untick, and lists to choose one more from.
func (q *question) placesParts(f *filling, label, hint, wrong string) ([]ui.Part, error) {
	chosen := ui.Choice{Name: q.name, Legend: label, Hint: hint, Many: true, Error: wrong}
	for _, code := range f.a[q.name] {
		chosen.Options = append(chosen.Options, ui.Option{Value: code, Text: f.h.placeName(code), Chosen: true})
	}
	p, err := f.h.pick(f, q, "")
	p.Legend, p.Name = f.l.T("form.places.more"), q.name+"_more"
	return []ui.Part{chosen, p, ui.Button{Text: f.l.T("form.places.add"), Kind: "second small", Icon: "plus", Name: "step", Value: "add", Skip: true}}, err
}

// records are what decides the person's colour, to choose from; the only one is chosen already.
func (q *question) records(f *filling, label, hint, wrong string) (ui.Choice, error) {
	c := ui.Choice{Name: q.name, Legend: label, Hint: hint, Many: true, Error: wrong}
	grounds, err := f.h.service.Grounds(f.r.Context(), f.b, f.person)
	for _, g := range grounds {
		c.Options = append(c.Options, ui.Option{Value: g.ID.String(), Text: kindName(f.l, g.Kind), Hint: f.l.Say(g.Source) + f.l.T("time.comma") + f.l.At(g.From),
			Chosen: slices.Contains(f.a[q.name], g.ID.String()) || len(grounds) == 1})
	}
	return c, err
}

// ids reads the ids of a list of answers.
func (a answers) ids(name string) ([]id.ID, error) {
	var out []id.ID
	for _, s := range a[name] {
		v, err := id.Parse(s)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
