package holder

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
	"kangma/review"
	"kangma/review/attachment"
	"kangma/web/ui"
)

// fake is a node in memory with one account, enough to walk all pages. Fields are set by tests.
type fake struct {
	fakeInbox
	fakePapers
	fakeItinerary
	fakeSelfCheck
	fakeLinks
	fakeJourney
	provider  ui.Text
	returned  Returned
	mu        sync.Mutex
	now       instant.Instant
	signedIn  bool
	accepted  string
	people    []Person
	applied   []Application
	declared  []Declared
	verified  []Identity
	code      Code
	why       Explanation
	overview  Overview
	refuse    error // of the next call that a page shows
	fresh     int
	looks     []Look
	risks     []RiskArea
	cases     []Case
	grounds   []Evidence
	opened    []NewCase
	moved     []string
	changed   []review.Form // by moves
	drafts    map[string][]byte
	attached  [][]byte
	sendErr   error // of what is sent next: an application, a declaration, a case
	today     bool  // today's declaration is made
	ended     []Bearer
	asked     instant.Instant // for which risk areas
	forgotten []id.ID
	keeps     error // why nothing is deleted
	moving    func(pass.Link) (Moving, error)
	visits    []Visit
	cities    []City // the first is that of 420100
	renewed   Bearer // what an old bearer is exchanged for, "" for never
}

var (
	start = instant.Of(time.Date(2020, 3, 25, 1, 0, 0, 0, time.UTC))
	self  = Person{ID: id.ID{15: 1}, Name: "王*华", Number: "4201**********1234", Relation: "self", Applied: true}
	child = Person{ID: id.ID{15: 2}, Name: "王*", Number: "4201**********5678", Relation: "child", Applied: true}
)

const token = "KM1:6BF+70790T9WJWG.FKY*4GO0.O1CV2 O5 N2FBBRW1*70HS8WY04AC*WIFN0AHCD8KD97TK0F90KECTHGWJC0FDC:5AIA%G7X+AQB9746HS80:54IBQF60R6$A80X6S1BTYACG6M+9XG8KIAWNA91AY%67092L4WJCT3EHS8XJC$+DXJCCWENF6OF63W5NW6WF6%JC QE/IAYJC5LEW34U3ET7DXC9 QE-ED8%E.JCBECB1A-:8"

func newFake() *fake {
	still := func(pass.Link) (Moving, error) {
		return Moving{}, fault.New(fault.Unavailable, "down", "no code that moves")
	}
	return &fake{overview: Overview{Person: self, At: start, Policy: "national@2020-12-10", Risk: "none", Places: []PlaceRisk{{Name: "北京市海淀区", Home: true}}}, now: start, signedIn: true, accepted: "2020-03", people: []Person{self, child}, moving: still, drafts: map[string][]byte{}}
}

func (f *fake) next() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.refuse
	f.refuse = nil
	return err
}

func (f *fake) check(b Bearer) error {
	if err := f.next(); err != nil {
		return err
	}
	if b != "token-of-a-session" || !f.signedIn {
		return fault.New(fault.Unauthenticated, "session.expired", "no session")
	}
	return nil
}

func (f *fake) RequestCode(_ context.Context, phone string) error {
	if len(phone) != 11 {
		return fault.Secret("phone", "is not 11 digits")
	}
	return f.next()
}

func (f *fake) Login(_ context.Context, phone, code string, remember bool) (Session, error) {
	if err := f.next(); err != nil {
		return Session{}, err
	}
	if code != "123456" {
		return Session{}, fault.New(fault.Unauthenticated, "login.code_wrong", "the code is wrong")
	}
	f.signedIn = true
	return Session{Bearer: "token-of-a-session", Now: f.now, Until: f.now.Add(30 * instant.Day)}, nil
}

func (f *fake) Renew(_ context.Context, b Bearer) (Session, bool, error) {
	if f.renewed == "" || b == f.renewed {
		return Session{}, false, nil
	}
	return Session{Bearer: f.renewed, Now: f.now, Until: f.now.Add(30 * instant.Day)}, true, nil
}

