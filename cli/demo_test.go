package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/cli"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/web/webtest"
)

// startDemo runs kangma demo until it is stopped, and gives the address of its first node.
func startDemo(t *testing.T, data string) (url string, stop func()) {
	t.Helper()
	urls, stop := startNodes(t, data)
	return urls[0], stop
}

// startNodes gives the addresses of all its nodes.
func startNodes(t *testing.T, data string) (urls []string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	var said bytes.Buffer
	done := make(chan int, 1)
	go func() {
		done <- cli.Run(ctx, []string{"demo", "--data", data, "--listen", "127.0.0.1:0"}, strings.NewReader(""), w, w)
		w.Close()
	}()
	stop = func() {
		cancel()
		select {
		case code := <-done:
			if code != 0 {
				t.Errorf("the demo ended with %d: %s", code, said.String())
			}
		case <-time.After(20 * time.Second):
			t.Error("the demo does not end")
		}
	}
	ready := regexp.MustCompile(`^Ready: (\S+)`)
	lines := bufio.NewScanner(io.TeeReader(r, &said))
	for lines.Scan() {
		if ready.MatchString(lines.Text()) {
			go io.Copy(io.Discard, r)
			return urls, stop
		}
		if m := nodeLine.FindStringSubmatch(lines.Text()); m != nil {
			urls = append(urls, m[1])
		}
	}
	t.Fatalf("the demo did not become ready (exit %d): %s", <-done, said.String())
	return nil, nil
}

// nodeLine is how the guide names a node and its address.
var nodeLine = regexp.MustCompile(`^\S+ \S+  (http://\S+)  \S+@\S+$`)

var digits = regexp.MustCompile(`\d{6}`)

// codeFor reads the newest one-time code of a phone from the sandbox's inbox.
func codeFor(t *testing.T, url, phone string) string {
	t.Helper()
	inbox, err := client.New(url, nil).Inbox(t.Context(), phone)
	if err != nil || len(inbox) == 0 {
		t.Fatal("no message", err)
	}
	return digits.FindString(inbox[0].Body)
}

// The whole way in a real browser, on the demo as a newcomer starts it: log in, see a code and why, add nothing; at the
// gate be read without a reason, with masked checking information, and leave a passage. BY-11, NA-03, NA-06, HB-08, WH-12, BY-13
func TestDemoInABrowser(t *testing.T) {
	url, stop := startDemo(t, t.TempDir())
	defer stop()
	b := webtest.Open(t)
	b.Language("zh-CN")
	b.Size(360, 740)
	b.Go(url + "/")
	b.NoSidewaysScroll("home")
	b.Shot("demo-home-zh-360")
	signIn(t, b, url, "13800000003")
	b.Until(`document.querySelector("svg") && document.body.innerText.includes("红码")`)
	text := webtest.Eval[string](b, "document.body.innerText")
	for _, want := range []string{"王*", "HB-01.fever-wuhan", "hubei@2020-03-22", "武汉市发热门诊"} {
		if !strings.Contains(text, want) {
			t.Errorf("the code page does not say %q: %s", want, text)
		}
	}
	if strings.Contains(text, "王芳") {
		t.Error("the name is not masked")
	}
	b.NoSidewaysScroll("code")
	b.Shot("demo-code-red-zh-360")
	b.Size(1280, 900)
	b.Shot("demo-code-red-zh-1280")
	b.Size(360, 740)

	// Anna's code is green; her token goes to the gate.
	holder := loggedIn(t, url, "13800000001")
	shown, err := holder.Show(t.Context(), showOwn)
	if err != nil || shown.Colour != "green" {
		t.Fatal(shown.Colour, err)
	}
	b.Go(url + "/gate/zh/")
	b.Until(`document.getElementById("gate").dataset.screen === "login"`)
	b.Do(chromedp.SendKeys(chromedp.CSS("#phone"), "13700000002"), webtest.Click("#form-phone .button"))
	b.Until(`!document.getElementById("form-code").hidden`)
	b.Do(chromedp.SendKeys(chromedp.CSS("#code"), codeFor(t, url, "13700000002")), webtest.Click("#form-code .button"))
	b.Until(`document.querySelectorAll(".points button").length >= 2`)
	b.Do(webtest.Click(".points button"))
	b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
	b.Do(webtest.Click("#tool-text"))
	webtest.Eval[bool](b, fmt.Sprintf(`(document.getElementById("text").value = %q, document.querySelector("#form-text button[value=ok]").click(), true)`, shown.Token))
	b.Until(`document.getElementById("gate").dataset.screen === "result"`)
	b.Until(`document.getElementById("shown-name").textContent.startsWith("张*")`)
	page := webtest.Eval[string](b, `document.getElementById("result").innerText`)
	if !strings.Contains(page, "绿码") || strings.Contains(page, "秀英") || strings.Contains(page, "HB-01") {
		t.Errorf("at the gate: %s", page)
	}
	b.Shot("demo-gate-pass-zh-360")
	b.Do(webtest.Click("#next"))
	b.Until(`document.getElementById("chip-unsent").hidden`)
}

