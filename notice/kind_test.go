package notice

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
)

var (
	at, _  = instant.Date("2020-03-25", instant.Beijing)
	wuhan  = region.MustParseCode("420100")
	person = id.ID{15: 1}
	clerk  = id.ID{15: 2}
)

// sample is a value of each type.
var sample = map[Type]Value{
	typeTime: Time(at), typeRegion: Region(wuhan), typeRole: Role(staff.Reviewer), typeAction: Action(staff.PersonLookUp),
	typeColour: Colour(policy.Red), typeMark: Mark(""), typeCount: Count(1317), typeWord: Word("转码", "conversion"),
}

func name(r region.Code) string {
	if r == wuhan {
		return "湖北省武汉市"
	}
	return ""
}

// NT-2: both languages of every kind take the same values, of types that there are, and nothing of a sentence is left open.
func TestEveryKindSaysTheSameInBothLanguages(t *testing.T) {
	for i, spec := range Kinds {
		if slices.ContainsFunc(Kinds[:i], func(s Spec) bool { return s.Kind == spec.Kind }) {
			t.Errorf("%s is there twice", spec.Kind)
		}
		if diff := cmp.Diff(places(spec.Text.Zh), places(spec.Text.En)); diff != "" {
			t.Errorf("%s: %s", spec.Kind, diff)
		}
		n := Notice{Kind: spec.Kind, Values: Values{}}
		for name, typ := range places(spec.Text.Zh) {
			if _, ok := sample[typ]; !ok {
				t.Fatalf("%s: no type %q", spec.Kind, typ)
			}
			n.Values[name] = sample[typ]
		}
		if err := n.Values.fit(spec); err != nil {
			t.Errorf("%s: %v", spec.Kind, err)
		}
		said := n.Say(name)
		for _, s := range []string{said.Title.Zh, said.Title.En, said.Text.Zh, said.Text.En} {
			if s == "" || strings.ContainsAny(s, "{}") {
				t.Errorf("%s says %q", spec.Kind, s)
			}
		}
	}
}

func TestSay(t *testing.T) {
	n := Notice{Kind: StaffAppointed, Values: Values{"region": Region(wuhan), "role": Role(staff.GridWorker), "from": Time(at)}}
	want := Said{Words{"任命", "You were appointed"}, Words{"您被任命为湖北省武汉市网格员，自2020年3月25日00:00起。", "You are grid worker of 湖北省武汉市 from 00:00 on 25 March 2020."}}
	if diff := cmp.Diff(want, n.Say(name)); diff != "" {
		t.Error(diff)
	}
	n = Notice{Kind: ListAlarm, Values: Values{"region": Region(region.MustParseCode("410100")), "people": Count(1317)}}
	if s := n.Say(name); s.Text.Zh != "410100的一份名单将改变1317人的码，须由另一机构批准。" {
		t.Error(s)
	}
	n = Notice{Kind: CaseOpened, Values: Values{"kind": Word("转码申请", "conversion"), "due": Time(instant.Never)}}
	if s := n.Say(name); s.Text.Zh != "转码申请已收到，办理期限：无期限。" {
		t.Error(s)
	}
}

// NT-1, NT-2: what is not in order is refused, with the field that is wrong.
func TestCheck(t *testing.T) {
	good := Notice{To: ToPerson(person), Kind: ColourChanged, At: at, Until: at + 1, Values: Values{"from": Colour(policy.Green), "to": Colour(policy.Red)}}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*Notice){
		"kind":        func(n *Notice) { n.Kind = "colour.set" },
		"to":          func(n *Notice) { n.To = Receiver{} },
		"about":       func(n *Notice) { n.About = About{Kind: "mood", ID: person} },
		"until":       func(n *Notice) { n.Until = n.At },
		"values.to":   func(n *Notice) { n.Values = Values{"from": Colour(policy.Green)} },
		"values.from": func(n *Notice) { n.Values = Values{"from": Word("张三丰", "somebody"), "to": Colour(policy.Red)} },
		"values.name": func(n *Notice) {
			n.Values = Values{"from": Colour(policy.Green), "to": Colour(policy.Red), "name": Word("张三丰", "somebody")}
		},
	} {
		n := good
		spoil(&n)
		if f, ok := fault.As(n.check()); !ok || f.Field != want {
			t.Errorf("want %s, got %v", want, n.check())
		}
	}
	for _, to := range []Receiver{ToStaff(clerk), ToOffice(staff.Reviewer, wuhan), {Person: person, Staff: clerk}, {Role: staff.Reviewer}, {Person: person, Region: wuhan}} {
		n := good
		n.To = to
		if n.check() == nil {
			t.Errorf("a change of colour was told to %+v", to)
		}
	}
	long := good
	if long.Until = at.Add(Kept) + 1; long.check() == nil {
		t.Error("a notice is kept for ever")
	}
}
