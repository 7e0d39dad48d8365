package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"sort"
	"strconv"
	"strings"
	"sync"
)

//go:embed css/*.css ui/*.js holder/*.js gate/*.js desk/*.js icons/* vendor/*.js vendor/*.wasm vendor/LICENSES.md
var embedded embed.FS

// Root is the path under which Handler is to be mounted, without the checksum.
const Root = "/static/"

// Text is one file as it is, for pages that stand alone. The name must be one of ours.
func Text(name string) string {
	b, err := embedded.ReadFile(name)
	if err != nil {
		panic("assets: " + err.Error()) // the files are part of the binary
	}
	return string(b)
}

// file is one asset, compressed once if that makes it smaller.
type file struct {
	kind       string
	plain      []byte
	compressed []byte // nil where gzip does not help
}

// set is all assets, and the checksum that stands in their addresses.
type set struct {
	files map[string]file
	sum   string
}

// all is made at the first use: compressing takes a quarter of a second, and most commands serve nothing.
var all = sync.OnceValue(func() set { return load(embedded) })

// load reads all assets and the checksum over their names and contents.
func load(from fs.FS) set {
	out := map[string]file{}
	var names []string
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		out[name] = file{kind: kinds[path.Ext(name)], plain: b, compressed: squeeze(b)}
		names = append(names, name)
		return nil
	})
	if err != nil {
		panic("assets: " + err.Error()) // the files are part of the binary
	}
	sort.Strings(names)
	h := sha256.New()
	for _, name := range names {
		h.Write([]byte(name + "\x00" + strconv.Itoa(len(out[name].plain)) + "\x00"))
		h.Write(out[name].plain)
	}
	return set{out, hex.EncodeToString(h.Sum(nil))[:16]}
}

// kinds of content by extension, fixed here because a machine's own table may say otherwise.
var kinds = map[string]string{
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".wasm": "application/wasm",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".md":   "text/plain; charset=utf-8",
}

func squeeze(b []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	z.Write(b)
	z.Close()
	if out.Len() > len(b)*9/10 {
		return nil
	}
	return out.Bytes()
}

// Sum is the checksum over all assets; it changes when any of them does.
func Sum() string { return all().sum }

// URL is the address of an asset such as "css/ui.css". It panics if there is none: an address in a template is part of the program.
func URL(name string) string {
	if _, ok := all().files[name]; !ok {
		panic("assets: no " + name)
	}
	return Root + all().sum + "/" + name
}

// List is the addresses of all assets below a folder, sorted, for a page that must work offline.
func List(prefix string) []string {
	var out []string
	for name := range all().files {
		if strings.HasPrefix(name, prefix) && path.Ext(name) != ".md" {
			out = append(out, URL(name))
		}
	}
	sort.Strings(out)
	return out
}

// Read is the content of an asset, for a surface that serves one at an address of its own.
func Read(name string) []byte { return all().files[name].plain }

// Handler serves the assets under Root.
func Handler() http.Handler {
	set := all()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(r.URL.Path, Root+set.sum+"/")
		f, known := set.files[name]
		if !ok || !known {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", policyOf(name))
		h.Set("Vary", "Accept-Encoding")
		body := f.plain
		if f.compressed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = f.compressed
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method != http.MethodHead {
			w.Write(body)
		}
	})
}

// policyOf is the policy of an asset that runs by itself: a worker obeys the policy of its own script, not of the page.
func policyOf(name string) string {
	if name == "gate/decode-worker.js" {
		return "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
	}
	return "default-src 'none'"
}
