package ui

import (
	"time"

	"kangma/internal/instant"
)

// The gallery's time stands still, so that two pictures of it can be compared.
var noon = instant.Of(time.Date(2020, 3, 25, 4, 0, 0, 0, time.UTC))

const (
	hour    = time.Hour
	quarter = 15 * time.Minute
)

// sampleToken has the form and the length of a real one and verifies nowhere.
const sampleToken = "KM1:6BF+70790T9WJWG.FKY*4GO0.O1CV2 O5 N2FBBRW1*70HS8WY04AC*WIFN0AHCD8KD97TK0F90KECTHGWJC0FDC:5AIA%G7X+AQB9746HS80:54IBQF60R6$A80X6S1BTYACG6M+9XG8KIAWNA91AY%67092L4WJCT3EHS8XJC$+DXJCCWENF6OF63W5NW6WF6%JC QE/IAYJC5LEW34U3ET7DXC9 QE-ED8%E.JCBECB1A-:8"

func banners() []Part {
	var out []Part
	for _, c := range Colours {
		out = append(out, Banner{Colour: c})
	}
	for i, m := range Marks {
		out = append(out, Banner{Colour: []Colour{Green, Green, Red, Yellow, Green}[i], Mark: m})
	}
	return append(out, Banner{Colour: Green, Mark: Cross, Labels: Labels[:3]}, Banner{Colour: Gray, Labels: Labels[3:]})
}

func cards(l *Language) []Part {
	var out []Part
	for _, c := range Colours {
		qr, err := QR(sampleToken, l.T("code.qr", "colour", l.T("colour."+string(c))))
		if err != nil {
			panic("ui: " + err.Error())
		}
		card := Card{Banner: Banner{Colour: c}, QR: qr, Name: "王*", Number: "4201**********1234", Life: Countdown{Now: noon, Until: noon.Add(quarter), Whole: 900}}
		if c == None {
			card.QR = ""
		}
		out = append(out, card)
	}
	return out
}

func reasonSamples(l *Language) []Part {
	return []Part{
		Reason{Rule: "HB-01.fever-wuhan", Text: l.T("kind.fever_clinic"), Citation: "鄂防指发〔2020〕100号", Until: noon.Add(7 * instant.Day), Remedy: l.T("code.reference"),
			Facts: []Fact{{Title: l.T("kind.fever_clinic"), Source: "武汉市第一医院", From: noon, Until: instant.Never}}},
		Reason{Rule: "HB-01.contact", Text: l.T("kind.contact_close"), Until: instant.Never,
			Facts: []Fact{{Title: l.T("kind.contact_close"), Source: "武昌区疾控中心", From: noon, Until: instant.Never}, {Title: l.T("kind.declaration"), Source: l.T("relation.self"), From: noon, Until: instant.Never}}},
		Reason{Rule: "HB-01.green", Text: l.T("label.no_anomaly"), Endless: true},
	}
}

func verdicts(l *Language) []Part {
	var out []Part
	for _, a := range Answers {
		out = append(out, Verdict{Answer: a, Why: l.T("gate.why." + string(a))})
	}
	return out
}

func notices(l *Language) []Part {
	var out []Part
	for _, k := range []string{"info", "warn", "stop", "done"} {
		out = append(out, Notice{Kind: k, Title: l.T("waiting.meanwhile"), Lines: []string{l.T("waiting.meanwhile.lines")}})
	}
	return append(out, Notice{Kind: "info", Title: l.T("trouble.busy"), Lines: []string{l.T("trouble.busy.lines"), l.T("trouble.kept")},
		Then: []Button{{Text: l.T("trouble.retry"), Icon: "refresh", Href: "#"}, {Text: l.T("trouble.home"), Kind: "second", Href: "#"}}})
}

func fields(l *Language) []Part {
	return []Part{
		Field{Name: "f1", Label: l.T("login.phone"), Hint: l.T("login.phone.hint"), Type: "tel"},
		Field{Name: "f2", Label: l.T("identity.number"), Value: "42010119900101", Error: l.T("fault.field.invalid.number"), Hint: l.T("identity.name.hint")},
		Field{Name: "f3", Label: l.T("health.temperature"), Hint: l.T("health.temperature.hint"), Value: "36.5", Width: "short", Unit: "℃"},
		Field{Name: "f4", Label: l.T("login.code"), Value: "123456", Width: "code", MaxLength: 6},
		Field{Name: "f5", Label: l.T("identity.birth"), Type: "date", Optional: true},
	}
}

func choices(l *Language) []Part {
	yes := []Option{{Value: "yes", Text: l.T("answer.yes"), Chosen: true}, {Value: "no", Text: l.T("answer.no")}, {Value: "unsure", Text: l.T("answer.unsure")}}
	many := []Option{{Value: "none", Text: l.T("symptom.none")}, {Value: "cold_like", Text: l.T("symptom.cold_like"), Hint: l.T("symptom.cold_like.hint"), Chosen: true}, {Value: "other", Text: l.T("symptom.other"), Chosen: true}}
	return []Part{
		Choice{Name: "c1", Legend: l.T("health.contact"), Hint: l.T("health.contact.hint"), Across: true, Options: yes},
		Choice{Name: "c2", Legend: l.T("health.symptoms"), Many: true, Options: many},
		Choice{Name: "c3", Legend: l.T("health.stayed"), Across: true, Options: []Option{{Value: "yes", Text: l.T("answer.yes")}, {Value: "no", Text: l.T("answer.no")}}, Error: l.T("fault.field.missing.stayed")},
	}
}

func selects(l *Language) []Part {
	o := []Option{{Value: "resident_id", Text: l.T("id_type.resident_id"), Chosen: true}, {Value: "passport", Text: l.T("id_type.passport")}}
	return []Part{Select{Name: "s1", Label: l.T("identity.type"), Options: o}, Select{Name: "s2", Label: l.T("identity.type"), Prompt: l.T("region.prompt"), Options: o[1:], Error: l.T("fault.field.missing")},
		Select{Name: "s3", Label: l.T("region.county"), Prompt: l.T("region.prompt"), Off: true}}
}

func pickers(l *Language) []Part {
	lists := []Select{
		{Name: "province", Label: l.T("region.province"), Prompt: l.T("region.prompt"), Options: []Option{{Value: "420000", Text: "湖北省", Chosen: true}}},
		{Name: "prefecture", Label: l.T("region.prefecture"), Prompt: l.T("region.prompt"), Options: []Option{{Value: "420100", Text: "武汉市"}}},
		{Name: "county", Label: l.T("region.county"), Prompt: l.T("region.prompt"), Off: true},
	}
	return []Part{RegionPicker{Legend: l.T("region.legend"), Hint: l.T("region.hint"), Lists: lists}, RegionPicker{Legend: l.T("region.legend"), Error: l.T("fault.field.missing.region"), Lists: lists}}
}

func buttons(l *Language) []Part {
	return []Part{Button{Text: l.T("code.renew"), Icon: "refresh"}, Button{Text: l.T("wards.add"), Kind: "second", Icon: "plus", Href: "#"},
		Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: "#"}, Button{Text: l.T("wards.release"), Kind: "danger"}, Button{Text: l.T("wards.open"), Kind: "second small", Href: "#"}}
}

func stepNames(l *Language) []string {
	return []string{l.T("step.terms"), l.T("step.identity"), l.T("step.form"), l.T("step.code")}
}
