package node_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
)

// remembered is what was said of a person at an instant, then.
type remembered struct {
	who      int
	home     region.Code
	at       instant.Instant
	decision []byte
	told     []byte // all that is told, reasons with their evidence included
}

// history is a node to which everything happens that decisions stand on.
type history struct {
	*hubei
	*rand.Rand
	holders []node.Caller
	people  []id.ID
	homes   []region.Code
	first   int           // of the samples that the people are
	apart   int           // samples between two of them
	most    time.Duration // between two things that happen
	edits   []string      // in every pack that is published
	facts   []evidence.Record
	lists   int
	packs   int
	number  int
}

// NO-8: ten thousand decisions of the past, each made again when evidence, its ends and retractions, moves, modes, lists
// and packs have been added: the same bytes as then, with what was known then. As known now they may differ, and some do.
// BY-02, PO-4, PE-11
func TestReplay(t *testing.T) {
	ruledOnBoth(t, time.Date(2020, 12, 12, 1, 0, 0, 0, time.UTC), region.Nation, "national", func(t *testing.T, h *hubei) {
		x := &history{hubei: h, Rand: rand.New(rand.NewPCG(7, 7)), apart: 997, most: 90 * time.Minute}
		x.settle()
		x.replay(x.live())
	})
}

// The same by rules that ask where one lives and how old one is: contacts who live in Hangzhou are not yellow, and a notice goes to
// everybody below sixty. In the year that it lasts everybody turns sixty, and moves now and then; what was decided of him before stays
// as it was (PE-11, BY-02).
func TestReplayOfMovesAndBirthdays(t *testing.T) {
	ruledOnBoth(t, time.Date(2020, 12, 12, 1, 0, 0, 0, time.UTC), region.Nation, "national", func(t *testing.T, h *hubei) {
		const year = 7671 // the sample that was born on 1 January 1961
		x := &history{hubei: h, Rand: rand.New(rand.NewPCG(8, 8)), first: year + 10, apart: 16, most: 36 * time.Hour, edits: []string{
			"evidence: [contact.close]\n", "evidence: [contact.close]\nwhen: '!within(residence, \"330100\")'\n",
			"|| upstream_abnormal)", "|| upstream_abnormal || age < 60)"}}
		x.settle()
		x.rules(t.Context())
		all := x.live()
		x.replay(all)
		moved, aged := 0, 0
		for _, was := range all {
			if hangzhou.Contains(was.home) != hangzhou.Contains(x.homes[was.who]) {
				moved++
			}
			if sixty := x.whom(was.who).Number[6:14]; was.at.In(instant.Beijing)[:10] < "2021-"+sixty[4:6]+"-"+sixty[6:] {
				aged++
			}
		}
		t.Logf("%d of them of people who have moved into or out of Hangzhou since, %d of people who have turned sixty since", moved, aged)
		if moved < len(all)/20 || aged < len(all)/20 {
			t.Error("nobody moved, or nobody had a birthday")
		}
	})
}

// settle lets the people come.
func (x *history) settle() {
	x.officer("13700000000", staff.Headquarters, region.Nation)
	for i := range 20 {
		x.join(i)
	}
}

// live lets things happen until enough was decided, and remembers it.
func (x *history) live() (all []remembered) {
	most := 10_000
	if strings.HasSuffix(x.t.Name(), "postgres") {
		most = 2000 // each is five round trips
	}
	for len(all) < most {
		x.clock.Add(time.Minute + time.Duration(x.Int64N(int64(x.most/time.Minute)))*time.Minute)
		x.happen()
		x.clock.Add(time.Microsecond)
		for who := range x.people {
			if len(x.facts) > 0 && x.IntN(20) == 0 {
				continue
			}
			all = append(all, x.remember(who, node.Moment{}))
		}
	}
	return all
}

// replay decides all of it again.
func (x *history) replay(all []remembered) {
	x.clock.Add(time.Hour)
	differ, packs := 0, map[string]bool{}
	for _, was := range all {
		is := x.remember(was.who, node.Moment{At: was.at})
		if !bytes.Equal(was.decision, is.decision) || !bytes.Equal(was.told, is.told) {
			x.t.Fatalf("at %s it was\n%s\nand is\n%s", was.at, was.told, is.told)
		}
		var d struct{ Policy string }
		if err := json.Unmarshal(is.decision, &d); err != nil {
			x.t.Fatal(err)
		}
		packs[d.Policy] = true
		if x.IntN(10) == 0 {
			if now := x.remember(was.who, node.Moment{At: was.at, KnownAt: x.Now()}); !bytes.Equal(now.decision, was.decision) {
				differ++
			}
		}
	}
	x.t.Logf("%d decisions by %d packs and %d lists on %d facts; %d of a tenth of them are other ones as known now", len(all), len(packs), x.lists, len(x.facts), differ)
	if differ == 0 || len(packs) < 2 || x.lists < 2 {
		x.t.Error("nothing happened that matters")
	}
}

// whom is one of the people.
func (x *history) whom(i int) node.Whom { return node.Sample(x.first + i*x.apart) }

