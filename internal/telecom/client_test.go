package telecom_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/telecom"
)

const phone, code, ticket = "+8613800138000", "482913", "t-5f0c"

var (
	secret = []byte("a secret that both sides have, of more than 32 bytes")
	now    = time.Date(2021, 12, 15, 1, 0, 0, 0, time.UTC)
)

// peer is an operator as docs/itinerary.md tells one to write it, from the document alone.
type peer struct {
	t      *testing.T
	status int
	says   string
	nonces map[string]bool
	asked  []string // operation and body
}

func (p *peer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	mac := hmac.New(sha256.New, secret)
	nonce := r.Header.Get("Kangma-Nonce")
	io.WriteString(mac, "wenzhou\n"+strings.TrimPrefix(r.URL.Path, "/itinerary")+"\n1639530000\n"+nonce+"\n"+string(body))
	if r.Header.Get("Kangma-Party") != "wenzhou" || r.Header.Get("Kangma-Timestamp") != "1639530000" || p.nonces[nonce] || len(nonce) != 32 ||
		r.Header.Get("Kangma-Signature") != "v1="+hex.EncodeToString(mac.Sum(nil)) {
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, `{"error":"signature"}`)
		return
	}
	p.nonces[nonce] = true
	p.asked = append(p.asked, r.Method+" "+r.URL.Path+" "+string(body))
	w.WriteHeader(p.status)
	io.WriteString(w, p.says)
}

