package tour

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
)

// inHubei are the stories of the province.
var inHubei = []Story{
	{"fever", "发热转红，七天后自己转绿", "A fever in Wuhan is red, and green by itself after seven days", []string{"HB-01", "HB-02", "HB-04", "BY-02", "BY-03"}, fever},
	{"conversion", "密接申请转码：县级初审，市级复核", "A contact asks for green: the county passes it on, the prefecture decides", []string{"HB-05", "BY-17", "BY-22"}, conversion},
	{"gate", "采集员扫码：看得到颜色，看不到原因", "A gate sees the colour and never the reason", []string{"HB-08", "WH-12", "WH-13", "BY-13"}, gate},
	{"closed", "封闭期间只登记；隔离期满证明转绿", "While the province is closed: registration only, and a certificate that makes green", []string{"HB-11", "HB-12", "WH-07"}, closed},
	{"mass_list", "会让很多人变色的名单，要第二个部门同意", "A list that would colour many waits for a second office", []string{"BY-18", "BY-04"}, massList},
	{"twice", "同一个码在两地几乎同时出现", "One code at two places at once", []string{"BY-21"}, twice},
	{"call", "流调来电，可以核实真假", "Who is called can check that the call is genuine", []string{"EP-04", "SC-03", "BY-06"}, call},
	{"rules", "新规则先试算，两人才能发布", "New rules are tried on everybody, and published by two", []string{"BY-05", "BY-16"}, rules},
}

func fever(t *teller) {
	zhang := t.resident("hubei", "张建国", "420102")
	zhang.shows("green")
	t.say("hubei", "张建国申请健康码，声明无症状：绿码。", "Zhang Jianguo applies and declares no symptoms: green.")
	zhang.recorded("fever.clinic", "420106", "武汉市武昌医院发热门诊", "")
	c := zhang.shows("red", "red.fever")
	why := zhang.why()
	t.say("hubei", "武昌的发热门诊登记了他：红码。理由写在码上：规则 %s，依据来自%s。", "A fever clinic in Wuchang registers him: red. The code says why: rule %s, evidence of %s.", why.Rule, why.Evidence[0].Source)
	t.say("hubei", "码上也写明到何时：%s。", "And until when: %s.", stamp(c.Next))
	t.later(7*day-2*time.Hour, "差一小时满七天", "an hour short of seven days later")
	zhang.shows("red")
	t.later(2*time.Hour, "再过两小时", "two hours more")
	zhang.shows("green")
	t.say("hubei", "绿码。没有人做过任何事。", "Green. Nobody did anything.")
}

func conversion(t *teller) {
	li := t.resident("hubei", "李淑芬", "420102")
	contact := li.recorded("contact.close", "420102", "江岸区疾控中心", "")
	li.shows("yellow", "yellow.contact")
	why := li.why()
	t.say("hubei", "疾控中心登记李淑芬为密接：黄码。谁能解除：%s", "The CDC records Li Shufen as a close contact: yellow. Who can lift it: %s", t.words(why.Who.Zh, why.Who.En))
	k := li.opens("conversion", map[string]string{"text": "隔离期已满，核酸检测阴性。"}, contact)
	t.say("hubei", "她申请转码，由%s办理，%s前应有结果。", "She applies for a conversion; %s has it, until %s.", k.Office, stamp(k.Due))
	why2 := t.mayNot("hubei", countyReview, k, "approve", "case.illegal_move")
	t.say("hubei", "县级不能自己批准：%s。", "The county alone cannot approve: %s.", why2)
	k = t.moves("hubei", countyReview, k, "endorse", "材料齐全，拟同意。", nil)
	t.mayNot("hubei", countyReview, k, "approve", "staff.outside_region")
	k = t.moves("hubei", cityReview, k, "approve", "经复核，情况属实。", nil)
	li.shows("green")
	t.say("hubei", "县级初审同意，市级另一人复核批准：绿码，理由她读得到。", "The county endorses, another person at the prefecture approves: green, and she reads the reasons.")
}

