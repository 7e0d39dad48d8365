package api_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/api"
	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/keys"
	"kangma/node"
	"kangma/packs"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
)

var update = flag.Bool("update", false, "write api/openapi.golden.json anew")

// clock is a clock that a test sets. It stands still unless it runs.
type clock struct {
	mu   sync.Mutex
	now  time.Time
	runs time.Time // since when, zero if it stands
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.runs.IsZero() {
		return c.now.Add(time.Since(c.runs))
	}
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// hubei is a node of Hubei in a temporary folder, at nine in the morning of 25 March 2020, behind its API.
type hubei struct {
	t     testing.TB
	node  *node.Node
	api   *api.API
	clock *clock
}

// free are options under which no test meets a limit that it does not mean.
var free = api.Options{Limits: api.Limits{Login: api.NoLimit, Open: api.NoLimit, Holder: api.NoLimit, Staff: api.NoLimit}}

func open(t testing.TB, o api.Options) *hubei {
	t.Helper()
	root, err := keys.ParseRoot(base64.StdEncoding.EncodeToString([]byte("a root secret of a test node: 48 bytes, no secret")))
	must(t, err)
	c := &clock{now: time.Date(2020, 3, 25, 1, 0, 0, 0, time.UTC)}
	dir := t.TempDir()
	n, err := node.Open(t.Context(), node.Config{Region: region.MustParseCode("420000"), Name: pass.Text{ZH: "湖北省", EN: "Hubei"}, Pack: "hubei",
		Packs: policy.Library{FS: packs.FS}, Database: "sqlite:" + filepath.Join(dir, "kangma.db"), Root: root, Spool: filepath.Join(dir, "spool"), Now: c.Now, Mass: 51})
	must(t, err)
	t.Cleanup(func() { must(t, n.Close()) })
	return &hubei{t, n, api.New(n, o), c}
}

// answer is what a request was answered.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

// send sends a request; body is nil, bytes, text, or what JSON is made of. Headers come in pairs.
func (h *hubei) send(method, path, token string, body any, headers ...string) answer {
	h.t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(b)
	case []byte:
		in = bytes.NewReader(b)
	default:
		text, err := json.Marshal(b)
		must(h.t, err)
		in = bytes.NewReader(text)
	}
	r := httptest.NewRequest(method, path, in)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.api.ServeHTTP(w, r)
	return answer{h.t, w.Code, w.Header(), w.Body.Bytes()}
}

// figures are what the operator's own address serves.
func (h *hubei) figures() string {
	w := httptest.NewRecorder()
	h.api.Figures().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

// into reads an answer that went well.
func (a answer) into(v any) answer {
	a.t.Helper()
	if a.status/100 != 2 {
		a.t.Fatalf("%d %s", a.status, a.body)
	}
	if v != nil {
		reflect.ValueOf(v).Elem().SetZero()
		if err := json.Unmarshal(a.body, v); err != nil {
			a.t.Fatalf("%v in %s", err, a.body)
		}
	}
	return a
}

// refused reads an answer that did not.
func (a answer) refused(status int, key string) wire.Problem {
	a.t.Helper()
	var p wire.Problem
	if err := json.Unmarshal(a.body, &p); err != nil || a.header.Get("Content-Type") != wire.ProblemType {
		a.t.Fatalf("%d %s: no problem: %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	if a.status != status || p.Status != status || p.Key != key {
		a.t.Fatalf("%d %+v, want %d %s", a.status, p, status, key)
	}
	return p
}

// login logs a phone in through a door, with the code from the sandbox's inbox.
func (h *hubei) login(phone, door string) string {
	h.t.Helper()
	h.send("POST", "/v1/login/code", "", wire.CodeRequest{Phone: phone}).into(nil)
	var inbox wire.Page[wire.Message]
	h.send("GET", "/v1/sandbox/inbox?phone="+phone, "", nil).into(&inbox)
	i := slices.IndexFunc(inbox.Items, func(m wire.Message) bool { return strings.Contains(m.Body, "验证码 ") }) // notices come by SMS too
	_, rest, _ := strings.Cut(inbox.Items[i].Body, "验证码 ")
	var s wire.Session
	h.send("POST", "/v1/login", "", wire.Login{Phone: phone, Code: rest[:6], Door: door, Remember: true}).into(&s)
	return s.Token
}

var zhang = wire.Claim{Relation: "self", Name: "张三丰", IDType: "resident_id", Number: "11010519491231002X"}

func healthy() wire.Application {
	return wire.Application{Purpose: "resident", Channel: "app", Region: "420102", Address: "解放大道1号", Truth: true,
		Health: wire.Health{Status: "none", Symptoms: []string{"none"}, Temperature: 36.5, Contact: "no"}}
}

// holder is somebody with a code.
func (h *hubei) holder(phone string, claim wire.Claim) (token string, who id.ID) {
	h.t.Helper()
	token = h.login(phone, wire.HolderDoor)
	var c wire.Claimed
	h.send("POST", "/v1/people", token, claim).into(&c)
	h.send("POST", "/v1/applications", token, healthy()).into(nil)
	return token, c.Person
}

// appointed is somebody with an office.
func (h *hubei) appointed(phone string, role staff.Role, r string) (token string) {
	h.t.Helper()
	_, err := h.node.Appoint(h.t.Context(), node.Itself, node.NewAppointment{Phone: phone, Name: "王小明", Role: role, Region: region.MustParseCode(r)})
	must(h.t, err)
	return h.login(phone, wire.StaffDoor)
}

// gate is a collector at a point.
func (h *hubei) gate() (token string, point id.ID) {
	h.t.Helper()
	admin := h.appointed("13900000001", staff.Administrator, "420102")
	var p wire.Place
	h.send("POST", "/v1/places", admin, wire.NewPlace{Kind: "mall", Name: "江岸商场", Region: "420102"}).into(&p)
	var at wire.Point
	h.send("POST", "/v1/points", admin, wire.NewPoint{Name: "东门", Place: p.ID}).into(&at)
	h.send("POST", "/v1/staff/appointments", admin, wire.NewAppointment{Phone: "13900000002", Name: "李梅", Role: "collector", Region: "420102", Point: at.ID}).into(nil)
	return h.login("13900000002", wire.StaffDoor), at.ID
}

func (h *hubei) show(token string) (c wire.Code) {
	h.t.Helper()
	h.send("POST", "/v1/codes/show", token, wire.ShowRequest{}).into(&c)
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The description is held: whoever changes it does so knowingly.
func TestDescription(t *testing.T) {
	h := open(t, free)
	got := h.send("GET", "/openapi.json", "", nil)
	if *update {
		must(t, os.WriteFile("openapi.golden.json", append(got.body, '\n'), 0o644))
	}
	want, err := os.ReadFile("openapi.golden.json")
	must(t, err)
	if !bytes.Equal(append(got.body, '\n'), want) {
		t.Error("the description has changed; look at it and run the test with -update")
	}
}
