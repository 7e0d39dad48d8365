package cli_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kangma/cli"
)

// sendingNode makes a node whose node.yaml has more in it.
func sendingNode(t *testing.T, more string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "node")
	if said, code := program(t, "init", "--data", dir, "--region", "420000", "--pack", "hubei@2020-03-22"); code != 0 {
		t.Fatal(said)
	}
	path := filepath.Join(dir, "node.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(text, more...), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func program(t *testing.T, args ...string) (said string, code int) {
	t.Helper()
	var out bytes.Buffer
	code = cli.Run(t.Context(), args, strings.NewReader(""), &out, &out)
	return out.String(), code
}

// What is wrong with the configuration of a node is said with its key and value, before anything is served; a secret is not repeated.
func TestServeRefusesBadConfiguration(t *testing.T) {
	for _, x := range []struct{ more, want string }{
		{"", "sms: is missing"},
		{"sms: {smpp: {address: smsc.example, system_id: kangma, password: {env: KANGMA_TEST_SECRET}}}\n", `node.yaml: sms.smpp.address: "smsc.example" is not host:port`},
		{"sms: {smpp: {address: 'smsc.example:2775', system_id: kangma, password: hunter2}}\n", "a secret does not stand in node.yaml"},
		{"sms: {smpp: {address: 'smsc.example:2775', system_id: kangma}}\n", "sms.smpp.password.file: is required"},
		{"sms: {smpp: {address: 'smsc.example:2775', system_id: kangma, password: {env: KANGMA_TEST_NOTHING}}}\n", `sms.smpp.password.env: "KANGMA_TEST_NOTHING" is not set`},
		{"sms: {smpp: {address: 'smsc.example:2775', system_id: kangma, password: {file: nowhere}}}\n", "nowhere"},
		{"sms: {smpp: {address: 'smsc.example:2775', system_id: kangma, password: {env: KANGMA_TEST_SECRET}, long: maybe}}\n", `sms.smpp.long: "maybe" is not parts or payload`},
		{"sms: {webhook: {url: 'http://gateway.example', secret: {env: KANGMA_TEST_LONG}}}\n", "sms.webhook.url"},
		{"sms: {webhook: {url: 'https://gateway.example', secret: {env: KANGMA_TEST_LONG}}, notices: [mood.changed]}\n", `sms.notices[0]: "mood.changed" is no kind of notice`},
		{"sms: {webhook: {url: 'https://gateway.example', secret: {env: KANGMA_TEST_LONG}}, smpp: {address: 'a:1'}}\n", "both given"},
		{"sms: {pigeon: {}}\n", "pigeon"},
	} {
		t.Setenv("KANGMA_TEST_SECRET", "secret01")
		t.Setenv("KANGMA_TEST_LONG", strings.Repeat("long", 10))
		dir := sendingNode(t, x.more)
		said, code := program(t, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--metrics-listen", "none")
		if code == 0 || !strings.Contains(said, x.want) || strings.Contains(said, "hunter2") || strings.Contains(said, "secret01") {
			t.Errorf("%s: %d %s, want %s", x.more, code, said, x.want)
		}
	}
}

// A secret that others may read, an address in the clear for everybody, half a certificate and a taken address are refused.
func TestServeRefusesUnsafeAddresses(t *testing.T) {
	dir := sendingNode(t, "sms: {webhook: {url: 'https://gateway.example', secret: {file: webhook.secret}}}\n")
	secret := filepath.Join(dir, "webhook.secret")
	if err := os.WriteFile(secret, []byte(strings.Repeat("long", 10)+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if said, code := program(t, "serve", "--data", dir); code == 0 || !strings.Contains(said, "chmod 600") {
		t.Error(said)
	}
	os.Chmod(secret, 0o600)
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	address := strings.TrimPrefix(taken.URL, "http://")
	for _, x := range []struct {
		want string
		args []string
	}{
		{"codes must not go in the clear", []string{"--listen", "0.0.0.0:0"}},
		{"go together", []string{"--tls-cert", "cert.pem"}},
		{"cannot be used", []string{"--tls-cert", "cert.pem", "--tls-key", "key.pem"}},
		{`listen: "` + address + `" cannot be listened on`, []string{"--listen", address}},
		{`metrics-listen: "` + address + `" cannot be listened on`, []string{"--listen", "127.0.0.1:0", "--metrics-listen", address}},
		{"in the sandbox anybody can log in as anybody", []string{"--sandbox", "--listen", "0.0.0.0:0"}},
	} {
		if said, code := program(t, append([]string{"serve", "--data", dir}, x.args...)...); code == 0 || !strings.Contains(said, x.want) {
			t.Errorf("%v: %d %s", x.args, code, said)
		}
	}
}

// A configured node serves without the sandbox on any address behind a proxy, its figures elsewhere, and its codes go through the gateway.
func TestServeSends(t *testing.T) {
	texts := make(chan string, 10)
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		texts <- string(b)
		io.WriteString(w, `{"reference":"gw-7"}`)
	}))
	defer gateway.Close()
	t.Setenv("KANGMA_TEST_LONG", strings.Repeat("long", 10))
	dir := sendingNode(t, "sms: {webhook: {url: '"+gateway.URL+"', secret: {env: KANGMA_TEST_LONG}}}\n")
	if said, code := program(t, "sms", "test", "--data", dir, "--phone", "13800138000"); code != 0 || !strings.Contains(said, "gw-7") {
		t.Error(said)
	}
	if !strings.Contains(<-texts, "+8613800138000") {
		t.Error("the test went elsewhere")
	}
	ctx, cancel := context.WithCancel(t.Context())
	out, w := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- cli.Run(ctx, []string{"serve", "--data", dir, "--listen", "0.0.0.0:0", "--forwarded", "--metrics-listen", "127.0.0.1:0"}, strings.NewReader(""), w, io.Discard)
		w.Close()
	}()
	said := make([]byte, 4096)
	n, _ := out.Read(said)
	for !bytes.Contains(said[:n], []byte("Ready")) {
		m, err := out.Read(said[n:])
		if n += m; err != nil {
			t.Fatal(string(said[:n]))
		}
	}
	lines := strings.Split(string(said[:n]), "\n")
	figures, url := strings.TrimPrefix(lines[0], "Figures: "), strings.Replace(strings.TrimPrefix(lines[1], "Ready: "), "[::]", "127.0.0.1", 1)
	url = strings.Replace(url, "0.0.0.0", "127.0.0.1", 1)
	r, err := http.Post(url+"/v1/login/code", "application/json", strings.NewReader(`{"phone":"13800138001"}`))
	if err != nil || r.StatusCode != http.StatusNoContent {
		t.Fatal(err, r)
	}
	if m := <-texts; !strings.Contains(m, "+8613800138001") || !strings.Contains(m, "验证码") {
		t.Error(m)
	}
	for address, want := range map[string]int{figures: 200, url + "/metrics": 404, url + "/inbox": 404, url + "/v1/sandbox/inbox": 404, url + "/healthz": 200} {
		if r, err := http.Get(address); err != nil || r.StatusCode != want {
			t.Errorf("%s: %v %v", address, r, err)
		}
	}
	cancel()
	if code := <-done; code != 0 {
		t.Error("it ended with", code)
	}
	if said, code := program(t, "sms", "list", "--data", dir); code != 0 || !strings.Contains(said, "sent") || strings.Contains(said, "138") || !strings.Contains(said, "1 texts") {
		t.Error(said)
	}
}