func gate(t *teller) {
	chen := t.resident("hubei", "陈晓燕", "420102")
	green := chen.code()
	v := t.scan("hubei", collector, green.Token, 36.5)
	t.want(v.Answer == "pass" && v.Stored && v.Name != "陈晓燕", "the gate: %+v", v)
	t.say("hubei", "南门采集员扫陈晓燕的码：通行，显示“%s %s”，体温36.5。", "The collector scans Chen Xiaoyan's code: pass, shown as “%s %s”, 36.5 °C.", v.Name, v.Number)
	chen.recorded("contact.close", "420102", "江岸区疾控中心", "")
	v = t.scan("hubei", collector, green.Token, 0)
	text := ask(t, func(context.Context) ([]byte, error) { return json.Marshal(v) })
	t.want(v.Answer == "ask" && !strings.Contains(string(text), "contact"), "the gate: %s", text)
	t.say("hubei", "她成为密接。几秒前截下的绿码再扫：询问；采集员看不到为什么。", "She becomes a close contact. The green picture of a moment ago is scanned again: ask; the collector does not see why.")
	gate, admin := t.staff("hubei", collector), t.staff("hubei", administrator)
	if t.err == nil {
		_, err := gate.Passages(t.ctx, client.PassageQuery{Region: "420102"}, wire.Purpose{Purpose: "quality"}, client.Page{})
		t.refused("staff.not_permitted", err)
	}
	list := ask(t, func(ctx context.Context) (wire.Page[wire.Passage], error) {
		return admin.Passages(ctx, client.PassageQuery{Region: "420102"}, wire.Purpose{Purpose: "quality"}, client.Page{})
	})
	t.want(len(list.Items) >= 2, "%d passages", len(list.Items))
	t.say("hubei", "采集员查不到记录，他自己的也不行；管理员看得到本区的 %d 次通行，上面没有人名。", "The collector sees no history, not even his own; the administrator sees his region's %d passages, which name nobody.", len(list.Items))
	v = t.scan("hubei", collector, "https://example.com/not-a-code", 0)
	t.want(v.Answer == "unknown", "the gate: %+v", v)
	t.say("hubei", "扫到的不是健康码：回答“无法判断”，不是沉默。", "What is no code gets an answer too: unknown, not silence.")
}

func closed(t *teller) {
	wang := t.resident("hubei", "王铁柱", "420102")
	officer := t.staff("hubei", policyOfficer)
	mode := ask(t, func(ctx context.Context) (wire.CaseRow, error) {
		return officer.ProposeMode(ctx, wire.NewMode{Mode: "registration_only", Until: t.time(3 * day), Reason: "离鄂通道管控期间只登记"})
	})
	t.mayNot("hubei", policyOfficer, mode, "approve", "case.second_person")
	t.moves("hubei", headquarters, mode, "approve", "同意。", nil)
	wang.shows("gray", "gray.registered")
	t.say("hubei", "规则管理员提出、指挥部批准：封闭三天，只登记。王铁柱的码变灰，注明已登记。", "The policy officer proposes, headquarters approves: closed for three days, registration only. Wang Tiezhu's code is gray, and says that he is registered.")
	county := t.staff("hubei", countyReview)
	k := ask(t, func(ctx context.Context) (wire.CaseRow, error) {
		form, err := json.Marshal(map[string]any{"from": t.time(-16 * day), "until": t.time(-time.Hour), "place": "市委党校隔离点", "work": "自来水厂值班工程师", "queried": true})
		if err != nil {
			return wire.CaseRow{}, err
		}
		whom := wang.whom()
		return county.OpenDeskCase(ctx, wire.NewDeskCase{NewCase: wire.NewCase{Kind: "isolation_certificate", Form: form}, Whom: &whom})
	})
	t.mayNot("hubei", countyReview, k, "approve", "case.second_person")
	t.moves("hubei", cityReview, k, "approve", "比对无异常。", nil)
	wang.shows("green", "green.return_to_work")
	t.say("hubei", "县里为他出具14天隔离期满证明，另一人核准：绿码，标注复工，全省都认。", "The county certifies 14 days of isolation, another person agrees: green, labelled return to work, accepted in all of the province.")
	t.later(3*day, "三天后", "three days later")
	wang.shows("green", "green")
	t.say("hubei", "管控到期，自己结束，人人恢复原来的颜色。", "The mode ends by itself, and everybody has his colour back.")
}

