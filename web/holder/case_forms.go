package holder

import (
	"net/http"
	"slices"
	"strconv"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/region"
	"kangma/review"
	"kangma/web/ui"
)

// askFor are the forms by which a holder asks people to decide something, one a kind, in the order of the list.
var askFor = []*form{
	// HB-05, BY-17: what he promises is the interim measure, and he may leave it.
	asks("conversion", "", func(f *filling) (review.Form, error) {
		return review.Explanation{Text: f.a.of("text"), Promise: f.a.yes("promise")}, nil
	}, formStep{"about", "case.conversion", []question{theRecords, theReason, {name: "promise", word: "case.promise", by: byAgree, optional: true}}}),

	// NA-05.
	asks("correction", "", func(f *filling) (review.Form, error) { return review.CorrectionForm{Text: f.a.of("text")}, nil },
		formStep{"about", "case.correction", []question{theRecords, theReason}}),

	// WZ-10. Name and number are those of the person whom it is about; the report is attached to the case.
	asks("check", "check.promise", readCheck,
		formStep{"travel", "check.travel", []question{
			{name: "left_city", word: "check.left", by: byChoice, say: "answer.", values: yesNo, across: true},
			{name: "risk_area", word: "check.risk", by: byChoice, say: "answer.", values: yesNo, across: true},
			{name: "abroad", word: "check.abroad", by: byChoice, say: "answer.", values: yesNo, across: true}}},
		formStep{"from", "check.from", []question{
			{name: "from_region", word: "region.legend", by: byPlace, levels: region.LevelPrefecture, within: 1, when: func(a answers) bool { return a.yes("left_city") }}}},
		formStep{"home", "check.home", []question{
			{name: "visitor", word: "check.visitor", by: byChoice, say: "visitor.", values: yesNo},
			{name: "residence", word: "check.residence", by: byPlace, levels: region.LevelStreet, within: 1},
			{name: "address", word: "apply.address", line: addressLine, fault: wrongAddress},
			{name: "phone", word: "apply.phone", line: phoneLine, clean: digits, fault: wrongPhone}}},
		formStep{"code", "check.code", []question{
			{name: "own_green", word: "check.green", by: byChoice, say: "answer.", values: yesNo, across: true},
			{name: "explanation", word: "check.explanation", by: byText, optional: true}}}),

	// WZ-11.
	asks("arrival", "check.promise", readArrival,
		formStep{"trip", "arrival.trip", []question{
			{name: "arrives", word: "arrival.arrives", by: byMoment},
			{name: "trip", word: "arrival.number", optional: true, line: ui.Field{MaxLength: 40, Autocomplete: "off"}},
			{name: "from_region", word: "arrival.from", by: byPlace, levels: region.LevelCounty, within: 2},
			{name: "through", word: "arrival.through", by: byPlaces, levels: region.LevelPrefecture}}},
		formStep{"home", "arrival.where", []question{
			{name: "residence", word: "arrival.residence", by: byPlace, levels: region.LevelStreet, within: 1},
			{name: "address", word: "apply.address", line: addressLine, fault: wrongAddress},
			{name: "phone", word: "apply.phone", line: phoneLine, clean: digits, fault: wrongPhone}}}),

	// WZ-12, state 14.
	asks("temporary_pass", "", func(f *filling) (review.Form, error) { return review.Promise{Promise: f.a.yes("promise")}, nil },
		formStep{"about", "case.temporary_pass", []question{{name: "promise", word: "pass.promise", by: byAgree}}}),

	// WZ-15.
	asks("hospital_certificate", "", func(f *filling) (review.Form, error) {
		return review.HospitalForm{Hospital: f.a.of("hospital"), Transport: f.a.of("transport"), Urgent: f.a.yes("urgent")}, nil
	}, formStep{"about", "case.hospital_certificate", []question{
		{name: "hospital", word: "hospital.where", line: ui.Field{MaxLength: 100, Autocomplete: "off"}},
		{name: "transport", word: "hospital.transport", optional: true, line: ui.Field{MaxLength: 100, Autocomplete: "off"}},
		{name: "urgent", word: "hospital.urgent", by: byChoice, say: "answer.", values: yesNo, across: true}}}),

	// NA-10.
	asks("refusal", "", readRefusal,
		formStep{"about", "case.refusal", []question{
			{name: "region", word: "refusal.region", by: byPlace, levels: region.LevelCounty},
			{name: "place", word: "refusal.place", line: ui.Field{MaxLength: 100, Autocomplete: "off"}},
			{name: "at", word: "refusal.at", by: byMoment},
			{name: "description", word: "refusal.description", by: byText}}}),
}

var (
	theRecords = question{name: "evidence", word: "case.evidence", by: byRecord}
	theReason  = question{name: "text", word: "case.text", by: byText}
)

// asks is the form of a kind; promise is the key of what is promised where it is sent, "" for nothing.
func asks(kind, promise string, read func(*filling) (review.Form, error), steps ...formStep) *form {
	f := &form{name: kind, title: "case." + kind, lead: "case." + kind + ".lead", done: "case.send", path: "/cases/new?kind=" + kind, steps: steps}
	if promise != "" {
		f.last = []question{{name: "promise", word: promise, by: byAgree}}
	}
	f.send = func(f *filling) (string, error) { return sendCase(f, read) }
	return f
}

