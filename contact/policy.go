package contact

import (
	"bytes"
	"embed"
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Class is how near somebody came to a patient, nearest first.
type Class string

const (
	Close   Class = "close"   // near enough, says a rule
	Ask     Class = "ask"     // a place or a fact is not known: a professional asks (CT-4)
	Notice  Class = "notice"  // near enough, but beyond the cap: told, not followed (CT-6)
	General Class = "general" // aboard at the same time
)

var classOrder = map[Class]int{Close: 3, Ask: 2, Notice: 1}

// Text is a text in both languages.
type Text struct {
	Zh string `yaml:"zh"`
	En string `yaml:"en"`
}

// Policy is one version of an authority's rules about who is a contact of whom, as data. Immutable once loaded.
type Policy struct {
	Name       string          `yaml:"name"`
	Version    string          `yaml:"version"`
	Authority  Text            `yaml:"authority"`
	Source     string          `yaml:"source"`
	FromDay    string          `yaml:"from"`  // 00:00 +08:00
	UntilDay   string          `yaml:"until"` // "" while it has no end
	Infectious windowRule      `yaml:"window"`
	Cap        int             `yaml:"cap"`           // candidates of one patient on one service; 0: none
	Layouts    map[Mode]string `yaml:"layouts"`       // of seats in a row, where a list does not say
	BaySeats   int             `yaml:"seats_per_bay"` // of hard seats, which are counted through
	Rules      []Rule          `yaml:"rules"`

	Before        days            `yaml:"-"`
	SinceNegative bool            `yaml:"-"`
	From, Until   instant.Instant `yaml:"-"`
}

type windowRule struct {
	BeforeOnset   days `yaml:"days_before_onset"`
	SinceNegative bool `yaml:"since_last_negative"`
}

type days int

// Duration is so many times 24 hours.
func (d days) Duration() time.Duration { return time.Duration(d) * instant.Day }

// Rule says who on a service is near a patient.
type Rule struct {
	ID    string     `yaml:"id"`
	Title Text       `yaml:"title"`
	Mode  Mode       `yaml:"mode"`  // "": any
	When  conditions `yaml:"when"`  // what the service must be
	Seats []string   `yaml:"seats"` // kinds of the patient's place; none: any but soft sleepers and cabins have rules of their own
	Reach Reach      `yaml:"reach"`
	N     int        `yaml:"n"`    // rows or bays apart
	Crew  string     `yaml:"crew"` // zone: who serves the patient's place; all; ask; "": none
	Class Class      `yaml:"class"`

	kinds []SeatKind
}

type conditions struct {
	Ventilated *bool `yaml:"ventilated"`
	Unfiltered *bool `yaml:"unfiltered"`
	Masked     *bool `yaml:"masked"`
	Intense    *bool `yaml:"intense"`
}

// Reach is how far a rule goes from the patient's place.
type Reach string

const (
	ReachNone        Reach = "none" // nobody but the crew that the rule names
	ReachAll         Reach = "all"
	ReachCoach       Reach = "coach"
	ReachCompartment Reach = "compartment"
	ReachBay         Reach = "bay"
	ReachRows        Reach = "rows"
	ReachNeighbours  Reach = "neighbours" // side by side; an aisle between them breaks it
	ReachCabin       Reach = "cabin"
)

var reaches = []Reach{ReachNone, ReachAll, ReachCoach, ReachCompartment, ReachBay, ReachRows, ReachNeighbours, ReachCabin}

// String is name@version.
func (p *Policy) String() string { return p.Name + "@" + p.Version }

// Rule finds a rule of the policy by its id.
func (p *Policy) Rule(id string) (Rule, bool) {
	i := slices.IndexFunc(p.Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return p.Rules[i], true
}

// ParsePolicy reads a policy from YAML, strictly.
func ParsePolicy(text []byte) (*Policy, error) {
	p := &Policy{}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(p); err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "contact.policy", "the policy cannot be read: %v", err)
	}
	return p, p.prepare()
}

