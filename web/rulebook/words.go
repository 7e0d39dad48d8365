package rulebook

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/web/ui"
)

// words writes a pack in one language.
type words struct {
	lang policy.Lang
	ui   *ui.Language
}

func wordsOf(lang policy.Lang) words {
	l, _ := ui.LanguageOf(string(lang))
	return words{lang, l}
}

var fixed = map[string]policy.Text{
	"inforce":   {Zh: "施行", En: "In force"},
	"until":     {Zh: "至", En: "until"},
	"replaces":  {Zh: "代替", En: "Replaces"},
	"source":    {Zh: "依据", En: "Source"},
	"authority": {Zh: "发布机关", En: "Published by"},
	"picture":   {Zh: "状态和变化", En: "States and how they change"},
	"how":       {Zh: "箭头由程序逐例推演得出，不是画上去的。右侧长条是平常的状态；指向左边的箭头是怎样进入一个状态，指向右边的是怎样回来。编号的箭头见图下。", En: "The arrows were found by working through cases; nobody drew them. The bar on the right is the plain state: an arrow to the left says what leads into a state, an arrow to the right what leads back. Numbered arrows are explained below."},
	"ways":      {Zh: "全部变化", En: "All changes"},
	"colon":     {Zh: "：", En: ": "},
	"states":    {Zh: "状态", En: "States"},
	"number":    {Zh: "状态", En: "State"},
	"atgate":    {Zh: "卡口", En: "Gate"},
	"holder":    {Zh: "持码人看到", En: "The holder is told"},
	"staff":     {Zh: "卡口看到", En: "The gate is told"},
	"rules":     {Zh: "规则", En: "Rules"},
	"text":      {Zh: "告知", En: "What is said"},
	"looks":     {Zh: "看什么", En: "Looks at"},
	"counts":    {Zh: "算多久", En: "How long"},
	"gives":     {Zh: "结果", En: "Gives"},
	"fact":      {Zh: "供其他规则使用，本身不改变码", En: "A fact for other rules; by itself it changes no code"},
	"condition": {Zh: "条件", En: "Condition"},
	"lift":      {Zh: "谁能解除", En: "Who can lift it"},
	"code":      {Zh: "原因代码", En: "Reason code"},
	"cases":     {Zh: "用例", En: "Cases"},
	"tried":     {Zh: "个时刻由规则自带的用例核对过", En: "instants are held to what the pack's own cases say"},
	"closed":    {Zh: "记录结束", En: "its record ends"},
	"listed":    {Zh: "风险区名单变化", En: "the risk list changes"},
	"birthday":  {Zh: "年龄变化", En: "a birthday"},
	"lapses":    {Zh: "到期", En: "time runs out"},
	"mode":      {Zh: "赋码方式", En: "the mode"},
	"always":    {Zh: "总是成立", En: "always holds"},
	"open":      {Zh: "依据有效期间", En: "while the record is open"},
	"noend":     {Zh: "未写明结束的满", En: "without an end, for"},
	"latest":    {Zh: "只看最新一条", En: "only the latest one"},
	"issuers":   {Zh: "各发码地只看最新一条", En: "the latest of each issuer"},
	"forever":   {Zh: "不论是否到期", En: "whatever its expiry"},
	"liftedby":  {Zh: "解除：", En: "lifted by: "},
	"area":      {Zh: "所在地区目前列为", En: "in an area listed now as "},
	"high":      {Zh: "高风险", En: "high risk"},
	"medium":    {Zh: "中风险", En: "medium risk"},
	"mark":      {Zh: "标记", En: "mark"},
	"label":     {Zh: "附注", En: "label"},
}

func (d words) T(key string) string { return fixed[key].In(d.lang) }

func (d words) colour(c policy.Colour) string { return d.ui.T("colour." + string(c)) }
func (d words) gate(g policy.Gate) string     { return d.ui.T("gate.answer." + string(g)) }
func (d words) kind(k evidence.Kind) string {
	if d.lang == policy.Zh {
		return k.Spec().Zh
	}
	return d.ui.T("kind." + strings.ReplaceAll(k.String(), ".", "_"))
}

func (d words) either(zh, en string) string { return policy.Text{Zh: zh, En: en}.In(d.lang) }

func (d words) day(i instant.Instant) string {
	if i == instant.Never {
		return "—"
	}
	return i.In(instant.Beijing)[:len("2021-03-01")]
}

// span writes a length of time: in days if it is whole days and more than three of them or one, else in hours or minutes.
func (d words) span(l time.Duration) string {
	n, zh, en := int64(l/time.Minute), "分钟", "minute"
	switch {
	case l%instant.Day == 0 && (l > 3*instant.Day || l == instant.Day):
		n, zh, en = int64(l/instant.Day), "天", "day"
	case l%time.Hour == 0:
		n, zh, en = int64(l/time.Hour), "小时", "hour"
	}
	if n != 1 {
		en += "s"
	}
	return strconv.FormatInt(n, 10) + d.either(zh, " "+en)
}