func signIn(t *testing.T, b *webtest.Browser, url, phone string) {
	t.Helper()
	b.Go(url + "/login")
	b.Do(chromedp.SendKeys(chromedp.CSS("#phone"), phone), webtest.Click("form[action='/login'] .actions .button"))
	b.Until(`document.querySelector("form[action='/login/code']")`)
	b.Do(chromedp.SendKeys(chromedp.CSS("#code"), codeFor(t, url, phone)), webtest.Click("form[action='/login/code'] .button"))
	b.Until(`location.pathname === "/code"`)
}

// BY-11, WZ-12: the demo shows a hub, two provinces and two cities, with somebody in each state that evidence alone can make, staff of every role, and appeals in their states.
func TestDemoHasEverybody(t *testing.T) {
	urls, stop := startNodes(t, t.TempDir())
	defer stop()
	if len(urls) != 5 {
		t.Fatal(urls)
	}
	for state := 1; state <= 12; state++ {
		c, err := loggedIn(t, urls[2], fmt.Sprintf("138000000%02d", state)).Show(t.Context(), showOwn)
		if err != nil || c.State != fmt.Sprint(state) {
			t.Errorf("state %d: %s %s, %v", state, c.State, c.Colour, err)
		}
	}
	for phone, colour := range map[string]string{"13800000001": "green", "13800000002": "yellow", "13800000003": "red"} {
		for _, url := range urls[:2] {
			if c, err := loggedIn(t, url, phone).Show(t.Context(), showOwn); err != nil || c.Colour != colour {
				t.Errorf("%s at %s: %s %v", phone, url, c.Colour, err)
			}
		}
	}
	for i, state := range []string{"county", "prefecture", "approved", "refused", "withdrawn", "source"} {
		c := loggedIn(t, urls[0], fmt.Sprintf("138000001%02d", i+1))
		cases, err := c.Cases(t.Context(), id.ID{}, client.Page{})
		if err != nil || len(cases.Items) != 1 || cases.Items[0].State != state {
			t.Errorf("case %s: %+v %v", state, cases.Items, err)
		}
		shown, err := c.Show(t.Context(), showOwn)
		if want := map[bool]string{true: "green", false: "yellow"}[state == "approved"]; err != nil || shown.Colour != want {
			t.Errorf("case %s: %s %v", state, shown.Colour, err)
		}
	}
	for i, role := range []string{"headquarters", "administrator", "collector", "health_data_officer", "reviewer", "reviewer", "grid_worker", "investigator", "policy_officer", "auditor"} {
		phone := fmt.Sprintf("1370000000%d", i)
		for _, url := range urls {
			c := client.New(url, nil)
			if err := c.RequestCode(t.Context(), phone); err != nil && fault.CodeOf(err) != fault.TooMany { // demo itself logged in a moment ago
				t.Fatal(err)
			}
			if _, err := c.Login(t.Context(), wire.Login{Phone: phone, Code: codeFor(t, url, phone), Door: wire.StaffDoor}); err != nil {
				t.Fatal(phone, err)
			}
			if s, err := c.Standing(t.Context()); err != nil || len(s.Appointments) != 1 || s.Appointments[0].Role != role {
				t.Errorf("%s at %s: %+v %v", phone, url, s.Appointments, err)
			}
		}
	}
}
