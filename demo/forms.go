package demo

import (
	"bytes"
	"io"
	"time"
)

// form is what is filled in, by its members' names.
type form = map[string]any

// words is the form of who only explains.
func words(text string) func(*filling, someone) any {
	return func(*filling, someone) any { return form{"text": text} }
}

// checkForm is the form of a grass-roots check.
func checkForm(_ *filling, p someone) any {
	return form{"name": p.name, "id_number": p.number, "phone": p.phone, "left_city": true, "from_region": "330100", "residence": p.region, "address": p.address,
		"explanation": "因公出差三天后返回，途经风险区所在城市，未进入风险区。", "own_green": true, "risk_area": false, "abroad": false, "promise": true}
}

// arrivalForm is declared before arriving.
func arrivalForm(h *filling, p someone) any {
	return form{"phone": p.phone, "arrives": h.time(20 * time.Hour), "trip": "G7349", "from_region": "310100", "through": []string{"330100", "330700"},
		"residence": p.region, "address": p.address, "promise": true}
}

func hospitalForm(*filling, someone) any {
	return form{"hospital": "温州医科大学附属第一医院", "transport": "社区专车", "urgent": false}
}

func isolationForm(h *filling, _ someone) any {
	return form{"from": h.time(-16 * day), "until": h.time(-time.Hour), "place": "市民之家集中隔离点3栋", "work": "自来水厂值班工程师", "queried": true}
}

func refusalForm(h *filling, p someone) any {
	return form{"region": p.region, "place": "人民路农贸市场", "at": h.time(-3 * time.Hour), "description": "保安只认本市健康码，拒绝查验全国一体化平台的绿码。"}
}

func upwardForm(subject, text string) func(*filling, someone) any {
	return func(*filling, someone) any { return form{"subject": subject, "description": text} }
}

func promise(*filling, someone) any { return form{"promise": true} }

// measure is what a grid worker puts into force.
func measure(kind, place string) form {
	return form{"kind": kind, "region": "330302", "place": place, "responsible": "徐建国", "phone": "0577-88880000"}
}

// whitelist lists some of the people of the node by their phones.
func whitelist(list, vetted string, phones ...string) func(*filling, someone) any {
	return func(h *filling, _ someone) any {
		var people []form
		for _, phone := range phones {
			for _, p := range h.people {
				if p.phone == phone {
					people = append(people, form{"name": p.name, "id_type": "resident_id", "id_number": p.number})
				}
			}
		}
		return form{"list": list, "vetted_by": vetted, "filed_with": "市防控办", "from": h.time(0), "until": h.time(30 * day), "people": people}
	}
}

// whitelistOf lists so many people whom nobody knows here.
func whitelistOf(list, vetted string, many int) func(*filling, someone) any {
	return func(h *filling, _ someone) any {
		people := make([]form, many)
		for i := range people {
			people[i] = form{"name": "司机" + string(rune('甲'+i)), "id_type": "resident_id", "id_number": number("330303", "19750505", 500+i)}
		}
		return form{"list": list, "vetted_by": vetted, "filed_with": "市防控办", "from": h.time(0), "until": h.time(30 * day), "people": people}
	}
}

// mode proposes to switch a mode for an hour some days from now: an exercise, which changes nothing today.
func mode(name, why string) func(*filling, someone) any {
	return func(h *filling, _ someone) any {
		return form{"mode": name, "from": h.time(20 * day), "until": h.time(20*day + time.Hour), "reason": why}
	}
}

func reader(file []byte) io.Reader { return bytes.NewReader(file) }
