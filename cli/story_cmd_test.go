package cli_test

import (
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v3"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// storyCommands are what stories say besides testscript's own words. Each line is a second of the story's time.
//
//	node REGION PACK TIME [MASS]    make a node, start it, and set the clock; MASS people are many (BY-18)
//	restart                         stop the node and start it as its folder says now
//	staff NAME ROLE REGION [POINT]  appoint somebody; $NAME is his account, $NAME_phone his phone
//	holder NAME REGION [left]       somebody gets a code; $NAME is he, $NAME_phone, $NAME_number, $NAME_name what he is known by
//	as NAME METHOD PATH [BODY]      somebody asks the API; BODY is YAML, or a file of it. ! as: he is refused
//	send NAME PATH FILE             the same with a file as it is; a CSV with the story's variables in it
//	record NAME HOLDER FACT [E]     staff record a fact about a holder, YAML as in POST /v1/evidence; $E is its id
//	move NAME MOVE CASE [BODY]      staff move the case that $CASE names, as it stands; ! move: he is refused
//	says PATH VALUE                 what the last answer says at a path: items.0.state, items[kind=check].id, items.count; * in VALUE is anything
//	refused KEY [FIELD]             how the last one was refused
//	keep NAME PATH                  $NAME is from now on what the last answer says there
//	code HOLDER COLOUR [STATE]      what a holder's code shows
//	becomes NAME PATH AT VALUE      ask GET PATH until it says VALUE at AT: what the node does by itself
//	clock DURATION                  time passes: 48h, 14d
//	picture FILE                    draw a small PNG
//	foreigner NAME                  somebody with a phone and accepted terms, whom nobody knows yet
//	unanswered HOLDER REGION        an application that the node did not answer, as after a failure (HB-06)
var storyCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"node": storyNode, "staff": storyStaff, "holder": storyHolder, "as": storyAs, "send": storySend, "record": storyRecord, "move": storyMove,
	"says": storySays, "refused": storyRefused, "keep": storyKeep, "code": storyCode, "becomes": storyBecomes, "clock": storyTime, "picture": storyPicture, "unanswered": storyUnanswered, "restart": storyRestart, "foreigner": storyForeigner,
}

// wants makes sure that a line has as many words as it needs.
func wants(ts *testscript.TestScript, neg, negatable bool, args []string, least, most int, usage string) {
	if neg && !negatable || len(args) < least || len(args) > most {
		ts.Fatalf("usage: %s", usage)
	}
}

func storyNode(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, false, args, 3, 4, "node REGION PACK TIME [MASS]")
	at, err := time.Parse(time.RFC3339, args[2])
	ts.Check(err)
	s := storyOf(ts)
	s.now = at
	s.pass(ts, 0)
	if len(args) == 4 {
		s.mass, err = strconv.Atoi(args[3])
		ts.Check(err)
	}
	ts.Check(ts.Exec("kangma", "init", "--region", args[0], "--pack", args[1]))
	s.start(ts)
}

func storyRestart(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, false, args, 0, 0, "restart")
	s := storyOf(ts)
	s.stop()
	s.pass(ts, time.Second)
	s.start(ts)
}

func storyTime(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, false, args, 1, 1, "clock DURATION")
	text, days := strings.CutSuffix(args[0], "d")
	if days {
		text += "h"
	}
	d, err := time.ParseDuration(strings.TrimPrefix(text, "+"))
	ts.Check(err)
	if days {
		d *= 24
	}
	s := storyOf(ts)
	ts.Check(s.rest())
	s.pass(ts, d)
	s.run() // as if the node had slept: it does at once what is due
}

func storyStaff(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, true, args, 3, 4, "staff NAME ROLE REGION [POINT]")
	s := storyOf(ts)
	s.pass(ts, time.Second)
	p := s.person(ts, args[0], "139")
	p.door = doorOfStaff
	role, err := staff.ParseRole(args[1])
	ts.Check(err)
	in, err := region.ParseCode(args[2])
	ts.Check(err)
	appointment := node.NewAppointment{Phone: p.phone, Name: p.name, Role: role, Region: in}
	if len(args) == 4 {
		appointment.Point, err = id.Parse(args[3])
		ts.Check(err)
	}
	a, err := s.node.Appoint(s.context(), node.Itself, appointment)
	if s.judge(ts, neg, err) {
		ts.Setenv(args[0], a.Staff.String())
		ts.Setenv(args[0]+"_appointment", a.ID.String())
	}
}

func storyAs(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, true, args, 3, 4, "as NAME METHOD PATH [BODY]")
	s := storyOf(ts)
	s.pass(ts, time.Second)
	var body []byte
	if len(args) == 4 {
		body = s.body(ts, args[0], args[3])
	}
	s.ask(ts, neg, args[0], args[1], args[2], "application/json", body)
}

func storySend(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, true, args, 3, 3, "send NAME PATH FILE")
	s := storyOf(ts)
	s.pass(ts, time.Second)
	file := ts.MkAbs(args[2])
	if strings.HasSuffix(file, ".csv") {
		text := os.Expand(ts.ReadFile(file), ts.Getenv)
		s.ask(ts, neg, args[0], "POST", args[1], "application/octet-stream", []byte(text))
		return
	}
	s.sendFile(ts, neg, args[0], args[1], file)
}

