package holder

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/web/ui"
)

// form is one that holders fill in, as data: its steps, each a page, then, if it has several, a page to check all
// answers on, and what is done with them. After each step what was entered is kept as a draft, right or wrong; a draft is
// never believed: all of it is checked again before it is sent.
type form struct {
	name  string // of its draft
	title string // key
	lead  string // key, "" for none
	done  string // key of the button that sends it
	path  string // where it is, without person and step
	steps []formStep
	last  []question // asked where it is sent: promises
	// send does what the form is for and says where to go then. What it refuses is shown beside the question that it names.
	send func(f *filling) (to string, err error)
}

// formStep is one page of a form; its name is that in the address.
type formStep struct {
	name  string
	title string // key
	asks  []question
}

// filling is a form while somebody fills it in.
type filling struct {
	*form
	h      *Pages
	r      *http.Request
	b      Bearer
	l      *ui.Language
	person id.ID
	a      answers
	wrong  wrongs
}

const checkStep = "check"

// long says whether the form is kept as a draft and has a page to check answers on.
func (f *form) long() bool { return len(f.steps) > 1 }

// open are the steps that have something to ask after the answers so far.
func (f *filling) open() []formStep {
	var all []formStep
	for _, s := range f.steps {
		s.asks = f.asked(s.asks)
		if len(s.asks) > 0 {
			all = append(all, s)
		}
	}
	return all
}

func (f *filling) asked(all []question) []question {
	return slices.DeleteFunc(slices.Clone(all), func(q question) bool { return q.when != nil && !q.when(f.a) })
}

// unanswered is the first step with an answer that is missing or wrong, "check" if there is none.
func (f *filling) unanswered() string {
	for _, s := range f.open() {
		if f.check(s.asks) != nil {
			return s.name
		}
	}
	return checkStep
}

func (f *filling) check(asks []question) (wrong wrongs) {
	for _, q := range asks {
		if text := q.wrongWith(f); text != "" {
			wrong.add(q.name, text)
		}
	}
	return wrong
}

// at is the address of a step.
func (f *filling) at(step string) string {
	to := f.path
	if step != "" {
		sep := "?"
		if strings.Contains(to, "?") {
			sep = "&"
		}
		to += sep + "step=" + url.QueryEscape(step)
	}
	return withPerson(to, f.person)
}

// begin reads what is known of a form: the draft of a long one.
func (h *Pages) begin(r *http.Request, b Bearer, of *form) (*filling, error) {
	person, err := personOf(r)
	if err != nil {
		return nil, err
	}
	f := &filling{form: of, h: h, r: r, b: b, l: h.page(r).Prefs.Language, person: person, a: answers{}}
	if !of.long() {
		return f, nil
	}
	draft, err := h.service.Draft(r.Context(), b, person, of.name)
	if err != nil || draft == nil {
		return f, err
	}
	return f, json.Unmarshal(draft, &f.a)
}

func (f *filling) keep() error {
	if !f.long() {
		return nil
	}
	draft, err := json.Marshal(f.a)
	if err != nil {
		return err
	}
	return f.h.service.KeepDraft(f.r.Context(), f.b, f.person, f.name, draft)
}

// showForm shows the step that the address names, else where the reader left off.
func (h *Pages) showForm(w http.ResponseWriter, r *http.Request, b Bearer, of *form) error {
	f, err := h.begin(r, b, of)
	if err != nil {
		return err
	}
	step := r.FormValue("step")
	first := f.unanswered()
	switch i := f.index(step); {
	case step == "" && len(f.a) > 0 && f.long():
		http.Redirect(w, r, f.at(first), http.StatusSeeOther) // further than where it began: a draft is there
		return nil
	case step == "":
		step = f.open()[0].name
	case i < 0 || i > f.index(first): // unknown, or beyond what was answered
		http.Redirect(w, r, f.at(first), http.StatusSeeOther)
		return nil
	}
	return f.show(w, step, http.StatusOK)
}

// index is the place of a step among the open ones, that of the check after all of them; -1 if there is none such.
func (f *filling) index(step string) int {
	open := f.open()
	if step == checkStep && f.long() {
		return len(open)
	}
	return slices.IndexFunc(open, func(s formStep) bool { return s.name == step })
}

// fillForm takes the answers of one step, keeps them, and goes on; from the last page it sends the form.
func (h *Pages) fillForm(w http.ResponseWriter, r *http.Request, b Bearer, of *form) error {
	f, err := h.begin(r, b, of)
	if err != nil {
		return err
	}
	step, do := r.PostFormValue("at"), r.PostFormValue("step")
	if do == "forget" {
		if err := h.service.DropDraft(r.Context(), b, f.person, of.name); err != nil {
			return err
		}
		http.Redirect(w, r, f.at(""), http.StatusSeeOther)
		return nil
	}
	if !of.long() {
		step = of.steps[0].name
	}
	i := f.index(step)
	if i < 0 {
		return fault.New(fault.NotFound, "page.missing", "the form has no such step")
	}
	var asks []question
	if step != checkStep {
		asks = f.open()[i].asks
	}
	if last := step == checkStep || !of.long(); last {
		asks = append(slices.Clone(asks), of.last...)
	}
	for _, q := range asks {
		q.read(f, do)
	}
	if err := f.keep(); err != nil {
		return err
	}
	if do != "" { // a list was asked for, or something added to one
		return f.show(w, step, http.StatusOK)
	}
	if f.wrong = f.check(asks); f.wrong != nil {
		return f.show(w, step, http.StatusUnprocessableEntity)
	}
	if step != checkStep && of.long() {
		next := f.open()[min(f.index(step)+1, len(f.open())-1)].name
		if r.PostFormValue("then") == checkStep || f.index(step)+1 == len(f.open()) {
			next = f.unanswered()
		}
		http.Redirect(w, r, f.at(next), http.StatusSeeOther)
		return nil
	}
	return f.deliver(w)
}

// deliver sends a form whose answers are all there; what the node refuses is shown beside the question that it is about.
func (f *filling) deliver(w http.ResponseWriter) error {
	if first := f.unanswered(); f.long() && first != checkStep {
		http.Redirect(w, f.r, f.at(first), http.StatusSeeOther)
		return nil
	}
	to, err := f.send(f)
	if err == nil {
		if f.long() {
			if err := f.h.service.DropDraft(f.r.Context(), f.b, f.person, f.name); err != nil {
				return err
			}
		}
		http.Redirect(w, f.r, to, http.StatusSeeOther)
		return nil
	}
	if !f.wrong.from(f.l, err) {
		return err
	}
	return f.show(w, f.stepOf(f.wrong[0].Field), http.StatusUnprocessableEntity)
}

// stepOf is the step that asks a question, the last page if none does.
func (f *filling) stepOf(field string) string {
	for _, s := range f.open() {
		if slices.ContainsFunc(s.asks, func(q question) bool { return q.name == field }) {
			return s.name
		}
	}
	if !f.long() {
		return f.steps[0].name
	}
	return checkStep
}