func connect(t *testing.T) (*peer, *telecom.Client) {
	p := &peer{t: t, status: http.StatusOK, nonces: map[string]bool{}}
	server := httptest.NewTLSServer(p)
	t.Cleanup(server.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := telecom.New(telecom.Config{Name: "电信", URL: server.URL + "/itinerary/", Party: "wenzhou", Secret: secret, CA: ca, Timeout: time.Second, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return p, c
}

// TE-1, TE-4, WZ-08: what goes over the wire to a peer that was written from the document: a phone once, then a ticket and a digest.
func TestProtocol(t *testing.T) {
	p, c := connect(t)
	p.says = `{"ticket":"t-5f0c","code_until":"2021-12-15T09:03:00+08:00","until":"2021-12-15T09:10:00+08:00"}`
	got, err := c.RequestCode(t.Context(), telecom.Request{Phone: phone, Consented: instant.Of(now)})
	if err != nil || got != (telecom.Ticket{ID: ticket, CodeUntil: instant.Of(now.Add(3 * time.Minute)), Until: instant.Of(now.Add(10 * time.Minute))}) {
		t.Fatal(got, err)
	}
	p.status, p.says = http.StatusNoContent, ""
	if err := c.Publish(t.Context(), telecom.List{Digest: "d1", Cities: []string{"610100"}}); err != nil {
		t.Fatal(err)
	}
	p.status = http.StatusOK
	for says, want := range map[string]telecom.Answer{
		`{"state":"done","risk":1,"left":true}`:  {State: telecom.Done, Risk: true, Left: true},
		`{"state":"done","risk":0,"left":false}`: {State: telecom.Done},
		`{"state":"analysing"}`:                  {State: telecom.Analysing},
		`{"state":"unknown"}`:                    {State: telecom.Unknown},
	} {
		p.says = says
		if got, err := c.Query(t.Context(), telecom.Query{Ticket: ticket, Code: code, List: "d1"}); err != nil || got != want {
			t.Errorf("%s: %+v %v", says, got, err)
		}
	}
	want := []string{`POST /itinerary/codes {"phone":"+8613800138000","consented_at":"2021-12-15T09:00:00+08:00"}`, `POST /itinerary/lists {"digest":"d1","cities":["610100"]}`,
		`POST /itinerary/statements {"ticket":"t-5f0c","code":"482913","list":"d1"}`}
	for i, w := range want {
		if p.asked[i] != w {
			t.Errorf("%s, want %s", p.asked[i], w)
		}
	}
}

// TE-2, TE-3: an answer with anything else in it is refused whole; and no refusal repeats what was asked or said.
func TestStrictAnswers(t *testing.T) {
	p, c := connect(t)
	for _, says := range []string{
		`{"state":"done","risk":1,"left":true,"cities":["652900"]}`, `{"state":"done","risk":1,"left":true,"note":"阿克苏"}`, `{"state":"done","risk":1}`, `{"state":"done","left":true}`,
		`{"state":"done","risk":652900,"left":true}`, `{"state":"阿克苏"}`, `{"state":"unknown","risk":0}`, `{"state":"analysing","left":true}`, `[]`, ``, `{"state":"done","risk":1,"left":true}{"at":"652900"}`,
		`{"state":"done","risk":1,"left":true}` + strings.Repeat(" ", 5000),
	} {
		p.says = says
		_, err := c.Query(t.Context(), telecom.Query{Ticket: ticket, Code: code, List: "d1"})
		silent(t, says, err, fault.Unavailable, "itinerary.unreachable")
	}
}

func silent(t *testing.T, when string, err error, want fault.Code, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != want || f.Key != key {
		t.Errorf("%s: %v, want %s %s", when, err, want, key)
		return
	}
	all, _ := json.Marshal(f)
	for _, no := range []string{phone[3:], code, ticket, "652900", "阿克苏"} {
		if strings.Contains(string(all)+f.Error(), no) {
			t.Errorf("%s: the fault repeats %s: %s", when, no, all)
		}
	}
}

// TE-3: the words of the protocol, and everything else as out of reach.
func TestRefusals(t *testing.T) {
	p, c := connect(t)
	for _, x := range []struct {
		status int
		says   string
		code   fault.Code
		key    string
	}{
		{http.StatusConflict, `{"error":"code_wrong","phone":"+8613800138000"}`, fault.Invalid, "itinerary.code_wrong"},
		{http.StatusConflict, `{"error":"code_void"}`, fault.Invalid, "itinerary.code_void"},
		{http.StatusConflict, `{"error":"ticket_unknown"}`, fault.Invalid, "itinerary.code_void"},
		{http.StatusConflict, `{"error":"phone_unknown"}`, fault.Invalid, "itinerary.phone_unknown"},
		{http.StatusConflict, `{"error":"list_unknown"}`, fault.Conflict, telecom.NoList},
		{http.StatusConflict, `{"error":"too_many"}`, fault.TooMany, "itinerary.operator_busy"},
		{http.StatusUnauthorized, `{"error":"signature"}`, fault.Unavailable, "itinerary.unreachable"},
		{http.StatusInternalServerError, `+8613800138000 in 652900`, fault.Unavailable, "itinerary.unreachable"},
		{http.StatusFound, ``, fault.Unavailable, "itinerary.unreachable"},
	} {
		p.status, p.says = x.status, x.says
		_, err := c.Query(t.Context(), telecom.Query{Ticket: ticket, Code: code, List: "d1"})
		silent(t, x.says, err, x.code, x.key)
	}
}

func TestConfiguration(t *testing.T) {
	good := telecom.Config{Name: "电信", URL: "https://telecom.example/itinerary", Party: "wenzhou", Secret: secret, Now: time.Now}
	for field, change := range map[string]func(*telecom.Config){
		"itinerary.url":    func(c *telecom.Config) { c.URL = "http://telecom.example" },
		"itinerary.name":   func(c *telecom.Config) { c.Name = "" },
		"itinerary.party":  func(c *telecom.Config) { c.Party = "" },
		"itinerary.secret": func(c *telecom.Config) { c.Secret = secret[:31] },
		"itinerary.ca":     func(c *telecom.Config) { c.CA = "/nowhere.pem" },
	} {
		c := good
		change(&c)
		_, err := telecom.New(c)
		if f, ok := fault.As(err); !ok || f.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := telecom.New(good); err != nil {
		t.Error(err)
	}
}
