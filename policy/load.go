package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

// packFile is pack.yaml.
type packFile struct {
	Name       string          `yaml:"name"`
	Version    string          `yaml:"version"`
	Number     int             `yaml:"number"`
	Title      Text            `yaml:"title"`
	Authority  Text            `yaml:"authority"`
	Source     string          `yaml:"source"`
	Region     string          `yaml:"region"`
	Until      string          `yaml:"until"`
	Replaces   string          `yaml:"replaces"`
	Colours    []Colour        `yaml:"colours"`
	Marks      []Mark          `yaml:"marks"`
	Labels     []string        `yaml:"labels"`
	Tiers      []string        `yaml:"tiers"`
	GateAlways map[Colour]Gate `yaml:"gate_always"`
	Gates      Gates           `yaml:"gates"`
	Rules      []string        `yaml:"rules"`
	States     []stateFile     `yaml:"states"`
}

type stateFile struct {
	State  string `yaml:"state"`
	Number int    `yaml:"number"`
	If     string `yaml:"if"`
	Gate   Gate   `yaml:"gate"`
	Waits  bool   `yaml:"waits"`
	Title  Text   `yaml:"title"`
	Holder Text   `yaml:"holder"`
	AtGate Text   `yaml:"at_gate"`
}

// ruleFile is rules/<id>.yaml.
type ruleFile struct {
	ID            string   `yaml:"id"`
	As            string   `yaml:"as"`
	Title         Text     `yaml:"title"`
	Text          Text     `yaml:"text"`
	Source        string   `yaml:"source"`
	Code          string   `yaml:"code"`
	Lift          Lift     `yaml:"lift"`
	Evidence      []string `yaml:"evidence"`
	When          string   `yaml:"when"`
	Counts        Counts   `yaml:"counts"`
	Pick          Pick     `yaml:"pick"`
	Listed        []string `yaml:"listed"`
	Needs         Needs    `yaml:"needs"`
	LiftedBy      *Lifting `yaml:"lifted_by"`
	Mode          string   `yaml:"mode"`
	If            string   `yaml:"if"`
	Also          []string `yaml:"also"`
	Tier          string   `yaml:"tier"`
	Gives         Gives    `yaml:"gives"`
	StillExplains bool     `yaml:"still_explains"`
}

// Load reads a pack from its folder: pack.yaml and rules/<id>.yaml, and compiles it. Faults name file and field.
func Load(fsys fs.FS, dir string) (*Pack, error) {
	var pf packFile
	file := path.Join(dir, "pack.yaml")
	if err := readYAML(fsys, file, &pf); err != nil {
		return nil, err
	}
	p, err := pf.pack()
	if err != nil {
		return nil, located(file, err)
	}
	for _, id := range pf.Rules {
		var rf ruleFile
		file := path.Join(dir, "rules", id+".yaml")
		if err := readYAML(fsys, file, &rf); err != nil {
			return nil, err
		}
		r, err := rf.rule()
		if err == nil && r.ID != id {
			err = fault.Field("id", r.ID, "is not the name of its file")
		}
		if err != nil {
			return nil, located(file, err)
		}
		p.Rules = append(p.Rules, r)
	}
	if err := noStrangers(fsys, dir, pf.Rules); err != nil {
		return nil, err
	}
	if err := p.compile(); err != nil {
		return nil, located(dir, err)
	}
	if p.Digest, err = digestOf(fsys, dir); err != nil {
		return nil, err
	}
	return p, nil
}

// located says in which file a fault lies: "DIR/rules/HB-01.case.yaml: when". A field of pack.yaml may be named alone.
func located(where string, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Field == "" {
		return err
	}
	at := *f
	switch {
	case strings.HasSuffix(where, ".yaml"):
		at.Field = where + ": " + f.Field
	case strings.Contains(f.Field, ".yaml: "):
		at.Field = where + "/" + f.Field
	default:
		at.Field = where + "/pack.yaml: " + f.Field
	}
	return &at
}

// file is where the rule is written, from the pack's folder.
func (r *Rule) file() string { return "rules/" + r.ID + ".yaml" }

// noStrangers refuses a rule file that the pack does not list: it would look published and never act.
func noStrangers(fsys fs.FS, dir string, listed []string) error {
	entries, err := fs.ReadDir(fsys, path.Join(dir, "rules"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Invalid, "pack.unreadable", "%s: %v", dir, err)
	}
	known := map[string]bool{}
	for _, id := range listed {
		known[id+".yaml"] = true
	}
	for _, e := range entries {
		if !known[e.Name()] {
			return fault.Field(path.Join(dir, "rules", e.Name()), e.Name(), "is not listed under rules in pack.yaml")
		}
	}
	return nil
}

