package itinerary

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"math"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"kangma/internal/instant"
)

// Bounds of every validity (WZ-07).
const (
	Shortest = 2 * time.Hour
	Longest  = 15 * time.Hour
)

// Rule says how long a statement is valid: a dated version that anybody may read (IT-3).
type Rule struct {
	Version string // its date
	Title   Text
	From    instant.Instant
	Most    time.Duration // how long after the operator's answer showing may renew it
	Levels  []Level       // the calmest first
}

// Level is a row of the rule: from so many cities on the list of the day on.
type Level struct {
	Name   string
	Title  Text
	Cities int
	Idle   time.Duration // validity without load
	Busy   time.Duration // validity when the operator has all that it can do
}

// Text is in Chinese and English.
type Text struct {
	Zh string `yaml:"zh"`
	En string `yaml:"en"`
}

// Level is the row for a list of so many cities.
func (r *Rule) Level(cities int) Level {
	row := r.Levels[0]
	for _, l := range r.Levels {
		if cities >= l.Cities {
			row = l
		}
	}
	return row
}

// Valid is how long a statement is valid that is made or renewed under a load, 0 to 1 of what the operator can do, while
// so many cities are listed: whole minutes from Shortest to Longest, never shorter under more load, never longer with
// more cities (IT-3). What is no number counts as no load.
func (r *Rule) Valid(load float64, cities int) time.Duration {
	l := r.Level(cities)
	if math.IsNaN(load) {
		load = 0
	}
	d := l.Idle + time.Duration(float64(l.Busy-l.Idle)*min(max(load, 0), 1))
	return d.Truncate(time.Minute)
}

//go:embed validity/*.yaml
var validity embed.FS

// rules are the shipped versions, the oldest first.
var rules = load()

// RuleAt is the rule of an instant; before the first version that one.
func RuleAt(at instant.Instant) *Rule {
	rule := rules[0]
	for _, r := range rules {
		if r.From <= at {
			rule = r
		}
	}
	return rule
}

type ruleFile struct {
	Version string      `yaml:"version"`
	Title   Text        `yaml:"title"`
	Most    string      `yaml:"most"`
	Levels  []levelFile `yaml:"levels"`
}

type levelFile struct {
	Name   string `yaml:"name"`
	Title  Text   `yaml:"title"`
	Cities int    `yaml:"cities"`
	Idle   string `yaml:"idle"`
	Busy   string `yaml:"busy"`
}

// load reads the versions of the program; one that breaks its own bounds is a mistake of ours.
func load() (all []*Rule) {
	files, err := validity.ReadDir("validity")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		text, err := validity.ReadFile("validity/" + f.Name())
		if err == nil {
			var r *Rule
			if r, err = readRule(text); err == nil {
				all = append(all, r)
			}
		}
		if err != nil {
			panic(fmt.Sprintf("itinerary: %s: %v", f.Name(), err))
		}
	}
	slices.SortFunc(all, func(a, b *Rule) int { return cmp.Compare(a.From, b.From) })
	return all
}

func readRule(text []byte) (*Rule, error) {
	var f ruleFile
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil {
		return nil, err
	}
	r := &Rule{Version: f.Version, Title: f.Title}
	var err error
	if r.From, err = instant.Date(f.Version, instant.Beijing); err != nil {
		return nil, err
	}
	if r.Most, err = time.ParseDuration(f.Most); err != nil {
		return nil, err
	}
	for _, l := range f.Levels {
		row := Level{Name: l.Name, Title: l.Title, Cities: l.Cities}
		if row.Idle, err = time.ParseDuration(l.Idle); err != nil {
			return nil, err
		}
		if row.Busy, err = time.ParseDuration(l.Busy); err != nil {
			return nil, err
		}
		r.Levels = append(r.Levels, row)
	}
	return r, r.check()
}

// check holds a version to IT-3.
func (r *Rule) check() error {
	if len(r.Levels) == 0 || r.Levels[0].Cities != 0 || r.Most < Longest {
		return fmt.Errorf("a rule has a level from 0 cities on, and allows renewal for %s at least", Longest)
	}
	for i, l := range r.Levels {
		if l.Idle < Shortest || l.Busy > Longest || l.Idle > l.Busy {
			return fmt.Errorf("level %s: %s to %s is not within %s and %s, or shorter under load", l.Name, l.Idle, l.Busy, Shortest, Longest)
		}
		if i > 0 && (l.Cities <= r.Levels[i-1].Cities || l.Idle > r.Levels[i-1].Idle || l.Busy > r.Levels[i-1].Busy) {
			return fmt.Errorf("level %s is not riskier than the one before, or longer", l.Name)
		}
	}
	return nil
}
