package feed

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Way is how files of a feed come.
type Way string

const (
	Drop Way = "drop" // into a folder of the node's machine, each with its signature beside it
	Push Way = "push" // the authority sends them
	Pull Way = "pull" // the node fetches them
)

// Feed is one authority's way into the node, as staff set it up and as it stands.
type Feed struct {
	ID        id.ID
	Name      string // what it is called in addresses, folders and signatures; never changes
	Authority Authority
	Region    region.Code     // about which it speaks (FD-2)
	Kinds     []evidence.Kind // that it may bring (FD-1)
	Source    string          // of everything that it brings (FD-2)
	Mapping   string          // name of a saved mapping of columns; "": the names of the columns tell
	Way       Way
	Address   string        // from which Pull fetches
	Every     time.Duration // how often Pull fetches
	Expected  time.Duration // how often something comes (FD-7)
	Paused    bool          // nothing of it is taken
	CreatedAt instant.Instant
	CreatedBy string

	State
}

// State is how a feed stands; the node keeps it.
type State struct {
	HeardAt   instant.Instant // something came, or the authority said that there is nothing new; 0: never
	Last      string          // name of the file that came last, where Pull goes on
	Tag       string          // its entity tag
	NextAt    instant.Instant // when Pull fetches again
	Trouble   string          // why the last try failed, "" if it did not
	TroubleAt instant.Instant
	Told      Freshness // what staff were told of last
}

// Shortest is the shortest Every and Expected; Longest the longest Expected.
const (
	Shortest = 10 * time.Second
	Longest  = 30 * instant.Day
)

var named = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)

// Check refuses a feed that could bring what it may not, or nothing at all (FD-1).
func (f *Feed) Check() error {
	spec, ok := f.Authority.Spec()
	switch {
	case !ok:
		return fault.Field("authority", string(f.Authority), "is not one of health, border, aviation, railway, telecom")
	case !named.MatchString(f.Name):
		return fault.Field("name", f.Name, "is not 2 to 40 small letters, digits and hyphens that begin with a letter")
	case f.Region.IsZero():
		return fault.Missing("region")
	case len(f.Kinds) == 0:
		return fault.Missing("kinds")
	case strings.TrimSpace(f.Source) == "":
		return fault.Missing("source")
	case len(f.Source) > evidence.MaxID || !utf8.ValidString(f.Source):
		return fault.Field("source", f.Source, "is longer than %d bytes", evidence.MaxID)
	case f.Expected < Shortest || f.Expected > Longest:
		return fault.Field("expected", f.Expected.String(), "is not between %s and %s", Shortest, Longest)
	}
	for _, k := range f.Kinds {
		if !slices.Contains(spec.Kinds, k) {
			return fault.Field("kinds", k.String(), "is nothing that the authority %s may state", f.Authority).WithKey("feed.kind")
		}
	}
	switch f.Way {
	case Drop, Push:
		if f.Address != "" || f.Every != 0 {
			return fault.Field("address", f.Address, "is for feeds that are fetched")
		}
		return nil
	case Pull:
		if f.Every < Shortest || f.Every > f.Expected {
			return fault.Field("every", f.Every.String(), "is not between %s and what is expected, %s", Shortest, f.Expected)
		}
		return checkAddress(f.Address)
	}
	return fault.Field("way", string(f.Way), "is not one of drop, push, pull")
}

// checkAddress wants an encrypted way; on the machine itself, a gateway's, a plain one.
func checkAddress(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.RawQuery != "" {
		return fault.Field("address", s, "is no address without user, query and fragment")
	}
	here := slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname())
	if u.Scheme != "https" && !(u.Scheme == "http" && here) {
		return fault.Field("address", s, "does not begin with https://")
	}
	return nil
}

// Permits refuses a fact that the feed may not bring (FD-1).
func (f *Feed) Permits(k evidence.Kind) error {
	if slices.Contains(f.Kinds, k) {
		return nil
	}
	return fault.Field(string(evidence.FieldKind), k.String(), "is nothing that the feed %s may bring", f.Name).WithKey("feed.kind")
}
