package gate_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kangma/api"
	"kangma/api/wire"
	"kangma/internal/keys"
	"kangma/node"
	"kangma/packs"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
	"kangma/web/gate"
	"kangma/web/holder"
	"kangma/web/ui"
	"kangma/web/webtest"
)

// hubei is a real node with its API and pages, and a client that is signed in.
type hubei struct {
	t   *testing.T
	url string
}

func openHubei(t *testing.T) hubei {
	root, err := keys.ParseRoot(base64.StdEncoding.EncodeToString([]byte("a root secret of a test node: 48 bytes, no secret")))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	n, err := node.Open(t.Context(), node.Config{Region: region.MustParseCode("420000"), Name: pass.Text{ZH: "湖北", EN: "Hubei"}, Pack: "hubei@2020-03-22",
		Packs: policy.Library{FS: packs.FS}, Database: "sqlite:" + filepath.Join(dir, "kangma.db"), Root: root, Spool: filepath.Join(dir, "spool")})
	if err != nil {
		t.Fatal(err)
	}
	site := ui.Site{Name: ui.Text{"zh": "湖北健康码", "en": "Hubei Health Code"}, Hotline: "12345"}
	mux := http.NewServeMux()
	mux.Handle("/v1/", api.New(n, api.Options{Limits: api.Limits{Login: api.NoLimit, Open: api.NoLimit, Holder: api.NoLimit, Staff: api.NoLimit}}))
	ui.Mount(mux, site)
	holder.New(holder.Live{Node: n}, site).Mount(mux)
	gate.New(site).Mount(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		server.Close()
		n.Close()
	})
	if _, err := n.Appoint(t.Context(), node.Itself, node.NewAppointment{Phone: "13900000001", Name: "王主任", Role: staff.Administrator, Region: region.MustParseCode("420102")}); err != nil {
		t.Fatal(err)
	}
	return hubei{t, server.URL}
}

// send calls the API and reads its answer into v.
func (h hubei) send(method, path, token string, body, v any) {
	h.t.Helper()
	b, _ := json.Marshal(body)
	r, err := http.NewRequest(method, h.url+path, bytes.NewReader(b))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	if answer.StatusCode/100 != 2 {
		h.t.Fatalf("%s %s: %d %s", method, path, answer.StatusCode, text)
	}
	if v != nil {
		if err := json.Unmarshal(text, v); err != nil {
			h.t.Fatalf("%s: %v", text, err)
		}
	}
}

// code is the one-time code that was last sent to a phone.
func (h hubei) code(phone string) string {
	h.t.Helper()
	var inbox wire.Page[wire.Message]
	h.send("GET", "/v1/sandbox/inbox?phone="+phone, "", nil, &inbox)
	_, rest, _ := strings.Cut(inbox.Items[0].Body, "验证码 ")
	return rest[:6]
}

