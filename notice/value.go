package notice

import (
	"maps"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
)

// Values are what the sentence of a kind is filled with, by name.
type Values map[string]Value

// With is the notice with one more value.
func (n Notice) With(name string, v Value) Notice {
	values := maps.Clone(n.Values)
	values[name] = v
	n.Values = values
	return n
}

// Value is one of them. Make it by one of the functions below; its form is that of storage.
type Value struct {
	Type Type   `json:"t"`
	Text string `json:"s,omitempty"` // a word of a closed list, or Chinese
	En   string `json:"e,omitempty"`
	Num  int64  `json:"n,omitempty"`
}

// Type is what a value is.
type Type string

const (
	typeTime   Type = "time"
	typeRegion Type = "region"
	typeRole   Type = "role"
	typeAction Type = "action"
	typeColour Type = "colour"
	typeMark   Type = "mark"
	typeCount  Type = "count"
	typeWord   Type = "word"
)

// Time is a point in time; Never is said as such.
func Time(at instant.Instant) Value { return Value{Type: typeTime, Num: int64(at)} }

// Region is a division, said by its name.
func Region(r region.Code) Value { return Value{Type: typeRegion, Num: r.Digits()} }

// Role is an office of staff.
func Role(r staff.Role) Value { return Value{Type: typeRole, Text: string(r)} }

// Action is what staff may be permitted to do.
func Action(a staff.Action) Value { return Value{Type: typeAction, Text: string(a)} }

// Colour and Mark are what a code shows.
func Colour(c policy.Colour) Value { return Value{Type: typeColour, Text: string(c)} }
func Mark(m policy.Mark) Value     { return Value{Type: typeMark, Text: string(m)} }

// Count is how many.
func Count(n int) Value { return Value{Type: typeCount, Num: int64(n)} }

// Word is a word of a table of ours that has names in both languages: a kind of case, a state, a pack. It must never be what
// somebody typed (NT-2).
func Word(zh, en string) Value { return Value{Type: typeWord, Text: zh, En: en} }

// fit compares the values with what a kind's sentence names.
func (v Values) fit(spec Spec) error {
	named := places(spec.Text.Zh)
	for name, t := range named {
		switch have, ok := v[name]; {
		case !ok:
			return fault.Missing("values." + name)
		case have.Type != t:
			return fault.Field("values."+name, string(have.Type), "is not of the type %s", t)
		}
	}
	for name, have := range v {
		if _, ok := named[name]; !ok {
			return fault.Field("values."+name, string(have.Type), "is nothing that %s says", spec.Kind)
		}
	}
	return nil
}