func (f *fake) Logout(_ context.Context, b Bearer) error {
	f.signedIn = f.signedIn && b != "token-of-a-session"
	f.ended = append(f.ended, b)
	return nil
}

func (f *fake) Account(_ context.Context, b Bearer) (Account, error) {
	return Account{Phone: "138****5678", Terms: "2020-03", Accepted: f.accepted, People: f.people}, f.check(b)
}

func (f *fake) AcceptTerms(_ context.Context, b Bearer, version string) error {
	f.accepted = version
	return f.check(b)
}

func (f *fake) Verify(_ context.Context, b Bearer, i Identity) (id.ID, error) {
	if err := f.check(b); err != nil {
		return id.ID{}, err
	}
	f.verified = append(f.verified, i)
	p := Person{ID: id.ID{15: 9}, Name: "王*", Number: "4201**********0000", Relation: i.Relation}
	f.people = append(f.people, p)
	return p.ID, nil
}

func (f *fake) Release(_ context.Context, b Bearer, person id.ID) error {
	f.people = slices.DeleteFunc(f.people, func(p Person) bool { return p.ID == person })
	return f.check(b)
}

func (f *fake) Regions(_ context.Context, parent region.Code) ([]Region, error) {
	at := region.MustParseCode
	switch parent {
	case region.Nation:
		return []Region{{at("110000"), "北京市"}, {at("420000"), "湖北省"}, {at("440000"), "广东省"}}, nil
	case at("420000"):
		return []Region{{at("420100"), "武汉市"}, {at("420500"), "宜昌市"}}, nil
	case at("420100"):
		return []Region{{at("420102"), "江岸区"}, {at("420106"), "武昌区"}}, nil
	}
	return nil, nil
}

func (f *fake) Entrance(r region.Code) (city, address string) {
	if len(f.cities) > 0 && r.Parent() == region.MustParseCode("420100") {
		return f.cities[0].Name, f.cities[0].Address
	}
	return "", ""
}

func (f *fake) Cities() []City { return f.cities }

func (f *fake) RegionName(c region.Code) string {
	if c == region.MustParseCode("420106") {
		return "湖北省武汉市武昌区"
	}
	return "地区" + c.String()
}

func (f *fake) sent(b Bearer) error {
	if f.sendErr != nil {
		return f.sendErr
	}
	return f.check(b)
}

func (f *fake) Draft(_ context.Context, b Bearer, person id.ID, form string) ([]byte, error) {
	return f.drafts[person.String()+form], f.check(b)
}

func (f *fake) KeepDraft(_ context.Context, b Bearer, person id.ID, form string, answers []byte) error {
	f.drafts[person.String()+form] = answers
	return f.check(b)
}

func (f *fake) DropDraft(_ context.Context, b Bearer, person id.ID, form string) error {
	delete(f.drafts, person.String()+form)
	return f.check(b)
}

func (f *fake) Attach(_ context.Context, b Bearer, v id.ID, file io.Reader) error {
	clean, err := attachment.Read(file)
	if err == nil {
		f.attached = append(f.attached, clean.Content)
	}
	return err
}

func (f *fake) File(_ context.Context, b Bearer, v, which id.ID) (File, []byte, error) {
	for _, c := range f.cases {
		for _, x := range c.Files {
			if c.ID == v && x.ID == which {
				return x, []byte("content"), f.check(b)
			}
		}
	}
	return File{}, nil, fault.New(fault.NotFound, "case.not_found", "there is no such file")
}

func (f *fake) Apply(_ context.Context, b Bearer, a Application) error {
	if err := f.sent(b); err != nil {
		return err
	}
	f.applied = append(f.applied, a)
	return nil
}

func (f *fake) Declare(_ context.Context, b Bearer, person id.ID, d Declaration) error {
	if err := f.sent(b); err != nil {
		return err
	}
	f.declared = append(f.declared, Declared{At: f.now, Declaration: d})
	return nil
}

