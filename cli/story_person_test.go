package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
)

const doorOfStaff = wire.StaffDoor

// someone is who acts in a story.
type someone struct {
	phone, name, number, door string
	token                     string
}

var names = []string{"张伟", "王芳", "李娜", "刘洋", "陈静", "杨帆", "赵磊", "黄敏", "周杰", "吴霞", "徐强", "孙丽", "马超", "朱琳", "胡军", "郭英"}

// person is somebody of the story, who is made when he is named first.
func (s *story) person(ts *testscript.TestScript, name, prefix string) *someone {
	p := s.people[name]
	if p == nil {
		i := len(s.people)
		p = &someone{phone: fmt.Sprintf("%s%08d", prefix, i+1), name: names[i%len(names)], number: residentNumber("330302", 100+i), door: wire.HolderDoor}
		s.people[name] = p
		ts.Setenv(name+"_phone", p.phone)
		ts.Setenv(name+"_name", p.name)
		ts.Setenv(name+"_number", p.number)
	}
	return p
}

func (s *story) known(ts *testscript.TestScript, name string) *someone {
	p := s.people[name]
	if p == nil {
		ts.Fatalf("nobody in this story is called %s", name)
	}
	return p
}

// residentNumber makes an identity number that nobody has (GB 11643).
func residentNumber(county string, sequence int) string {
	body := fmt.Sprintf("%s19800101%03d", county, sequence)
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(body[i]-'0')
	}
	return body + string("10X98765432"[sum%11])
}

func (s *story) context() context.Context { return context.Background() }

var sixDigits = regexp.MustCompile(`\d{6}`)

// login logs somebody in with the code that the sandbox's inbox has for him.
func (s *story) login(ts *testscript.TestScript, p *someone) error {
	c := client.New(s.server.URL, nil)
	if err := c.RequestCode(s.context(), p.phone); err != nil {
		return err
	}
	inbox, err := c.Inbox(s.context(), p.phone)
	ts.Check(err)
	session, err := c.Login(s.context(), wire.Login{Phone: p.phone, Code: sixDigits.FindString(inbox[0].Body), Door: p.door})
	p.token = session.Token
	return err
}

func storyHolder(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, false, args, 2, 2, "holder NAME REGION")
	s := storyOf(ts)
	p := s.newcomer(ts, args[0])
	ask := func(path, body string) {
		s.ask(ts, false, args[0], "POST", path, "application/json", []byte(body))
	}
	ask("/v1/people", fmt.Sprintf(`{"relation":"self","name":%q,"id_type":"resident_id","id_number":%q}`, p.name, p.number))
	ts.Setenv(args[0], words(at(s.answer, "person")))
	ask("/v1/applications", fmt.Sprintf(`{"purpose":"resident","channel":"app","region":%q,"address":"五马街1号","truth":true,
		"health":{"status":"none","contact":"no","symptoms":["none"],"temperature":36.5}}`, args[1]))
}

func storyForeigner(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, false, args, 1, 1, "foreigner NAME")
	storyOf(ts).newcomer(ts, args[0])
}

// newcomer is somebody who has logged in and accepted the terms.
func (s *story) newcomer(ts *testscript.TestScript, name string) *someone {
	s.pass(ts, time.Second)
	p := s.person(ts, name, "138")
	s.ask(ts, false, name, "GET", "/v1/account", "", nil)
	s.ask(ts, false, name, "POST", "/v1/terms", "application/json", fmt.Appendf(nil, `{"version":%q}`, words(at(s.answer, "terms"))))
	return p
}

// ask asks the API as somebody; neg: he is refused.
func (s *story) ask(ts *testscript.TestScript, neg bool, name, method, path, contentType string, body []byte) {
	s.exchange(ts, neg, name, method, path, contentType, func() (io.Reader, error) { return bytes.NewReader(body), nil })
}

func (s *story) sendFile(ts *testscript.TestScript, neg bool, name, path, file string) {
	s.exchange(ts, neg, name, http.MethodPost, path, "application/octet-stream", func() (io.Reader, error) { return os.Open(file) })
}

