package policy

import (
	"strconv"
	"time"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/region"
)

// Text is a text in the two languages of every pack.
type Text struct {
	Zh string `yaml:"zh" json:"zh"`
	En string `yaml:"en" json:"en"`
}

// Colour of a code.
type Colour string

const (
	Red    Colour = "red"
	Yellow Colour = "yellow"
	Green  Colour = "green"
	Gray   Colour = "gray"
	None   Colour = "none"
)

// Colours are all colours.
var Colours = []Colour{Red, Yellow, Green, Gray, None}

// Mark is the itinerary's sign beside the colour; "" where the pack has none.
type Mark string

// Marks are all marks.
var Marks = []Mark{"tick", "small_tick", "cross", "question", "restricted"}

// Gate is what a gate does on seeing the decision.
type Gate string

const (
	Pass Gate = "pass"
	Ask  Gate = "ask" // look at the note, take the temperature, judge by the kind of place
	Stop Gate = "stop"
)

// Gates is what a pack asks of devices at gates besides what they do at each state; what it leaves out is 0, and the program's own then counts.
type Gates struct {
	Keys        Span `yaml:"keys"`         // age of the list of keys beyond which pass becomes ask (BY-13)
	RecallList  Span `yaml:"recall_list"`  // the same of the list of recalled codes
	WithoutNode Span `yaml:"without_node"` // how long the node may not answer before a gate offers to look at other codes (WZ-18)
}

// Labels are the labels that decisions show, in the order in which several are shown. A pack may add its own behind them.
var Labels = []string{"unchecked", "checking", "checked", "truck_driver", "whitelisted", "temporary_pass",
	"return_to_work", "registered", "colours_off", "no_anomaly", "notice"}

// Modes that a jurisdiction can be switched to (HB-11, WH-07).
var Modes = []string{"registration_only", "colours_off"}

// Levels of risk areas. Low never counts.
var Levels = []string{"high", "medium", "low"}

// Pack is one version of a rule book, loaded and compiled. It is immutable and safe for concurrent use.
type Pack struct {
	Name        string
	Version     string // YYYY-MM-DD
	Number      int    // what tokens carry; unique within the jurisdiction
	Title       Text
	Authority   Text
	Source      string
	Region      region.Code
	From, Until instant.Instant // in force
	Replaces    string
	Digest      Digest   // of what is written
	Rules       []*Rule  // in the pack's order
	States      []*State // in the pack's order
	ColourOrder []Colour // strongest first
	MarkOrder   []Mark
	LabelOrder  []string
	Tiers       []string
	GateAlways  map[Colour]Gate
	Gates       Gates

	id       string
	byKind   [][]int // rules that look at each piece of a kind, by kind
	latest   []int   // rules that pick the latest
	lifted   []int   // rules whose pieces others lift
	modal    []int   // rules that look at modes
	colours  [][]int // rules that give a colour, by tier, strongest first
	marks    []int   // rules that give a mark, strongest first
	labels   []int   // rules that give only a label
	table    bool    // the state comes from the table of states, not from the deciding rule
	usesAge  bool
	listed   []evidence.Kind // kinds that are compared with risk lists
	stateIdx map[string]*State
}

// ID is name@version.
func (p *Pack) ID() string { return p.id }

// Rule is one published rule.
type Rule struct {
	ID     string
	As     string // its name in the conditions of other rules, "" if none
	Title  Text
	Text   Text   // what the holder is told
	Source string // citation
	Code   string // reason code, where the rule book has them (BY-22)
	Lift   Lift

	Kinds    []evidence.Kind
	When     string // CEL over one piece of evidence
	Counts   Counts
	Pick     Pick
	Listed   []string // a piece counts only while its region lies in an area listed at one of these levels
	Needs    Needs
	LiftedBy *Lifting
	Mode     string // holds while this mode is on
	If       string // CEL over the instant: named rules, colour, mark, state, person
	Also     []string

	Tier          string
	Gives         Gives
	StillExplains bool // when this rule decides the colour, the tiers below still give their reasons

	index  int
	tier   int
	rank   int // of its colour or mark
	label  int // index into the pack's LabelOrder, -1 if none
	when   *condition
	cond   *condition
	also   []int
	lifter int
	state  *State
}

// Lift says who can lift a ground, and how (BY-22).
type Lift struct {
	Who Text `yaml:"who"`
	How Text `yaml:"how"`
}

// Gives is what a rule gives when it holds. A rule that gives nothing is a fact for other rules.
type Gives struct {
	Colour Colour `yaml:"colour"`
	Mark   Mark   `yaml:"mark"`
	Label  string `yaml:"label"`
	State  string `yaml:"state"`
}

// Counts says how long one piece counts. The zero value: while its own interval is open.
type Counts struct {
	For           Span `yaml:"for"`             // at most this long from its start
	WhateverEnd   bool `yaml:"whatever_end"`    // its own end does not matter
	AfterEnd      Span `yaml:"after_end"`       // only this long after its end
	UntilAfterEnd Span `yaml:"until_after_end"` // while open, and this long after its end
	Delay         Span `yaml:"delay"`           // begins this much after its start; the other lengths are not moved
}

// Pick says which pieces of several are looked at.
type Pick string

const (
	Each            Pick = ""
	Latest          Pick = "latest"            // the latest of the kind, expired ones included; only then its expiry
	LatestPerIssuer Pick = "latest_per_issuer" // of each issuer
)

// Needs says how many pieces must count at once, and how far apart their starts must lie.
type Needs struct {
	Pieces int  `yaml:"pieces"`
	Apart  Span `yaml:"apart"`
}

// Lifting says which rule's pieces end the counting of this rule's: those that begin at or after the piece's start or end.
type Lifting struct {
	By    string `yaml:"by"`
	Since string `yaml:"since"` // start or end
}

// State is one row of the pack's table of states.
type State struct {
	Name   string
	If     string // CEL; the first row that holds gives the state. "" in packs whose rules name their state
	Gate   Gate
	Waits  bool // for what others must send: it answers no application yet (HB-06)
	Title  Text
	Holder Text // guidance
	AtGate Text
	Number int // what tokens carry

	cond *condition
}

// State by name; nil if there is none.
func (p *Pack) State(name string) *State { return p.stateIdx[name] }

// Answers says whether a code in a state answers an application (HB-06): one that waits for what others must send does not. A
// state that the pack does not have is of other rules, and answers nothing.
func (p *Pack) Answers(state string) bool {
	s := p.stateIdx[state]
	return s != nil && !s.Waits
}

// RiskKinds are the kinds of evidence whose meaning changes with the risk list.
func (p *Pack) RiskKinds() []evidence.Kind { return p.listed }

// Rule by id; nil if there is none.
func (p *Pack) Rule(id string) *Rule {
	for _, r := range p.Rules {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Span is a length of time as packs write it: 14d, 72h, 30m, 1d12h.
type Span time.Duration

// D is the span as a time.Duration.
func (s Span) D() time.Duration { return time.Duration(s) }

// String writes the span so that ParseSpan reads it: 14d, 1d12h.
func (s Span) String() string {
	text := ""
	rest := time.Duration(s)
	for _, u := range spanUnits {
		if n := rest / u.length; n > 0 {
			text += strconv.FormatInt(int64(n), 10) + string(u.letter)
			rest -= n * u.length
		}
	}
	return text
}

var spanUnits = []struct {
	letter byte
	length time.Duration
}{{'d', instant.Day}, {'h', time.Hour}, {'m', time.Minute}, {'s', time.Second}}