func (f *fake) DeclaredToday(_ context.Context, b Bearer, _ id.ID) (bool, error) {
	return f.today, f.check(b)
}

func (f *fake) Declarations(_ context.Context, b Bearer, _ id.ID) ([]Declared, error) {
	return f.declared, f.check(b)
}

func (f *fake) Code(_ context.Context, b Bearer, person id.ID, fresh bool) (Code, error) {
	if err := f.check(b); err != nil {
		return Code{}, err
	}
	if fresh {
		f.fresh++
	}
	c := f.code
	c.Person, c.People = f.people[0], f.people
	for _, p := range f.people {
		if p.ID == person {
			c.Person = p
		}
	}
	if !person.IsZero() && c.Person.ID != person {
		return Code{}, fault.New(fault.NotFound, "person.not_linked", "no such person")
	}
	return c, nil
}

func (f *fake) Moving(_ context.Context, b Bearer, person id.ID, commitment pass.Link) (Moving, error) {
	if err := f.check(b); err != nil {
		return Moving{}, err
	}
	return f.moving(commitment)
}

func (f *fake) Looks(_ context.Context, b Bearer, person, before id.ID) ([]Look, id.ID, error) {
	if !before.IsZero() {
		return nil, id.ID{}, f.check(b)
	}
	return f.looks, id.ID{15: 9}, f.check(b)
}

func (f *fake) Copy(_ context.Context, b Bearer, person id.ID) ([]byte, error) {
	return []byte(`{"person": {}}`), f.check(b)
}

func (f *fake) Forget(_ context.Context, b Bearer, person id.ID) (closed bool, err error) {
	if err := f.check(b); err != nil {
		return false, err
	}
	f.forgotten = append(f.forgotten, person)
	return person == self.ID, f.keeps
}

func (f *fake) RiskAreas(_ context.Context, at instant.Instant) ([]RiskArea, instant.Instant, error) {
	if at == 0 {
		at = f.now
	}
	f.asked = at
	return f.risks, at, f.next()
}

func (f *fake) FindRegions(_ context.Context, name string) ([]Region, error) {
	if name == "江岸" {
		return []Region{{region.MustParseCode("420102"), "湖北省武汉市江岸区"}}, nil
	}
	return nil, nil
}

func (f *fake) Cases(_ context.Context, b Bearer, person, before id.ID) ([]Case, error) {
	return f.cases, f.check(b)
}

func (f *fake) Case(_ context.Context, b Bearer, v id.ID) (Case, error) {
	for _, c := range f.cases {
		if c.ID == v {
			return c, f.check(b)
		}
	}
	return Case{}, fault.New(fault.NotFound, "case.not_found", "there is no such case")
}

func (f *fake) Grounds(_ context.Context, b Bearer, person id.ID) ([]Evidence, error) {
	return f.grounds, f.check(b)
}

func (f *fake) PrintCertificate(_ context.Context, b Bearer, _ id.ID) ([]byte, error) {
	return []byte("%PDF-1.4"), f.check(b)
}

func (f *fake) OpenCase(_ context.Context, b Bearer, n NewCase) (id.ID, error) {
	if err := f.sent(b); err != nil {
		return id.ID{}, err
	}
	f.opened = append(f.opened, n)
	return id.ID{15: 30}, nil
}

func (f *fake) MoveCase(_ context.Context, b Bearer, v id.ID, move string, version int, form review.Form) error {
	f.moved, f.changed = append(f.moved, fmt.Sprint(v, move, version)), append(f.changed, form)
	return f.check(b)
}

func (f *fake) Why(_ context.Context, b Bearer, person id.ID, at instant.Instant) (Explanation, error) {
	e := f.why
	if at == 0 {
		at = f.now
	}
	e.At, e.Now = at, f.now
	return e, f.check(b)
}