// The whole way on a real node: somebody applies on a phone, sees a green code, and a gate reads the picture of it, with and without a network.
// NA-01, NA-02, NA-03, WH-12, BY-01.
func TestFromApplicationToGate(t *testing.T) {
	h := openHubei(t)
	h.send("POST", "/v1/login/code", "", wire.CodeRequest{Phone: "13900000001"}, nil)
	var admin wire.Session
	h.send("POST", "/v1/login", "", wire.Login{Phone: "13900000001", Code: h.code("13900000001"), Door: wire.StaffDoor, Remember: true}, &admin)
	var point wire.Point
	h.send("POST", "/v1/points", admin.Token, wire.NewPoint{Name: "东门", Region: "420102"}, &point)
	h.send("POST", "/v1/staff/appointments", admin.Token, wire.NewAppointment{Phone: "13900000002", Name: "李梅", Role: "collector", Region: "420102", Point: point.ID}, nil)

	phone := webtest.Open(t)
	phone.Size(360, 740)
	phone.Language("zh")
	phone.Go(h.url + "/login")
	phone.Do(chromedp.SendKeys(chromedp.CSS("#phone"), "13812345678"), webtest.Click("form .button"))
	phone.Until(`document.querySelector("#code")`)
	phone.Do(chromedp.SendKeys(chromedp.CSS("#code"), h.code("13812345678")), webtest.Click("form .button"))
	phone.Until(`location.pathname === "/terms"`)
	phone.Do(webtest.Click("#agree"), webtest.Click(".actions .button"))
	phone.Until(`location.pathname === "/identity"`)
	phone.Do(chromedp.SendKeys(chromedp.CSS("#name"), "张三丰"), chromedp.SendKeys(chromedp.CSS("#number"), "11010519491231002x"), webtest.Click(".actions .button"))
	step := func(name string) {
		phone.Until(`location.pathname === "/apply" && document.querySelector("input[name=at]")?.value === "` + name + `" && document.querySelector(".scripted")`)
	}
	step("about")
	phone.Do(webtest.Click("input[name=purpose][value=resident]"), chromedp.SendKeys(chromedp.CSS("#phone"), "13812345678"), webtest.Click(".actions .button"))
	step("where")
	for _, pick := range [][2]string{{"province", "420000"}, {"prefecture", "420100"}, {"county", "420102"}} {
		phone.Until(`[...document.querySelectorAll("#` + pick[0] + ` option")].some(o => o.value === "` + pick[1] + `")`)
		webtest.Eval[bool](phone, `(s => { s.value = "`+pick[1]+`"; s.dispatchEvent(new Event("change", {bubbles: true})); return true })(document.getElementById("`+pick[0]+`"))`)
	}
	phone.Do(chromedp.SendKeys(chromedp.CSS("#address"), "解放大道1号"), webtest.Click(".actions .button"))
	step("health")
	phone.Do(webtest.Click("input[name=stayed][value=yes]"), webtest.Click("input[name=contact][value=no]"), webtest.Click("input[name=status][value=none]"),
		webtest.Click("input[name=symptoms][value=none]"), chromedp.SendKeys(chromedp.CSS("#temperature"), "36.5"), webtest.Click(".actions .button"))
	step("check")
	phone.Do(webtest.Click("#truth"))
	phone.Shot("live-apply-zh-360")
	phone.Do(webtest.Click(".actions .button"))
	phone.Until(`document.querySelector(".card.c-green .qr-code")`)
	phone.NoSidewaysScroll("code of a real node")
	phone.Shot("live-code-zh-360")
	picture := phone.Picture(".qr-code")

	b := webtest.Open(t)
	b.Size(360, 740)
	b.Go(h.url + "/gate/zh/")
	b.Until(`document.getElementById("gate").dataset.screen === "login"`)
	b.Do(chromedp.SendKeys(chromedp.CSS("#phone"), "13900000002"), webtest.Click("#form-phone .button"))
	b.Until(`!document.getElementById("form-code").hidden`)
	b.Do(chromedp.SendKeys(chromedp.CSS("#code"), h.code("13900000002")), webtest.Click("#form-code .button"))
	b.Until(`document.querySelectorAll(".points button").length === 1`)
	b.Do(webtest.Click(".points button"))
	b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
	scan := func(online bool) {
		t.Helper()
		gate.Hold(b, true)
		b.Do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{picture}))
		b.Until(`document.getElementById("gate").dataset.screen === "result"`)
		b.Do(webtest.Click("#add-temperature"))
		gate.Hold(b, false)
		if online {
			b.Until(`document.getElementById("shown-name").textContent.startsWith("张")`)
			b.Shot("live-gate-zh-360")
		}
		if got := webtest.Eval[string](b, `document.querySelector("#verdict .verdict").className`); !strings.Contains(got, "v-pass") {
			t.Errorf("%s: %s", got, webtest.Eval[string](b, `document.querySelector("#verdict .why").textContent`))
		}
		for _, k := range []string{"3", "6", "6"} {
			b.Do(webtest.Click(`[data-key="` + k + `"]`))
		}
		b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
	}
	scan(true)
	b.Until(`document.getElementById("chip-unsent").hidden`)
	b.Offline(true)
	scan(false)
	b.Until(`document.getElementById("chip-unsent").textContent.includes("1 条待传")`)
	b.Offline(false)
	b.Until(`document.getElementById("chip-unsent").hidden`)

	var stored wire.Page[wire.Passage]
	h.send("GET", "/v1/passages?region=420102&purpose=quality&note=test", admin.Token, nil, &stored)
	if len(stored.Items) != 2 {
		t.Fatalf("%+v", stored.Items)
	}
	for _, p := range stored.Items {
		if p.Answer != "pass" || p.Temperature != 36.6 || p.Point != point.ID || !p.Read {
			t.Errorf("%+v", p)
		}
	}
}
