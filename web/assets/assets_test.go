package assets

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// Vendored files are what LICENSES.md says they are, and all of them are in it.
func TestVendoredFilesAreUnchanged(t *testing.T) {
	list := string(all().files["vendor/LICENSES.md"].plain)
	sums := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^ {4}([0-9a-f]{64})  (\S+)$`).FindAllStringSubmatch(list, -1) {
		sums[m[2]] = m[1]
	}
	n := 0
	for name, f := range all().files {
		name, vendored := strings.CutPrefix(name, "vendor/")
		if !vendored || name == "LICENSES.md" {
			continue
		}
		n++
		if sum := sha256.Sum256(f.plain); hex.EncodeToString(sum[:]) != sums[name] {
			t.Errorf("%s is not the file of LICENSES.md", name)
		}
	}
	if n != len(sums) {
		t.Errorf("%d vendored files, %d checksums", n, len(sums))
	}
}

// The folder's name changes with any content and any name, and with nothing else.
func TestSumChangesWithContent(t *testing.T) {
	sumOf := func(name, content string) string {
		return load(fstest.MapFS{name: {Data: []byte(content)}, "css/b.css": {Data: []byte("b")}}).sum
	}
	a := sumOf("css/a.css", "x")
	if a != sumOf("css/a.css", "x") || a == sumOf("css/a.css", "y") || a == sumOf("css/c.css", "x") {
		t.Error("the checksum does not follow the contents")
	}
}

// Every asset has a kind that browsers obey under nosniff.
func TestKinds(t *testing.T) {
	fs.WalkDir(embedded, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && all().files[name].kind == "" {
			t.Errorf("%s has no kind", name)
		}
		return err
	})
	defer func() {
		if recover() == nil {
			t.Error("an address of no file")
		}
	}()
	URL("css/none.css")
}
