package holder

import (
	_ "embed"
	"encoding/json"
	"net/http"

	"kangma/web/assets"
)

//go:embed code_worker.js
var codeWorker string

// worker is the script that keeps the code page on the phone (NA-03): its text changes with any file that the page needs,
// which is how browsers see an update.
func (h *Pages) worker(w http.ResponseWriter, r *http.Request) {
	var files []string
	for _, name := range []string{"css/ui.css", "css/parts.css", "css/holder.css", "holder/code.js", "holder/moving.js", "gate/base45.js", "gate/tail.js", "vendor/lean-qr-2.7.4.js", "icons/kangma.svg"} {
		files = append(files, assets.URL(name))
	}
	keep, err := json.Marshal(map[string]any{"name": "kangma-code-" + assets.Sum(), "files": files})
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	head := w.Header()
	head.Set("Content-Type", "text/javascript; charset=utf-8")
	head.Set("Cache-Control", "no-cache")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'; script-src 'self'")
	w.Write([]byte("const KEEP = " + string(keep) + ";\n" + codeWorker))
}
