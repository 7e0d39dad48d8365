package ui

import (
	"net/http"
	"net/url"
	"strings"
)

// Preferences are how a reader wants pages: kept in a cookie, no account needed.
type Preferences struct {
	Language *Language
	Large    bool // large type, for the old
	Contrast bool // more contrast than the device asks for
}

const preferenceCookie = "kangma_view"

// PreferencesOf reads the cookie, else the browser's languages.
func PreferencesOf(r *http.Request) Preferences {
	var p Preferences
	if c, err := r.Cookie(preferenceCookie); err == nil {
		tag, rest, _ := strings.Cut(c.Value, ".")
		if l, ok := LanguageOf(tag); ok {
			p.Language = l
		}
		p.Large, p.Contrast = strings.Contains(rest, "large"), strings.Contains(rest, "contrast")
	}
	if p.Language == nil {
		p.Language = accepted(r.Header.Get("Accept-Language"))
	}
	return p
}

// accepted is the first language of the header that there is. Browsers send their list in order of preference.
func accepted(header string) *Language {
	for tag := range strings.SplitSeq(header, ",") {
		tag, _, _ = strings.Cut(tag, ";")
		if l, ok := LanguageOf(tag); ok {
			return l
		}
	}
	return languages[0]
}

func (p Preferences) String() string {
	s := p.Language.Tag
	if p.Large {
		s += ".large"
	}
	if p.Contrast {
		s += ".contrast"
	}
	return s
}

// savePreferences answers the form at the foot of every page and goes back to that page.
func savePreferences(w http.ResponseWriter, r *http.Request) {
	p := PreferencesOf(r)
	switch set := r.FormValue("set"); set {
	case "large":
		p.Large = true
	case "normal":
		p.Large = false
	case "contrast":
		p.Contrast = true
	case "plain":
		p.Contrast = false
	default:
		if l, ok := LanguageOf(set); ok {
			p.Language = l
		}
	}
	http.SetCookie(w, &http.Cookie{Name: preferenceCookie, Value: p.String(), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: IsSecure(r)})
	http.Redirect(w, r, LocalPath(r.FormValue("back"), "/"), http.StatusSeeOther)
}

// LocalPath is path if it is one of this site, else otherwise: no page sends a reader to an address that somebody else chose.
func LocalPath(path, otherwise string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(u.Path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return otherwise
	}
	return u.RequestURI()
}

// IsSecure says whether the reader came by https, directly or by a proxy that says so.
func IsSecure(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}
