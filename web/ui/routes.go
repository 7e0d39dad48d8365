package ui

import (
	"net/http"

	"kangma/web/assets"
)

// Mount adds what every surface needs: assets, preferences, and the gallery.
func Mount(mux *http.ServeMux, site Site) {
	g := gallery{site: site, pages: NewPages(templateFiles, Strict)}
	mux.Handle("GET "+assets.Root, assets.Handler())
	mux.HandleFunc("POST /ui/preferences", savePreferences)
	mux.HandleFunc("GET /ui/gallery", g.show)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, assets.URL("icons/kangma.svg"), http.StatusMovedPermanently)
	})
}