func readYAML(fsys fs.FS, file string, into any) error {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return fault.New(fault.NotFound, "pack.unreadable", "%s: %v", file, errors.Unwrap(err))
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "pack.yaml", "%s: %s", file, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	return nil
}

func (pf *packFile) pack() (*Pack, error) {
	p := &Pack{Name: pf.Name, Version: pf.Version, Number: pf.Number, Title: pf.Title, Authority: pf.Authority,
		Source: pf.Source, Replaces: pf.Replaces, ColourOrder: pf.Colours, MarkOrder: pf.Marks,
		LabelOrder: append(append([]string{}, Labels...), pf.Labels...), Tiers: pf.Tiers, GateAlways: pf.GateAlways, Gates: pf.Gates,
		Until: instant.Never, stateIdx: map[string]*State{}}
	if p.Name == "" || strings.ContainsAny(p.Name, "@/\\ ") {
		return nil, fault.Field("name", p.Name, "is not a name of letters, digits and hyphens")
	}
	p.id = p.Name + "@" + p.Version
	var err error
	if p.Region, err = region.ParseCode(pf.Region); err != nil {
		return nil, fault.Field("region", pf.Region, "is not a region code")
	}
	if p.From, err = instant.Date(pf.Version, instant.Beijing); err != nil {
		return nil, fault.Field("version", pf.Version, "is not a date YYYY-MM-DD")
	}
	if pf.Until != "" {
		if p.Until, err = instant.Date(pf.Until, instant.Beijing); err != nil {
			return nil, fault.Field("until", pf.Until, "is not a date YYYY-MM-DD")
		}
		if p.Until <= p.From {
			return nil, fault.Field("until", pf.Until, "is not after the version's date %s", pf.Version)
		}
	}
	for _, s := range pf.States {
		p.States = append(p.States, &State{Name: s.State, Number: s.Number, If: s.If, Gate: s.Gate, Waits: s.Waits,
			Title: s.Title, Holder: s.Holder, AtGate: s.AtGate})
	}
	return p, nil
}

func (rf *ruleFile) rule() (*Rule, error) {
	r := &Rule{ID: rf.ID, As: rf.As, Title: rf.Title, Text: rf.Text, Source: rf.Source, Code: rf.Code, Lift: rf.Lift,
		When: rf.When, Counts: rf.Counts, Pick: rf.Pick, Listed: rf.Listed, Needs: rf.Needs, LiftedBy: rf.LiftedBy,
		Mode: rf.Mode, If: rf.If, Also: rf.Also, Tier: rf.Tier, Gives: rf.Gives, StillExplains: rf.StillExplains}
	for i, s := range rf.Evidence {
		k, ok := evidence.KindOf(s)
		if !ok {
			return nil, fault.Field(fmt.Sprintf("evidence[%d]", i), s, "is not a kind of evidence")
		}
		r.Kinds = append(r.Kinds, k)
	}
	return r, nil
}

// UnmarshalYAML reads 14d, 72h, 30m or sums of them such as 1d12h.
func (s *Span) UnmarshalYAML(n *yaml.Node) error {
	d, err := ParseSpan(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %q %w", n.Line, n.Value, err)
	}
	*s = d
	return nil
}

// maxSpan is longer than anything that a rule book looks back on.
const maxSpan = 100 * 366 * instant.Day

// ParseSpan reads a length of time as packs write it: numbers of at most five digits with d, h, m or s, at most a century.
func ParseSpan(text string) (Span, error) {
	wrong := errors.New("is not a length of time such as 14d, 72h, 30m")
	var sum time.Duration
	for rest := text; rest != ""; {
		i := 0
		for i < len(rest) && rest[i] >= '0' && rest[i] <= '9' {
			i++
		}
		if i == 0 || i > 5 || i == len(rest) {
			return 0, wrong
		}
		n, _ := strconv.Atoi(rest[:i])
		unit := time.Duration(0)
		for _, u := range spanUnits {
			if u.letter == rest[i] {
				unit = u.length
			}
		}
		if unit == 0 {
			return 0, wrong
		}
		length := time.Duration(n) * unit
		if length > maxSpan-sum {
			return 0, errors.New("is longer than a century")
		}
		sum += length
		rest = rest[i+1:]
	}
	if sum == 0 {
		return 0, wrong
	}
	return Span(sum), nil
}