// sendCase opens a case with what was filled in, or changes the form of the one that the answers are about.
func sendCase(f *filling, read func(*filling) (review.Form, error)) (string, error) {
	in, err := read(f)
	if err != nil {
		return "", err
	}
	if changed := f.a.of("case"); changed != "" {
		v, err := id.Parse(changed)
		if err != nil {
			return "", err
		}
		version, err := strconv.Atoi(f.a.of("version"))
		if err != nil {
			return "", fault.Field("version", f.a.of("version"), "is not a number")
		}
		return "/cases/" + v.String() + "?done=changed", f.h.service.MoveCase(f.r.Context(), f.b, v, string(review.Change), version, in)
	}
	cited, err := f.a.ids("evidence")
	if err != nil {
		return "", err
	}
	v, err := f.h.service.OpenCase(f.r.Context(), f.b, NewCase{Kind: review.Kind(f.name), Person: f.person, Evidence: cited, Form: in})
	return "/cases/" + v.String() + "?done=sent", err
}

// asked is the form of a kind that a holder can ask for.
func askedFor(kind string) (*form, error) {
	i := slices.IndexFunc(askFor, func(f *form) bool { return f.name == kind })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "case.not_found", "there is no such kind of case here")
	}
	return askFor[i], nil
}

// newCase shows the form of a kind of case.
func (h *Pages) newCase(w http.ResponseWriter, r *http.Request, b Bearer) error {
	f, err := askedFor(r.FormValue("kind"))
	if err != nil {
		return err
	}
	return h.showForm(w, r, b, f)
}

// openCase takes the answers of a step of it.
func (h *Pages) openCase(w http.ResponseWriter, r *http.Request, b Bearer) error {
	f, err := askedFor(r.FormValue("kind"))
	if err != nil {
		return err
	}
	return h.fillForm(w, r, b, f)
}

// putPlace answers the lists of a place with those that lead to a region.
func putPlace(a answers, q question, r region.Code) {
	for i, name := range q.lists() {
		if level := region.LevelProvince + region.Level(i); r.Level() >= level {
			a.set(name, r.At(level).String())
		}
	}
}

// question finds one by its name.
func (f *form) question(name string) question {
	for _, s := range f.steps {
		for _, q := range s.asks {
			if q.name == name {
				return q
			}
		}
	}
	panic("holder: form " + f.name + " does not ask for " + name)
}

// regionOf is the region that the answer to a question of a place is.
func (f *filling) regionOf(name string) (region.Code, error) {
	q := f.question(name)
	s := q.place(f.a)
	if s == "" {
		return 0, nil
	}
	return region.ParseCode(s)
}

func readCheck(f *filling) (review.Form, error) {
	in := review.CheckForm{Phone: f.a.of("phone"), LeftCity: f.a.yes("left_city"), Visitor: f.a.yes("visitor"), Address: f.a.of("address"), Explanation: f.a.of("explanation"),
		OwnGreen: f.a.yes("own_green"), RiskArea: f.a.yes("risk_area"), Abroad: f.a.yes("abroad"), Promise: f.a.yes("promise")}
	var err error
	if in.LeftCity {
		if in.From, err = f.regionOf("from_region"); err != nil {
			return nil, err
		}
	}
	in.Residence, err = f.regionOf("residence")
	return in, err
}

// checkAnswers are the answers that make a form of WZ-10, to be changed.
func checkAnswers(in review.CheckForm) answers {
	f, a := mustAsk(review.Check), answers{}
	for name, yes := range map[string]bool{"left_city": in.LeftCity, "risk_area": in.RiskArea, "abroad": in.Abroad, "visitor": in.Visitor, "own_green": in.OwnGreen} {
		a.set(name, answerOf(yes))
	}
	for name, value := range map[string]string{"phone": in.Phone, "address": in.Address, "explanation": in.Explanation} {
		a.set(name, value)
	}
	putPlace(a, f.question("from_region"), in.From)
	putPlace(a, f.question("residence"), in.Residence)
	return a
}

func mustAsk(k review.Kind) *form {
	f, err := askedFor(string(k))
	if err != nil {
		panic(err)
	}
	return f
}

func readArrival(f *filling) (review.Form, error) {
	in := review.ArrivalForm{Phone: f.a.of("phone"), Trip: f.a.of("trip"), Address: f.a.of("address"), Promise: f.a.yes("promise")}
	var err error
	if in.Arrives, err = moment(f.a.of("arrives")); err != nil {
		return nil, err
	}
	if in.From, err = f.regionOf("from_region"); err != nil {
		return nil, err
	}
	for _, s := range f.a["through"] {
		c, err := region.ParseCode(s)
		if err != nil {
			return nil, err
		}
		in.Through = append(in.Through, c)
	}
	in.Residence, err = f.regionOf("residence")
	return in, err
}

func readRefusal(f *filling) (review.Form, error) {
	in := review.RefusalForm{Place: f.a.of("place"), Description: f.a.of("description")}
	var err error
	if in.Region, err = f.regionOf("region"); err != nil {
		return nil, err
	}
	in.At, err = moment(f.a.of("at"))
	return in, err
}
