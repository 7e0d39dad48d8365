package gate

import "net/http"

// Mount adds all addresses of the surface. All of them are open: they say nothing about anybody.
func (g *Pages) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /gate/{$}", g.entrance)
	mux.HandleFunc("GET /gate", g.entrance)
	mux.HandleFunc("GET /gate/{language}/{$}", g.shell)
	mux.HandleFunc("GET /gate/{language}/manifest.webmanifest", g.manifest)
	mux.HandleFunc("GET /gate/sw.js", g.serviceWorker)
}
