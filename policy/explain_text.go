package policy

import (
	"fmt"
	"strings"

	"kangma/internal/instant"
)

// Lang is a language of texts.
type Lang string

const (
	Zh Lang = "zh"
	En Lang = "en"
)

// In is the text in a language.
func (t Text) In(l Lang) string {
	if l == Zh {
		return t.Zh
	}
	return t.En
}

// whyText says each Why in words. %[1]s is the instant and %[2]s the other piece's id.
var whyText = map[Why]Text{
	Holds:      {Zh: "成立", En: "holds"},
	NoPiece:    {Zh: "不成立，没有此类依据", En: "does not hold: no evidence of these kinds"},
	NoneCount:  {Zh: "不成立，没有计入的依据", En: "does not hold: no piece of evidence counts"},
	TooFew:     {Zh: "不成立，计入的依据不够", En: "does not hold: too few pieces count"},
	TooClose:   {Zh: "不成立，计入的依据间隔不够", En: "does not hold: the pieces that count lie too close together"},
	ModeOff:    {Zh: "不成立，该模式未开启", En: "does not hold: the mode is off"},
	IfFails:    {Zh: "不成立，条件不满足", En: "does not hold: its condition fails"},
	Counting:   {Zh: "计入", En: "counts"},
	Unknown:    {Zh: "当时尚不知晓，%[1]s 才记录", En: "was not known then; recorded at %[1]s"},
	Retracted:  {Zh: "已于 %[1]s 撤销", En: "was retracted at %[1]s"},
	Unmatched:  {Zh: "不符合条件", En: "does not match"},
	NotYet:     {Zh: "尚未开始，自 %[1]s 起计入", En: "does not count yet; it begins at %[1]s"},
	Ended:      {Zh: "已于 %[1]s 结束", En: "ended at %[1]s"},
	NotEnded:   {Zh: "尚未结束", En: "has not ended yet"},
	TooOld:     {Zh: "已过期限，%[1]s 为止", En: "is older than the limit, which was reached at %[1]s"},
	Superseded: {Zh: "已被 %[2]s 取代（%[1]s）", En: "was superseded by %[2]s at %[1]s"},
	NotListed:  {Zh: "所在地区此时不在名单内", En: "lies in no area that is listed now"},
	Lifted:     {Zh: "已由 %[2]s 解除（%[1]s）", En: "was lifted by %[2]s at %[1]s"},
}

// words are the other texts of an explanation.
var words = map[string]Text{
	"decision": {Zh: "结果：", En: "Decision: "},
	"for":      {Zh: "判定时间：", En: "decided for: "},
	"review":   {Zh: "下次变化：", En: "next review: "},
	"colon":    {Zh: "：", En: ": "},
	"never":    {Zh: "无", En: "never"},
	"reasons":  {Zh: "理由", En: "Reasons"},
	"rules":    {Zh: "逐条规则", En: "Every rule"},
	"states":   {Zh: "状态表，取第一个成立的", En: "Table of states, the first that holds"},
	"shown":    {Zh: "成立，列为理由", En: "holds, and is a reason"},
	"hidden":   {Zh: "成立，但颜色由更强的依据决定", En: "holds, but a stronger ground gives the colour"},
	"hidden_m": {Zh: "成立，但标记由更强的依据决定", En: "holds, but a stronger ground gives the mark"},
	"until":    {Zh: "到 %s 为止", En: "until %s"},
	"and":      {Zh: "，", En: " "},
	"from":     {Zh: "自 %s 起成立", En: "will hold from %s"},
	"when":     {Zh: "条件", En: "when"},
	"if":       {Zh: "条件", En: "if"},
	"with":     {Zh: "其中", En: "with"},
	"yes":      {Zh: "成立", En: "holds"},
	"no":       {Zh: "不成立", En: "does not hold"},
}

// inChinese are the words of decisions as holders know them; in English they are said as they are.
var inChinese = map[string]string{
	"red": "红码", "yellow": "黄码", "green": "绿码", "gray": "灰码", "none": "不赋码",
	"tick": "勾", "small_tick": "小勾", "cross": "叉", "question": "问号", "restricted": "限制聚集",
	"pass": "放行", "ask": "询问", "stop": "不放行",
	"unchecked": "未核查", "checking": "核查中", "checked": "已核查", "truck_driver": "集卡车司机", "whitelisted": "白名单",
	"temporary_pass": "临时通行", "return_to_work": "返岗", "registered": "已登记", "colours_off": "暂不赋码",
	"no_anomaly": "未见异常", "notice": "风险提示",
}

