package federation

import (
	"cmp"
	"crypto/rand"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
)

// Name is what two nodes call a person between them and nobody else does: random, made by the issuer for one partner (FE-7).
type Name [16]byte

// NewName makes one.
func NewName() (n Name) {
	rand.Read(n[:])
	return n
}

func (n Name) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(n[:])), nil }

func (n *Name) UnmarshalText(b []byte) error {
	raw, err := hex.DecodeString(string(b))
	if err != nil || len(raw) != len(n) {
		return fault.Secret("name", "is not 32 hexadecimal digits")
	}
	*n = Name(raw)
	return nil
}

// Value and Scan store the 16 bytes.
func (n Name) Value() (driver.Value, error) { return n[:], nil }

func (n *Name) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok || len(b) != len(n) {
		return fmt.Errorf("federation: cannot read a name from %T", src)
	}
	copy(n[:], b)
	return nil
}

// Status is how a linked code is known, in the words of evidence.md.
type Status string

const (
	Known   Status = "ok"
	Silent  Status = "timeout" // its node did not answer in time (state 8)
	Without Status = "missing" // it says that there is none
)

// Colours of a state: those of decisions, and none at all unless it is known.
func validColour(c policy.Colour) bool {
	return slices.Contains([]policy.Colour{policy.Red, policy.Yellow, policy.Green, policy.Gray, policy.None}, c)
}

// State is all that one node tells another of a person's code (BY-15, FE-7).
type State struct {
	Name   Name            `json:"name"`
	Status Status          `json:"status"` // ok or missing
	Colour policy.Colour   `json:"colour,omitempty"`
	Reason string          `json:"reason,omitempty"` // id of the rule, as the issuer publishes it
	At     instant.Instant `json:"at"`               // since when; of two states the later one counts
}

// Check refuses a state that nobody may tell. at is the reader's time.
func (s State) Check(at instant.Instant) error {
	switch {
	case s.Status != Known && s.Status != Without:
		return fault.Field("status", string(s.Status), "is not one of ok, missing")
	case s.Status == Known && !validColour(s.Colour):
		return fault.Field("colour", string(s.Colour), "is not one of red, yellow, green, gray, none")
	case s.Status == Without && (s.Colour != "" || s.Reason != ""):
		return fault.Field("colour", string(s.Colour), "is told of a code that is missing")
	case len(s.Reason) > 100:
		return fault.Field("reason", len(s.Reason), "is longer than 100 bytes")
	case s.At > at.Add(early):
		return fault.Field("at", s.At, "lies in the future")
	}
	return nil
}

// How a link was made (WZ-02, WZ-05).
type How string

const (
	ByPhone    How = "phone"    // everybody registered under it
	ByIdentity How = "identity" // name and number
	ByFace     How = "face"     // and face: his changes are told at once (WZ-16)
	ByPassport How = "passport"
)

// Link lets a node show the code that another one gives a person.
type Link struct {
	Person id.ID
	Issuer region.Code
	Name   Name
	How    How
	By     id.ID // the account that asked
	From   instant.Instant
	Until  instant.Instant // Never while it stands

	Status Status
	Colour policy.Colour
	Reason string
	Since  instant.Instant // State.At
	Heard  instant.Instant // when this was last heard, or not heard
}

// Take puts a state into the link; false if it is older than what is known, or says nothing new (FE-8).
func (l *Link) Take(s State, at instant.Instant) bool {
	if s.At < l.Since || s.At == l.Since && l.Status == s.Status {
		return false
	}
	same := l.Status == s.Status && l.Colour == s.Colour && l.Reason == s.Reason
	l.Status, l.Colour, l.Reason, l.Since, l.Heard = s.Status, s.Colour, s.Reason, s.At, at
	return !same
}

// badness of colours, worst first red, yellow, gray, green (evidence.md, WZ-02).
var badness = []policy.Colour{policy.Red, policy.Yellow, policy.Gray, policy.None, "", policy.Green}

// WorstFirst orders links as they are shown: with several codes the abnormal one first (WZ-02).
func WorstFirst(links []Link) {
	slices.SortFunc(links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(slices.Index(badness, a.Colour), slices.Index(badness, b.Colour)), cmp.Compare(a.Issuer, b.Issuer))
	})
}

// Choice is in which order nodes are asked for somebody's code: the cities of the own province, the province, the province where he is at home,
// and last the hub (WZ-02). Those of one step are asked together; a step that finds a code ends the search. home is zero if unknown.
func Choice(l *List, self, home region.Code) (steps [][]region.Code) {
	if l == nil {
		return nil
	}
	province := self.At(region.LevelProvince)
	var cities, whole, homes, hub []region.Code
	for _, m := range l.Members {
		switch r := m.Region; {
		case r == self:
		case r == l.Hub:
			hub = append(hub, r)
		case r == province:
			whole = append(whole, r)
		case province != self && !province.IsZero() && province != region.Nation && province.Contains(r), self.Contains(r) && self != region.Nation:
			cities = append(cities, r)
		case !home.IsZero() && r != region.Nation && r.Contains(home):
			homes = append(homes, r)
		}
	}
	for _, step := range [][]region.Code{cities, whole, homes, hub} {
		if len(step) > 0 {
			steps = append(steps, step)
		}
	}
	return steps
}