func (x *history) join(i int) {
	whom := x.whom(i)
	c := x.login(fmt.Sprintf("139%08d", i), person.HolderDoor)
	who, err := x.Verify(x.t.Context(), c, node.Claim{Name: whom.Name, IDType: whom.IDType, Number: whom.Number})
	if err != nil {
		x.t.Fatal(err)
	}
	x.holders, x.people = append(x.holders, c), append(x.people, who)
	x.homes = append(x.homes, 0)
	x.move(i)
}

var hangzhou = region.MustParseCode("330100")

var homes = []region.Code{wuhan, region.MustParseCode("330106"), region.MustParseCode("330102"), region.MustParseCode("110105")}

func (x *history) move(i int) {
	x.homes[i] = homes[x.IntN(len(homes))]
	if _, err := x.Apply(x.t.Context(), x.holders[i], healthy(x.homes[i])); err != nil {
		x.t.Fatal(err)
	}
}

// happen lets one thing happen.
func (x *history) happen() {
	ctx, i := x.t.Context(), x.IntN(len(x.people))
	purpose, _ := staff.ParsePurpose("control", "", "")
	var err error
	switch n := x.IntN(100); {
	case n < 45 || len(x.facts) == 0:
		kinds := []evidence.Kind{evidence.CaseConfirmed, evidence.ContactClose, evidence.Stay, evidence.FeverClinic, evidence.TestNucleic}
		f := evidence.Fact{Kind: kinds[x.IntN(len(kinds))], Source: "cdc", Region: homes[x.IntN(len(homes))], ValidUntil: instant.Never,
			ValidFrom: x.Now().Add(-time.Duration(x.IntN(20*24)) * time.Hour)}
		if f.Kind == evidence.TestNucleic {
			f.Attrs = evidence.Attrs{evidence.TextAttr(evidence.Result, []string{"negative", "positive"}[x.IntN(2)])}
		}
		x.number++
		var r evidence.Record
		r, err = x.RecordEvidence(ctx, node.Itself, x.whom(i), fmt.Sprint(x.number), f, purpose)
		x.facts = append(x.facts, r)
	case n < 65:
		r := x.facts[x.IntN(len(x.facts))]
		_, err = x.EndEvidence(ctx, node.Itself, evidence.Change{Person: r.Person, Evidence: r.ID, Until: max(r.ValidFrom, x.Now().Add(-time.Duration(x.IntN(48))*time.Hour)), Reason: "r", Ground: "g"}, purpose)
	case n < 75:
		r := x.facts[x.IntN(len(x.facts))]
		_, err = x.RetractEvidence(ctx, node.Itself, evidence.Change{Person: r.Person, Evidence: r.ID, Reason: "r", Ground: "g"}, purpose)
	case n < 90:
		x.move(i)
	case n < 93:
		s := policy.Switch{Mode: policy.Modes[x.IntN(len(policy.Modes))], Reason: "r", From: x.Now(), Until: x.Now().Add(time.Duration(x.IntN(72)) * time.Hour)}
		_, err = x.SwitchMode(ctx, node.Itself, s)
	case n < 97:
		x.lists++
		county := []string{"西湖区", "上城区", "拱墅区"}[x.IntN(3)]
		list := fmt.Sprintf(`{"data":{"end_update_time":"%s","hcount":1,"mcount":0,"highlist":[{"province":"浙江省","city":"杭州市","county":"%s","communitys":["全域"]}],"middlelist":[]},"code":0,"msg":""}`,
			x.Now().Time().Add(8*time.Hour).Format("2006-01-02 15时"), county)
		_, err = x.ImportRisk(ctx, node.Itself, fmt.Sprint(x.lists), []byte(list))
	default:
		x.rules(ctx)
	}
	if c := fault.CodeOf(err); err != nil && c != fault.Conflict && c != fault.Invalid { // ended twice, an older list
		x.t.Fatal(err)
	}
}

// rules publishes other rules.
func (x *history) rules(ctx context.Context) {
	if x.packs++; x.packs > 5 {
		return
	}
	day := x.Now().In(instant.Beijing)[:10]
	k, err := x.UploadPack(ctx, node.Itself, edited(x.t, "national/2020-12-10", append([]string{`version: "2020-12-10"`, `version: "` + day + `"`, "number: 1\n", fmt.Sprintf("number: %d\n", 70+x.packs),
		`until: "2023-01-08"`, "replaces: " + x.rulesNow() + "\nuntil: \"2022-06-01\"", "红码（病例）", fmt.Sprintf("红码（病例之%d）", x.packs)}, x.edits...)...))
	if err != nil {
		x.t.Fatal(err)
	}
	x.publish(x.back("13700000000"), k)
}

func (x *history) rulesNow() string {
	r, _ := x.Regime()
	return r.Policy
}

// remember asks why somebody's code is as it is.
func (x *history) remember(who int, m node.Moment) remembered {
	e, err := x.Replay(x.t.Context(), x.holders[who], id.ID{}, m)
	if err != nil {
		x.t.Fatal(err)
	}
	var told bytes.Buffer
	fmt.Fprintln(&told, e.Policy, e.Digest, e.Regime, e.Title, e.From, e.Colour, e.Mark, e.Labels, e.State, e.Gate, e.Next)
	for _, r := range e.Reasons {
		fmt.Fprintln(&told, r.Rule.ID, r.Rule.Text, r.Until, r.Evidence)
	}
	return remembered{who, x.homes[who], e.At, e.Decision, told.Bytes()}
}