// Text is the explanation to be read, times in the given offset.
func (e *Explanation) Text(l Lang, z instant.Zone) string {
	w := &explainer{lang: l, zone: z}
	d := &e.Decision
	shown := []string{w.said(string(d.Colour))}
	if d.Mark != "" {
		shown = append(shown, w.said(string(d.Mark)))
	}
	for _, label := range d.Labels {
		shown = append(shown, w.said(label))
	}
	w.line(0, "%s%s · %s %s · %s · %s", w.word("decision"), strings.Join(shown, ", "), d.State.Name, d.State.Title.In(l), w.said(string(d.Gate)), d.Policy)
	w.line(0, "%s%s · %s%s", w.word("for"), d.DecidedFor.In(z), w.word("review"), w.time(d.NextReview))
	w.line(0, "\n%s", w.word("reasons"))
	for _, g := range d.Reasons {
		w.line(1, "%s  %s", g.Rule.ID, g.Rule.Text.In(l))
		detail := g.Rule.Source
		if len(g.Evidence) > 0 {
			detail += " · " + strings.Join(g.Evidence, ", ")
		}
		if g.Until != instant.Never {
			detail += " · " + w.word("until", w.time(g.Until))
		}
		w.line(2, "%s", detail)
	}
	w.line(0, "\n%s", w.word("rules"))
	for i := range e.Rules {
		w.trial(&e.Rules[i])
	}
	if len(e.States) > 0 {
		w.line(0, "\n%s", w.word("states"))
	}
	for _, s := range e.States {
		verdict := w.word("no")
		if s.Holds {
			verdict = w.word("yes")
		}
		w.line(1, "%s  %s%s%s", s.State.Name, s.State.Title.In(l), w.word("colon"), verdict)
		w.condition(2, "if", s.State.If, s.Uses)
	}
	return w.String()
}

type explainer struct {
	strings.Builder
	lang Lang
	zone instant.Zone
}

func (w *explainer) line(indent int, format string, args ...any) {
	w.WriteString(strings.Repeat("  ", indent))
	fmt.Fprintf(w, format, args...)
	w.WriteByte('\n')
}

func (w *explainer) word(key string, args ...any) string {
	return fmt.Sprintf(words[key].In(w.lang), args...)
}

// said is a word of a decision in the language.
func (w *explainer) said(word string) string {
	if zh, ok := inChinese[word]; ok && w.lang == Zh {
		return zh
	}
	return word
}

func (w *explainer) time(t instant.Instant) string {
	if s := timeOrNull(t, w.zone); s != nil {
		return *s
	}
	return w.word("never")
}

func (w *explainer) trial(t *Trial) {
	verdict := whyText[t.Why].In(w.lang)
	g := t.Rule.Gives
	switch {
	case t.Shown:
		verdict = w.word("shown")
	case t.Holds && g.Colour != "":
		verdict = w.word("hidden")
	case t.Holds && g.Mark != "":
		verdict = w.word("hidden_m")
	}
	if t.Changes != instant.Never {
		key := "from"
		if t.Holds {
			key = "until"
		}
		verdict += " · " + w.word(key, w.time(t.Changes))
	}
	w.line(1, "%s  %s%s%s", t.Rule.ID, t.Rule.Title.In(w.lang), w.word("colon"), verdict)
	for _, p := range t.Pieces {
		w.piece(t.Rule, &p)
	}
	w.condition(2, "if", t.Rule.If, t.Uses)
}

func (w *explainer) piece(r *Rule, p *PieceTrial) {
	sign, kind := "-", p.Fact.Kind.String()
	if p.Why == Counting {
		sign = "+"
	}
	if w.lang == Zh {
		kind = p.Fact.Kind.Spec().Zh
	}
	said := whyText[p.Why].In(w.lang)
	if strings.Contains(said, "%") {
		said = fmt.Sprintf(said, w.time(p.At), p.By)
	}
	if p.Why == Counting && p.Until != instant.Never {
		said += w.word("and") + w.word("until", w.time(p.Until))
	}
	w.line(2, "%s %s %s%s%s", sign, p.Fact.ID, kind, w.word("colon"), said)
	if p.Why == Unmatched {
		w.condition(4, "when", r.When, p.Uses)
	}
}

// condition writes a condition, and what its names stood for.
func (w *explainer) condition(indent int, key, cel string, uses []Value) {
	if cel == "" {
		return
	}
	values := make([]string, len(uses))
	for i, v := range uses {
		values[i] = v.Name + " = " + v.Value
	}
	line := w.word(key) + " " + cel
	if len(values) > 0 {
		line += " · " + w.word("with") + " " + strings.Join(values, ", ")
	}
	w.line(indent, "%s", line)
}