func massList(t *teller) {
	var table bytes.Buffer
	w := csv.NewWriter(&table)
	w.Write([]string{"证件类型", "证件号码", "来源", "记录编号", "行政区划", "判定时间"})
	var first *someone
	const many = 30
	for i := range many {
		p := t.resident("hubei", "储户"+string(rune('甲'+i)), "420102")
		if first == nil {
			first = p
		}
		w.Write([]string{"resident_id", p.number, "某指挥部社会管控组", fmt.Sprintf("T%03d", i), "420102", t.Now().Format(time.RFC3339)})
	}
	w.Flush()
	officer := t.staff("hubei", dataOfficer)
	run := ask(t, func(ctx context.Context) (id.ID, error) {
		return officer.StartImport(ctx, &table, client.ImportOptions{File: "名单.csv", Kind: "contact.close"})
	})
	t.becomes("the list is held", func(ctx context.Context) (bool, error) {
		w, err := officer.Weighing(ctx, run)
		if fault.CodeOf(err) == fault.NotFound {
			return false, nil
		}
		return w.State == "held", err
	})
	first.shows("green")
	t.say("hubei", "一份 %d 人的密接名单送来：没有一行写入，先称重：会让 %[1]d 人变色，超过限额。", "A list of %d contacts arrives: not a row is stored. It is weighed first, would colour %[1]d, and that is over the limit.", many)
	watch := t.staff("hubei", auditor)
	alarms := ask(t, func(ctx context.Context) (wire.Page[wire.Alarm], error) { return watch.Alarms(ctx, client.Page{}) })
	t.want(len(alarms.Items) > 0 && alarms.Items[0].Kind == "mass.list", "the auditor was not told: %+v", alarms.Items)
	t.say("hubei", "审计员立即收到报警。", "The auditor is told at once.")
	hq := t.staff("hubei", headquarters)
	waits := ask(t, func(ctx context.Context) (wire.Page[wire.CaseRow], error) {
		return hq.WorkList(ctx, client.CaseQuery{Kind: "mass_list"}, client.Page{})
	})
	t.want(len(waits.Items) == 1, "%d lists wait", len(waits.Items))
	if t.err != nil {
		return
	}
	t.mayNot("hubei", dataOfficer, waits.Items[0], "admit", "staff.not_permitted")
	t.moves("hubei", headquarters, waits.Items[0], "refuse", "名单无流调依据，退回。", nil)
	first.shows("green")
	t.say("hubei", "送名单的人不能放行；指挥部退回：查无流调依据。没有人变色，日志里全都有。", "Who sent it cannot let it in; headquarters refuses it: no ground. Nobody changed colour, and the log has it all.")
}

func twice(t *teller) {
	liu := t.resident("hubei", "刘大伟", "420102")
	code := liu.code()
	t.scan("hubei", collector, code.Token, 36.6)
	t.scan("hubei", farCollector, code.Token, 36.6)
	t.say("hubei", "刘大伟的码在汉口通行；一秒后，同一个码在两百公里外的荆州通行。", "Liu Dawei's code passes in Hankou; a second later the same code passes in Jingzhou, two hundred kilometres away.")
	t.later(time.Hour, "一小时内", "within an hour")
	hq := t.staff("hubei", headquarters)
	var found wire.Page[wire.Doubled]
	t.becomes("somebody notices", func(ctx context.Context) (ok bool, err error) {
		found, err = hq.Doubled(ctx, "420000", client.Page{})
		return len(found.Items) > 0, err
	})
	if t.err == nil {
		t.say("hubei", "系统报出：相距 %d 公里，至少需要 %d 分钟。是谁，要有案由才能查。", "It is reported: %d km apart, which takes %d minutes at least. Who it is takes a case to learn.", found.Items[0].Metres/1000, found.Items[0].Needed/60)
	}
}