// states are codes in all colours and stages, by the name of their picture.
func states() map[string]Code {
	shown := func(c ui.Colour, guidance, en string, reasons ...Reason) Code {
		return Code{Stage: IsShown, Now: start, Token: token, Issued: start, Until: start.Add(15 * time.Minute), Colour: c, Policy: "hubei@2020-03-22",
			Guidance: ui.Text{"zh": guidance, "en": en}, Reasons: reasons, Following: instant.Never}
	}
	green := shown(ui.Green, "凭此码并测温正常，可在省内通行。", "With a normal temperature you may move about the province.",
		Reason{Rule: "HB-01.green", Text: ui.Text{"zh": "没有发现红码或黄码的情形", "en": "No ground for red or yellow was found"}, Citation: "鄂防指发〔2020〕100号 第一条", Until: instant.Never})
	red := shown(ui.Red, "请不要外出。发热请立即拨打120或由社区安排就医，不要自行乘坐公共交通。", "Stay in. If you have a fever call 120 or let the community take you to hospital.",
		Reason{Rule: "HB-01.fever-wuhan", Text: ui.Text{"zh": "7天内在武汉发热门诊登记", "en": "Registered at a fever clinic in Wuhan within 7 days"}, Citation: "鄂防指发〔2020〕100号 第二条", Until: start.Add(5 * instant.Day),
			Evidence: []Evidence{{Kind: "fever.clinic", Source: ui.Text{"zh": "武汉市第一医院", "en": "Wuhan No. 1 Hospital"}, From: start.Add(-2 * instant.Day), Until: instant.Never}},
			Remedy:   ui.Text{"zh": "7天期满且没有新的情况，自动恢复绿码，不用做任何事。", "en": "After 7 days without anything new it turns green by itself."}})
	red.Following, red.Declared = start.Add(5*instant.Day), true
	yellow := shown(ui.Yellow, "请向工作人员说明情况，配合测量体温。", "Speak to the staff and have your temperature taken.",
		Reason{Rule: "HB-01.contact", Text: ui.Text{"zh": "卫生健康部门判定为密切接触者", "en": "Health authorities found you to be a close contact"}, Until: start.Add(12 * instant.Day),
			Evidence: []Evidence{{Kind: "contact.close", Source: ui.Text{"zh": "武昌区疾控中心", "en": "Wuchang CDC"}, From: start.Add(-2 * instant.Day), Until: instant.Never}},
			Remedy:   ui.Text{"zh": "由区县防疫指挥部解除；有疑问可以申请转码。", "en": "Lifted by the county headquarters; you can apply for conversion."}})
	yellow.Mark, yellow.Labels = ui.Cross, []string{"unchecked"}
	gray := shown(ui.Gray, "信息已登记，全省解除管控后赋色。", "You are registered. Colours come when the province reopens.", Reason{Rule: "HB-11", Text: ui.Text{"zh": "本省目前只登记，不赋色", "en": "Registration only for now"}, Until: instant.Never})
	gray.Labels = []string{"registered"}
	none := shown(ui.None, "请居家观察，7天后自动赋色。", "Stay at home; a colour comes after 7 days.", Reason{Rule: "HB-01.fever-elsewhere", Text: ui.Text{"zh": "7天内有发热就诊记录", "en": "Fever clinic visit within 7 days"}, Until: start.Add(3 * instant.Day),
		Evidence: []Evidence{{Kind: "fever.clinic", Source: ui.Text{"zh": "宜昌市中心医院", "en": "Yichang Central Hospital"}, From: start.Add(-4 * instant.Day), Until: instant.Never}}})
	waiting := Code{Stage: IsWaiting, Now: start, Applied: start.Add(-time.Hour), Due: start.Add(3 * time.Hour)}
	late := Code{Stage: IsWaiting, Now: start, Applied: start.Add(-5 * time.Hour), Due: start.Add(-time.Hour)}
	return map[string]Code{"green": green, "red": red, "yellow": yellow, "gray": gray, "none": none, "waiting": waiting, "overdue": late}
}

func (f *fake) Overview(context.Context, Bearer, id.ID) (Overview, error) {
	return f.overview, f.next()
}
