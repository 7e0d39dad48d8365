package holder

import (
	"slices"
	"strings"

	"kangma/internal/instant"
	"kangma/region"
	"kangma/web/ui"
)

// answers are what was entered into a form, as it was typed, by the names of its fields.
type answers map[string][]string

// of is the answer to a question that has one.
func (a answers) of(name string) string {
	if len(a[name]) == 0 {
		return ""
	}
	return a[name][0]
}

func (a answers) yes(name string) bool { return a.of(name) == "yes" }

// set puts one answer; none for "".
func (a answers) set(name, value string) {
	if value == "" {
		delete(a, name)
		return
	}
	a[name] = []string{value}
}

// asking is how a question is asked.
type asking int

const (
	byLine   asking = iota // a line of text
	byText                 // several lines
	byChoice               // one of some
	byBoxes                // some of some
	byAgree                // a box to tick
	byPlace                // a region, list below list
	byPlaces               // several regions
	byMoment               // date and time of day in Beijing time
	byRecord               // some of the records that decide the person's colour
)

// question is one thing that a form asks. How it is shown, read, checked and told again follows from this one description.
type question struct {
	name     string // of its field; what the node refuses names it too
	word     string // key of its label; ".hint" behind it is the hint's
	by       asking
	say      string       // choices: what the keys of their words begin with
	values   []string     // choices
	line     ui.Field     // keyboard and size of a line
	levels   region.Level // of a place: how deep the lists go
	within   int          // lists of a place that need not be chosen
	optional bool
	across   bool                                         // choices side by side
	here     bool                                         // a place whose people apply at this node, not at a city's own entrance
	when     func(answers) bool                           // asked only after these answers of steps before; nil: always
	clean    func(string) string                          // how a line is put in order
	fault    func(l *ui.Language, value string) string    // what is wrong with a line that is there, "" for nothing
	clash    func(l *ui.Language, chosen []string) string // the same of boxes
}

const maxAnswer = 2000 // characters

// read takes the answer out of a request; do is the button that was pressed, other than the one to go on.
func (q *question) read(f *filling, do string) {
	sent := f.r.PostForm[q.name]
	switch q.by {
	case byPlace:
		for i, name := range q.lists() {
			f.a.set(name, f.r.PostFormValue(name))
			if i > 0 && f.a.of(q.lists()[i-1]) == "" {
				f.a.set(name, "")
			}
		}
		return
	case byPlaces:
		f.a[q.name] = slices.Compact(slices.Sorted(slices.Values(sent)))
		lists := q.lists()
		for _, name := range lists {
			f.a.set(name, f.r.PostFormValue(name))
		}
		if chosen := f.a.of(lists[len(lists)-1]); chosen != "" && do != "region" && !slices.Contains(f.a[q.name], chosen) {
			f.a[q.name] = append(f.a[q.name], chosen) // one that was chosen and not added is meant too
			for _, name := range lists {
				f.a.set(name, "")
			}
		}
		return
	case byBoxes, byRecord:
		f.a[q.name] = sent
		return
	}
	value := strings.TrimSpace(strings.ReplaceAll(f.r.PostFormValue(q.name), "\r\n", "\n"))
	if q.clean != nil {
		value = q.clean(value)
	}
	f.a.set(q.name, value)
}

// wrongWith says what is wrong with the answer, "" if nothing is.
func (q *question) wrongWith(f *filling) string {
	empty := len(f.a[q.name]) == 0
	value := f.a.of(q.name)
	switch {
	case q.by == byPlace:
		_, err := region.ParseCode(q.place(f.a))
		empty = err != nil
	case q.by == byChoice && !slices.Contains(q.values, value), q.by == byAgree && value != "yes":
		empty = true
	}
	switch {
	case empty && q.optional, q.by == byPlaces:
		return ""
	case empty:
		return q.missing(f.l)
	case q.here && f.elsewhere(q).Title != "":
		return f.l.T("fault.application.elsewhere")
	case q.by == byLine && q.fault != nil:
		return q.fault(f.l, value)
	case q.by == byBoxes && q.clash != nil:
		return q.clash(f.l, f.a[q.name])
	case q.by == byText && len([]rune(value)) > maxAnswer:
		return f.l.T("form.long", "n", maxAnswer)
	case q.by == byMoment:
		if _, err := moment(value); err != nil {
			return f.l.T("fault.time.invalid")
		}
	}
	return ""
}

func (q *question) missing(l *ui.Language) string {
	if key := "fault.field.missing." + q.name; l.Has(key) {
		return l.T(key)
	}
	return l.T("fault.field.missing")
}

// lists are the names of the lists of a place.
func (q *question) lists() []string {
	var names []string
	for _, level := range levels[:q.levels-region.LevelNation] {
		if q.name == "region" {
			names = append(names, level)
		} else {
			names = append(names, q.name+"_"+level)
		}
	}
	return names
}

// place is the region that was chosen, "" where a list that must be is not.
func (q *question) place(a answers) string {
	names := q.lists()
	for i := len(names) - 1; i >= len(names)-1-q.within; i-- {
		if s := a.of(names[i]); s != "" {
			return s
		}
	}
	return ""
}

// moment reads what a field of date and time gives, in Beijing time.
func moment(s string) (instant.Instant, error) {
	at, _, err := instant.Parse(s + ":00" + string(instant.Beijing))
	return at, err
}

// told is the answer as the page to check answers says it.
func (q *question) told(f *filling) string {
	l := f.l
	words := func(values []string) string {
		var said []string
		for _, v := range values {
			if slices.Contains(q.values, v) {
				v = l.T(q.say + v)
			}
			said = append(said, v)
		}
		return strings.Join(said, l.T("time.comma"))
	}
	switch q.by {
	case byChoice, byBoxes:
		return words(f.a[q.name])
	case byPlace:
		return f.h.placeName(q.place(f.a))
	case byPlaces:
		var names []string
		for _, code := range f.a[q.name] {
			names = append(names, f.h.placeName(code))
		}
		return strings.Join(names, l.T("time.comma"))
	case byMoment:
		if at, err := moment(f.a.of(q.name)); err == nil {
			return l.At(at)
		}
	}
	value := f.a.of(q.name)
	if value != "" && q.line.Unit != "" {
		value += " " + q.line.Unit
	}
	return value
}

// placeName is the whole name of a region, what was given if it is none.
func (h *Pages) placeName(code string) string {
	c, err := region.ParseCode(code)
	if err != nil {
		return code
	}
	return h.service.RegionName(c)
}