func call(t *teller) {
	zhao := t.resident("hubei", "赵桂英", "420102")
	desk := t.staff("hubei", investigator)
	why := wire.Purpose{Purpose: "investigation", Case: "EP-2020-017"}
	announced := ask(t, func(ctx context.Context) (wire.AnnouncedCall, error) {
		return desk.AnnounceCall(ctx, wire.OfHelped{Person: zhao.id, Purpose: why})
	})
	t.say("hubei", "流调员要打电话给赵桂英，先在系统里登记：来电号 %s，她收到通知。", "An investigator is going to call Zhao Guiying and says so first: call number %s, of which she is told.", announced.Number)
	holder := zhao.api()
	is := ask(t, func(ctx context.Context) (wire.Genuine, error) { return holder.Genuine(ctx, announced.Number) })
	t.want(is.Ours == "ours" && is.Kind == "call", "the call: %+v", is)
	t.say("hubei", "电话里问她来电号，她在“辨真伪”里一查：是真的。页面还写着，我们从不要求：%s。", "She asks for the number and checks it: genuine. The page adds what nobody of ours ever asks for: %s.", strings.Join(is.Never, "; "))
	is = ask(t, func(ctx context.Context) (wire.Genuine, error) {
		return holder.Genuine(ctx, "您的健康码异常，请点击 http://jkm-hubei.top/x 解除")
	})
	t.want(is.Ours == "not_ours", "the text: %+v", is)
	t.say("hubei", "骗子的短信也一查便知：网址 %s 不是我们的。", "A swindler's text is found out as well: %s is not ours.", strings.Join(is.Links, ", "))
	ask(t, func(ctx context.Context) (wire.Record, error) {
		return desk.LookUp(ctx, wire.LookUp{Whom: zhao.whom(), Purpose: why})
	})
	looks := ask(t, func(ctx context.Context) (wire.Page[wire.Look], error) {
		return holder.Looks(ctx, zhao.id, client.Page{})
	})
	t.want(len(looks.Items) > 0 && looks.Items[0].Role == "investigator", "who looked: %+v", looks.Items)
	if t.err == nil {
		t.say("hubei", "谁看过她的信息，她也读得到：%s，角色 %s，事由 %s。", "Who looked at her data she can read too: %s, role %s, purpose %s.", stamp(looks.Items[0].At), looks.Items[0].Role, looks.Items[0].Purpose)
	}
}

func rules(t *teller) {
	var contact *someone
	for range 12 {
		contact = t.resident("hubei", "周敏", "420102")
		contact.recorded("contact.close", "420102", "江岸区疾控中心", "")
		contact.shows("yellow")
	}
	officer := t.staff("hubei", policyOfficer)
	k := ask(t, func(ctx context.Context) (wire.Candidate, error) { return officer.UploadPolicy(ctx, t.Next) })
	s := ask(t, func(ctx context.Context) (wire.Simulation, error) {
		return officer.Simulate(ctx, wire.Simulate{Digest: k.Digest})
	})
	t.becomes("the trial is done", func(ctx context.Context) (bool, error) {
		var err error
		s, err = officer.Simulation(ctx, s.ID)
		return s.Result != nil, err
	})
	t.want(s.Result != nil && s.Result.Changed >= 12, "the trial: %+v", s.Result)
	if t.err != nil {
		return
	}
	t.say("hubei", "新规则 %s 在全部 %d 人身上试算：%d 人会变色。谁也没有变。", "The new rules %s are tried on all %d people: %d would change colour. Nobody has.", k.Policy, s.Result.Decided, s.Result.Changed)
	p := ask(t, func(ctx context.Context) (wire.Publication, error) {
		return officer.Propose(ctx, wire.Propose{Digest: k.Digest, Reason: "省指挥部会议纪要"})
	})
	if t.err == nil {
		_, err := officer.ApproveRules(t.ctx, p.ID, "同意")
		t.say("hubei", "提出的人不能自己批准：%s。", "Who proposed them cannot approve: %s.", t.refused("publication.own", err))
	}
	hq := t.staff("hubei", headquarters)
	p = ask(t, func(ctx context.Context) (wire.Publication, error) { return hq.ApproveRules(ctx, p.ID, "同意") })
	t.say("hubei", "指挥部批准，%s生效，%s到期：到期不续，码就停，数据就销毁。", "Headquarters approves: in force from %s, until %s; not renewed, codes stop and data is destroyed.", stamp(p.From), stamp(p.Until))
	contact.shows("yellow")
	t.later(time.Duration(p.From.Instant(t.now()).Sub(t.now()))+time.Minute, "公告期过后", "after the notice")
	t.becomes("the rules are in force", func(ctx context.Context) (bool, error) {
		r, err := contact.api().Regime(ctx)
		return r.Policy == k.Policy, err
	})
	contact.shows("red")
	t.say("hubei", "到了那一刻，密接由黄转红，和试算说的一样。", "At that moment contacts turn from yellow to red, as the trial said.")
}
