package notice

import (
	"regexp"
	"strconv"

	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
)

// Said is a notice in words.
type Said struct{ Title, Text Words }

// Say puts a notice into words. name names a region, such as region.Table.FullName; one without a name is said by its code.
func (n Notice) Say(name func(region.Code) string) Said {
	spec, _ := n.Kind.Spec()
	return Said{spec.Title, Words{Zh: n.fill(spec.Text.Zh, true, name), En: n.fill(spec.Text.En, false, name)}}
}

// place is where a value stands in a sentence.
var place = regexp.MustCompile(`\{([a-z]+):([a-z]+)\}`)

// places are the names and types of the values that a sentence takes.
func places(text string) map[string]Type {
	all := map[string]Type{}
	for _, m := range place.FindAllStringSubmatch(text, -1) {
		all[m[1]] = Type(m[2])
	}
	return all
}

func (n Notice) fill(text string, zh bool, name func(region.Code) string) string {
	return place.ReplaceAllStringFunc(text, func(p string) string {
		w := n.Values[place.FindStringSubmatch(p)[1]].words(name)
		if zh {
			return w.Zh
		}
		return w.En
	})
}

func (v Value) words(name func(region.Code) string) Words {
	switch v.Type {
	case typeTime:
		return timeWords(instant.Instant(v.Num))
	case typeRegion:
		r, _ := region.FromDigits(v.Num)
		if s := name(r); s != "" {
			return Words{s, s}
		}
		return Words{r.String(), r.String()}
	case typeRole:
		o := staff.Role(v.Text).Office()
		return Words{o.Zh, o.En}
	case typeAction:
		a := staff.Action(v.Text)
		return Words{a.Zh(), a.En()}
	case typeColour:
		return colours[policy.Colour(v.Text)]
	case typeMark:
		return marks[policy.Mark(v.Text)]
	case typeCount:
		s := strconv.FormatInt(v.Num, 10)
		return Words{s, s}
	}
	return Words{v.Text, v.En}
}

// timeWords says a time as the clock in China shows it.
func timeWords(at instant.Instant) Words {
	if at == instant.Never {
		return Words{"无期限", "none"}
	}
	t := at.Time().Add(beijing)
	return Words{t.Format("2006年1月2日15:04"), t.Format("15:04 on 2 January 2006")}
}

const beijing = 8 * 60 * 60 * 1e9 // ahead of UTC, without summer time since 1991

var colours = map[policy.Colour]Words{
	policy.Red: {"红码", "red"}, policy.Yellow: {"黄码", "yellow"}, policy.Green: {"绿码", "green"}, policy.Gray: {"灰码", "gray"},
	policy.None: {"未赋色", "no colour"},
}

var marks = map[policy.Mark]Words{
	"": {"无标记", "no mark"}, "tick": {"对勾", "a tick"}, "small_tick": {"小对勾", "a small tick"}, "cross": {"叉号", "a cross"},
	"question": {"问号", "a question mark"}, "restricted": {"限制聚集", "gathering restricted"},
}