var policyName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,40}$`)

func (p *Policy) prepare() (err error) {
	p.Before, p.SinceNegative, p.Until = p.Infectious.BeforeOnset, p.Infectious.SinceNegative, instant.Never
	switch {
	case !policyName.MatchString(p.Name):
		return fault.Field("name", p.Name, "is not a name of small letters, digits and hyphens")
	case p.Version == "":
		return fault.Missing("version")
	case p.Authority.Zh == "" || p.Authority.En == "":
		return fault.Missing("authority")
	case p.Source == "":
		return fault.Missing("source")
	case len(p.Rules) == 0:
		return fault.Missing("rules")
	case p.Before < 0 || p.Before > 30:
		return fault.Field("window.days_before_onset", int(p.Before), "is not between 0 and 30")
	case p.Cap < 0:
		return fault.Field("cap", p.Cap, "is negative")
	}
	if p.From, err = instant.Date(p.FromDay, instant.Beijing); err != nil {
		return fault.Field("from", p.FromDay, "is not a date YYYY-MM-DD")
	}
	if p.UntilDay != "" {
		if p.Until, err = instant.Date(p.UntilDay, instant.Beijing); err != nil || p.Until <= p.From {
			return fault.Field("until", p.UntilDay, "is not a date YYYY-MM-DD after %s", p.FromDay)
		}
	}
	seen := map[string]bool{}
	for i := range p.Rules {
		r := &p.Rules[i]
		if err := r.prepare(); err != nil {
			return fault.At("rules."+r.ID, err)
		}
		if seen[r.ID] {
			return fault.Field("rules", r.ID, "is there twice")
		}
		seen[r.ID] = true
	}
	return nil
}

func (r *Rule) prepare() error {
	switch {
	case r.ID == "":
		return fault.Missing("id")
	case r.Title.Zh == "" || r.Title.En == "":
		return fault.Missing("title")
	case r.Mode != "" && modes[string(r.Mode)] != r.Mode:
		return fault.Field("mode", string(r.Mode), "is not one of train, flight, coach, ship")
	case !slices.Contains(reaches, r.Reach):
		return fault.Field("reach", string(r.Reach), "is not one of %v", reaches)
	case r.N < 0 || r.N > 100:
		return fault.Field("n", r.N, "is not between 0 and 100")
	case !slices.Contains([]string{"", "zone", "all", "ask"}, r.Crew):
		return fault.Field("crew", r.Crew, "is not one of zone, all, ask")
	case r.Class != Close && r.Class != Ask:
		return fault.Field("class", string(r.Class), "is not one of close, ask")
	}
	for _, s := range r.Seats {
		k, ok := seatKinds[s]
		if !ok {
			return fault.Field("seats", s, "is no kind of place")
		}
		r.kinds = append(r.kinds, k)
	}
	return nil
}

//go:embed policies
var shipped embed.FS

// Policies are versions of policies, by name and then by when they came into force. Immutable.
type Policies []*Policy

// Shipped are the policies in the program.
func Shipped() (Policies, error) {
	var all Policies
	err := fs.WalkDir(shipped, "policies", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := shipped.ReadFile(name)
		if err != nil {
			return err
		}
		p, err := ParsePolicy(text)
		if err != nil {
			return fault.At(name, err)
		}
		if want := path.Join("policies", p.Name, p.Version+".yaml"); name != want {
			return fault.Field("file", name, "holds %s, which belongs in %s", p, want)
		}
		all = append(all, p)
		return nil
	})
	slices.SortFunc(all, func(a, b *Policy) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return int((a.From - b.From) / instant.Instant(time.Second/time.Microsecond))
	})
	return all, err
}

// Find gives a policy by name@version, or by name the version in force at an instant. None in force is refused.
func (all Policies) Find(name string, at instant.Instant) (*Policy, error) {
	name, version, outright := strings.Cut(name, "@")
	for _, p := range all {
		if p.Name == name && (outright && p.Version == version || !outright && p.From <= at && at < p.Until) {
			return p, nil
		}
	}
	if outright {
		return nil, fault.Field("policy", name+"@"+version, "is no policy about contacts that this node has")
	}
	return nil, fault.Field("policy", name, "has no version in force at %s", at.In(instant.Beijing))
}

// Nearer says whether a class is nearer than another.
func (c Class) Nearer(than Class) bool { return classOrder[c] > classOrder[than] }