// when says in a few words what brings a transition about.
func (d words) when(t policy.Transition) string {
	title := ""
	if t.Rule != nil {
		title = t.Rule.Title.In(d.lang)
	}
	switch t.Cause {
	case policy.Recorded:
		if title == "" {
			title = d.kind(t.Kind)
		}
		return "+ " + title
	case policy.Closed:
		return d.T("closed")
	case policy.Switched:
		if t.On {
			return d.either("开启：", "on: ") + title
		}
		return d.either("关闭：", "off: ") + title
	case policy.Listed:
		return d.T("listed")
	case policy.Birthday:
		return d.T("birthday")
	}
	if t.Length == 0 {
		return d.T("lapses")
	}
	if t.AfterEnd {
		return d.either("结束满"+d.span(t.Length), d.span(t.Length)+" after its end")
	}
	return d.either("满"+d.span(t.Length), "after "+d.span(t.Length))
}

// looks says what a rule looks at.
func (d words) looks(r *policy.Rule) string {
	comma := d.either("、", ", ")
	if r.Mode != "" {
		return d.T("mode") + " " + r.Mode
	}
	var kinds []string
	for _, k := range r.Kinds {
		kinds = append(kinds, d.kind(k))
	}
	if len(kinds) == 0 && r.If == "" {
		return d.T("always")
	}
	said := []string{}
	if len(kinds) > 0 {
		said = append(said, strings.Join(kinds, comma))
	}
	switch r.Pick {
	case policy.Latest:
		said = append(said, d.T("latest"))
	case policy.LatestPerIssuer:
		said = append(said, d.T("issuers"))
	}
	if len(r.Listed) > 0 {
		var levels []string
		for _, l := range r.Listed {
			levels = append(levels, d.T(l))
		}
		said = append(said, d.T("area")+strings.Join(levels, d.either("或", " or ")))
	}
	if n := r.Needs; n.Pieces > 1 {
		said = append(said, d.either("至少"+strconv.Itoa(n.Pieces)+"条", "at least "+strconv.Itoa(n.Pieces)+" of them")+d.apart(n))
	}
	return strings.Join(said, d.either("；", "; "))
}

// gives says what a rule gives.
func (d words) gives(p *policy.Pack, r *policy.Rule) string {
	var said []string
	if g := r.Gives; g.Colour != "" {
		said = append(said, d.colour(g.Colour))
	}
	if g := r.Gives; g.State != "" {
		if title := p.State(g.State).Title.In(d.lang); !slices.Contains(said, title) {
			said = append(said, title)
		}
	}
	if g := r.Gives; g.Mark != "" {
		said = append(said, d.T("mark")+" "+string(g.Mark))
	}
	if g := r.Gives; g.Label != "" {
		said = append(said, d.T("label")+" "+g.Label)
	}
	return strings.Join(said, " · ")
}

func (d words) apart(n policy.Needs) string {
	if n.Apart == 0 {
		return ""
	}
	return d.either("，相隔"+d.span(n.Apart.D())+"以上", ", "+d.span(n.Apart.D())+" apart or more")
}

// counts says how long a piece counts for a rule.
func (d words) counts(p *policy.Pack, r *policy.Rule) string {
	if len(r.Kinds) == 0 {
		return ""
	}
	c, said := r.Counts, d.T("open")
	switch {
	case c.AfterEnd != 0:
		said = d.either("结束后"+d.span(c.AfterEnd.D()), "for "+d.span(c.AfterEnd.D())+" after its end")
	case c.UntilAfterEnd != 0:
		said = d.either("有效期间和结束后"+d.span(c.UntilAfterEnd.D()), "while it is open, and "+d.span(c.UntilAfterEnd.D())+" after its end")
	case c.For != 0 && c.WhateverEnd:
		said = d.either("自开始起"+d.span(c.For.D()), "for "+d.span(c.For.D())+" from its start") + d.either("，", ", ") + d.T("forever")
	case c.For != 0:
		said = d.either("自开始起最多"+d.span(c.For.D())+"，提前结束的到结束为止", "for at most "+d.span(c.For.D())+" from its start, or until its earlier end")
	case c.WhateverEnd:
		said = d.T("forever")
	}
	for _, k := range r.Kinds {
		if h := k.Spec().Hold; h > 0 && c.AfterEnd == 0 && !c.WhateverEnd {
			said += d.either("；", "; ") + d.T("noend") + d.either("", " ") + d.span(h)
			break
		}
	}
	if c.Delay != 0 {
		said += d.either("；开始"+d.span(c.Delay.D())+"后起算", "; beginning "+d.span(c.Delay.D())+" after its start")
	}
	if r.LiftedBy != nil {
		for _, q := range p.Rules {
			if q.As == r.LiftedBy.By {
				since := d.either("开始之后的", ", begun since its start")
				if r.LiftedBy.Since == "end" {
					since = d.either("结束之后的", ", begun since its end")
				}
				said += d.either("；"+d.T("liftedby")+since+q.Title.Zh, "; "+d.T("liftedby")+q.Title.En+since)
			}
		}
	}
	return said
}
