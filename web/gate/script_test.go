package gate

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kangma/web/webtest"
)

// The scripts' own tests in node: verification of all kept vectors, CBOR, queue, clock, temperature, hardware scanners.
func TestScriptsInNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node: TestScriptsInABrowser runs the same tests")
	}
	vectors, err := filepath.Abs("../../pass/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("jstest/*.test.js")
	if err != nil || len(files) == 0 {
		t.Fatal("no tests", err)
	}
	c := exec.Command(node, append([]string{"--test"}, files...)...)
	c.Env = append(os.Environ(), "KANGMA_VECTORS="+vectors)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(string(out), "# fail 0") || strings.Contains(string(out), "# pass 0") {
		t.Errorf("%s", out)
	}
}

// BY-01, BY-10: the same tests where the scripts are really used: Chromium's WebCrypto, streams and CBOR.
func TestScriptsInABrowser(t *testing.T) {
	server := httptest.NewServer(newNode(t).handler())
	defer server.Close()
	b := webtest.Open(t)
	// A page of its own: tests import the assets by their folder, which a server knows under its checksum only.
	b.Go(server.URL + "/jstest/page.html")
	b.Until(`globalThis.results && results.running === 0 && results.passed + results.failed.length >= 19`)
	if failed := webtest.Eval[[]string](b, "results.failed"); len(failed) > 0 {
		t.Error(strings.Join(failed, "\n"))
	}
	t.Logf("%d passed", webtest.Eval[int](b, "results.passed"))
}

// Modules stay small enough to read, and none reaches for another host.
func TestScriptsAreSmall(t *testing.T) {
	files, err := filepath.Glob("../assets/*/*.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.Contains(f, "vendor") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(b), "\n"); n > 300 {
			t.Errorf("%s has %d lines", f, n)
		}
		for _, bad := range []string{"eval(", "new Function", "innerHTML", "https://", "http://", "document.write"} {
			if strings.Contains(string(b), bad) {
				t.Errorf("%s contains %s", f, bad)
			}
		}
	}
}