func (s *story) exchange(ts *testscript.TestScript, neg bool, name, method, path, contentType string, body func() (io.Reader, error)) {
	p := s.known(ts, name)
	for again := false; ; again = true {
		if p.token == "" {
			if err := s.login(ts, p); err != nil { // refused at the door
				s.judge(ts, neg, err)
				return
			}
		}
		content, err := body()
		ts.Check(err)
		r, err := http.NewRequest(method, s.server.URL+strings.ReplaceAll(path, "+", "%2B"), content)
		ts.Check(err)
		r.Header.Set("Authorization", "Bearer "+p.token)
		if contentType != "" {
			r.Header.Set("Content-Type", contentType)
		}
		if method != http.MethodGet {
			r.Header.Set("Idempotency-Key", id.New(s.node.Now()).String())
		}
		answer, err := http.DefaultClient.Do(r)
		ts.Check(err)
		text, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		ts.Check(err)
		s.answer, s.problem = nil, nil
		if answer.StatusCode >= 400 {
			if json.Unmarshal(text, &s.problem) != nil {
				ts.Fatalf("%s %s: %s: %s", method, path, answer.Status, text)
			}
			if !again && words(s.problem["key"]) == "session.expired" {
				p.token = ""
				continue
			}
		} else if strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json") {
			ts.Check(json.Unmarshal(text, &s.answer))
		}
		s.heard(ts, neg, fmt.Sprintf("%s: %s %s", name, method, path), text)
		return
	}
}

// heard prints the answer, and ends the story if it is not the one that was expected.
func (s *story) heard(ts *testscript.TestScript, neg bool, what string, text []byte) {
	switch {
	case s.problem != nil && !neg:
		ts.Fatalf("%s was refused: %s", what, pretty(s.problem))
	case s.problem == nil && neg:
		ts.Fatalf("%s was not refused: %s", what, text)
	case s.problem != nil:
		fmt.Fprintln(ts.Stderr(), pretty(s.problem))
	case s.answer != nil:
		fmt.Fprintln(ts.Stdout(), pretty(s.answer))
	default:
		ts.Stdout().Write(text)
	}
}

// judge takes the error of a use case as an answer of the API is taken.
func (s *story) judge(ts *testscript.TestScript, neg bool, err error) (fine bool) {
	s.problem = nil
	if err != nil {
		f, ok := fault.As(err)
		if !ok {
			ts.Check(err)
		}
		s.problem = map[string]any{"key": f.Key, "field": f.Field, "detail": f.Detail}
	}
	s.heard(ts, neg, "it", nil)
	return err == nil
}

// version is how often a case has moved.
func (s *story) version(ts *testscript.TestScript, c string) int {
	v, err := id.Parse(c)
	ts.Check(err)
	f, err := s.node.Case(s.context(), node.Itself, v)
	ts.Check(err)
	return f.Case.Version
}

// at is what stands in a JSON value at a path, nil if nothing does.
func at(v any, path string) any {
	for _, step := range strings.Split(path, ".") {
		field, which, selects := strings.Cut(strings.TrimSuffix(step, "]"), "[")
		switch in := v.(type) {
		case map[string]any:
			v = in[field]
		case []any:
			i, err := strconv.Atoi(field)
			switch {
			case field == "count":
				v = float64(len(in))
			case err == nil && i < len(in):
				v = in[i]
			default:
				return nil
			}
		default:
			if field == "count" {
				return float64(0)
			}
			return nil
		}
		if selects {
			v = selected(v, which)
		}
	}
	return v
}

func selected(list any, which string) any {
	name, value, _ := strings.Cut(which, "=")
	all, _ := list.([]any)
	for _, one := range all {
		if words(at(one, name)) == value {
			return one
		}
	}
	return nil
}

// words are a JSON value as a story writes it: a number without needless digits, text without quotes.
func words(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return pretty(v)
}

func pretty(v any) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if e.Encode(v) != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSpace(out.String())
}
