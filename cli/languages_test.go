package cli_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"kangma/cli"
	"kangma/web/ui"
)

// UI-5: a folder of languages that node.yaml names is offered on the pages of holders, gates and staff; what they lack is said at the start.
func TestServeOffersLanguages(t *testing.T) {
	t.Cleanup(func() { ui.OfferLanguages(fstest.MapFS{}) })
	dir := sendingNode(t, "languages: words\n")
	if said, code := program(t, "serve", "--data", dir, "--sandbox", "--listen", "127.0.0.1:0", "--metrics-listen", "none"); code == 0 || !strings.Contains(said, `node.yaml: languages: "words"`) {
		t.Error(code, said)
	}
	words, err := os.ReadFile("../web/ui/testdata/lang/qaa.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "words"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "words", "qaa.json"), words, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	out, w := io.Pipe()
	lacks := new(strings.Builder)
	done := make(chan int, 1)
	go func() {
		done <- cli.Run(ctx, []string{"serve", "--data", dir, "--sandbox", "--listen", "127.0.0.1:0", "--metrics-listen", "none"}, strings.NewReader(""), w, lacks)
		w.Close()
	}()
	said := make([]byte, 4096)
	n := 0
	for !strings.Contains(string(said[:n]), "Ready") {
		m, err := out.Read(said[n:])
		if n += m; err != nil {
			t.Fatal(string(said[:n]))
		}
	}
	go io.Copy(io.Discard, out)
	url, _, _ := strings.Cut(strings.TrimPrefix(string(said[:n]), "Ready: "), "\n")
	for path, want := range map[string]string{"/": "Sulema nimo", "/desk/login": `lang="qaa"`, "/gate/": `lang="qaa"`, "/gate/sw.js": "/gate/qaa/"} {
		r, err := http.NewRequest(http.MethodGet, url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Language", "qaa")
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(a.Body)
		a.Body.Close()
		if a.StatusCode != http.StatusOK || !strings.Contains(string(b), want) {
			t.Errorf("%s: %d, no %q", path, a.StatusCode, want)
		}
	}
	cancel()
	if code := <-done; code != 0 {
		t.Error("it ended with", code)
	}
	for _, want := range []string{"qaa.json: ", "are read in English", "no page says, the first of them home.nothing"} {
		if !strings.Contains(lacks.String(), want) {
			t.Errorf("%q is not said: %s", want, lacks)
		}
	}
}