func storyMove(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, true, args, 3, 4, "move NAME MOVE CASE [BODY]")
	s := storyOf(ts)
	s.pass(ts, time.Second)
	move := map[string]any{"reason": "材料齐全，已核实。"}
	if len(args) == 4 {
		ts.Check(json.Unmarshal(s.body(ts, args[0], args[3]), &move))
	}
	move["move"] = args[1]
	path := "/v1/desk/cases/"
	if s.people[args[0]] != nil && s.people[args[0]].door != doorOfStaff {
		path = "/v1/cases/"
		delete(move, "note")
	}
	if _, given := move["version"]; !given {
		move["version"] = s.version(ts, ts.Getenv(args[2]))
	}
	body, err := json.Marshal(move)
	ts.Check(err)
	s.ask(ts, neg, args[0], "POST", path+ts.Getenv(args[2])+"/moves", "application/json", body)
}

func storyRecord(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, true, args, 3, 4, "record STAFF HOLDER FACT [NAME]")
	s := storyOf(ts)
	s.pass(ts, time.Second)
	whom := s.known(ts, args[1])
	fact := map[string]any{"source": "疾控中心", "valid_from": s.Now().Format(time.RFC3339), "purpose": "control"}
	ts.Check(json.Unmarshal(s.body(ts, args[0], args[2]), &fact))
	fact["whom"] = map[string]any{"id_type": "resident_id", "id_number": whom.number}
	body, err := json.Marshal(fact)
	ts.Check(err)
	s.ask(ts, neg, args[0], "POST", "/v1/evidence", "application/json", body)
	if len(args) == 4 {
		ts.Setenv(args[3], fmt.Sprint(at(s.answer, "id")))
	}
}

func storySays(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, true, args, 2, 2, "says PATH VALUE")
	s := storyOf(ts)
	if got := words(at(s.answer, args[0])); like(got, args[1]) == neg {
		ts.Fatalf("%s is %q: %s", args[0], got, pretty(s.answer))
	}
}

// like says whether a value is as a story wants it; a star stands for anything.
func like(got, want string) bool {
	return regexp.MustCompile("(?s)^" + strings.ReplaceAll(regexp.QuoteMeta(want), `\*`, ".*") + "$").MatchString(got)
}

func storyRefused(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, false, args, 1, 2, "refused KEY [FIELD]")
	p := storyOf(ts).problem
	if words(p["key"]) != args[0] || len(args) == 2 && words(p["field"]) != args[1] {
		ts.Fatalf("it was refused so: %s", pretty(p))
	}
}

func storyKeep(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, false, args, 2, 2, "keep NAME PATH")
	v := words(at(storyOf(ts).answer, args[1]))
	if v == "" {
		ts.Fatalf("there is no %s: %s", args[1], pretty(storyOf(ts).answer))
	}
	ts.Setenv(args[0], v)
}

func storyCode(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, true, args, 2, 3, "code HOLDER COLOUR [STATE]")
	s := storyOf(ts)
	s.pass(ts, time.Second)
	s.ask(ts, false, args[0], "POST", "/v1/codes/show", "application/json", []byte("{}"))
	colour, state := words(at(s.answer, "colour")), words(at(s.answer, "state"))
	if is := colour == args[1] && (len(args) == 2 || state == args[2]); is == neg {
		ts.Fatalf("the code is %s, state %s", colour, state)
	}
}

const patience = 60 * time.Second // machines that run tests are shared

func storyBecomes(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, false, args, 4, 4, "becomes NAME PATH AT VALUE")
	s := storyOf(ts)
	s.pass(ts, time.Second)
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		s.ask(ts, false, args[0], "GET", args[1], "", nil)
		got := words(at(s.answer, args[2]))
		if like(got, args[3]) {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s is still %q: %s", args[2], got, pretty(s.answer))
		}
	}
}

func storyPicture(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, false, args, 1, 1, "picture FILE")
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(png.Encode(f, image.NewGray(image.Rect(0, 0, 60, 80))))
	ts.Check(f.Close())
}

func storyUnanswered(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, false, args, 2, 2, "unanswered HOLDER REGION")
	s := storyOf(ts)
	s.pass(ts, time.Second)
	in, err := region.ParseCode(args[1])
	ts.Check(err)
	who, err := id.Parse(ts.Getenv(args[0]))
	ts.Check(err)
	beside, err := store.Open(s.context(), s.database)
	ts.Check(err)
	defer beside.Close()
	at := instant.Of(s.Now())
	ts.Check(beside.Write(s.context(), func(tx *store.Tx) error {
		return tx.InsertApplication(s.context(), evidence.Application{Person: who, ID: id.New(at), Region: in, Channel: "app", Purpose: "resident",
			AppliedAt: at, DueAt: at.Add(4 * time.Hour), AssignedAt: instant.Never})
	}))
}

// body is YAML, in the line or in a file, as JSON, with the story's variables in it; $my_name, $my_number and $my_phone are
// of who sends it.
func (s *story) body(ts *testscript.TestScript, name, text string) []byte {
	if strings.HasSuffix(text, ".yaml") {
		text = ts.ReadFile(text)
	}
	var v any
	ts.Check(yaml.Unmarshal([]byte(os.Expand(text, func(variable string) string {
		if of, mine := strings.CutPrefix(variable, "my_"); mine {
			variable = name + "_" + of
		}
		return ts.Getenv(variable)
	})), &v))
	body, err := json.Marshal(v)
	ts.Check(err)
	return body
}
