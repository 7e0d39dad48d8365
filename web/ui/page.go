package ui

import (
	"net/http"
	"strings"
)

// Site is who runs the node, as its pages say.
type Site struct {
	Name      Text       // 湖北健康码
	Authority Text       // who answers for it
	Hotline   string     // "12345"
	Home      string     // where the name leads, "" for "/"
	Geography *Geography // the operator's own map, nil for tiles
	Notice    Text       // shown on top of every page: that this is a demonstration, and where its SMS codes are read
}

// Page is what the layout needs; every page's struct embeds it.
type Page struct {
	Site     Site
	Prefs    Preferences
	Path     string // where the reader is, to come back after changing preferences
	SignedIn bool
}

// NewPage is the Page of a request. A form that is shown again after POST comes back by GET.
func NewPage(site Site, r *http.Request) Page {
	path := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		path = r.URL.Path
	}
	return Page{Site: site, Prefs: PreferencesOf(r), Path: path}
}

// page lets the renderer reach the Page in a struct that embeds it.
func (p Page) page() Page { return p }

// HTMLClass carries the preferences to the styles.
func (p Page) HTMLClass() string {
	var c []string
	if p.Prefs.Large {
		c = append(c, "large")
	}
	if p.Prefs.Contrast {
		c = append(c, "contrast")
	}
	return strings.Join(c, " ")
}

// Home is where the site's name leads.
func (p Page) Home() string {
	if p.Site.Home != "" {
		return p.Site.Home
	}
	return "/"
}
