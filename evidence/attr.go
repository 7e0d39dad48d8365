package evidence

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"

	"kangma/internal/instant"
)

// Name is an attribute of a kind. The set is closed; names that several kinds share have one type.
type Name uint8

const (
	Purpose Name = iota + 1
	Channel
	Status
	Symptoms
	Temperature
	Stayed
	Contact
	LastExposure
	Trip
	TripMode
	Inbound
	Result
	SampledAt
	Dose
	Product
	Port
	Origin
	Left
	Level
	Area
	PlaceName
	Responsible
	Phone
	State
	Outcome
	Days
	VettedBy
	FiledWith
	Promise
	Issuer
	Colour
	names // how many
)

var nameText = [names]string{
	Purpose: "purpose", Channel: "channel", Status: "status", Symptoms: "symptoms", Temperature: "temperature",
	Stayed: "stayed", Contact: "contact", LastExposure: "last_exposure", Trip: "trip", TripMode: "mode",
	Inbound: "inbound", Result: "result", SampledAt: "sampled_at", Dose: "dose", Product: "product", Port: "port",
	Origin: "origin", Left: "left", Level: "level", Area: "area", PlaceName: "place", Responsible: "responsible",
	Phone: "phone", State: "state", Outcome: "outcome", Days: "days", VettedBy: "vetted_by", FiledWith: "filed_with",
	Promise: "promise", Issuer: "issuer", Colour: "colour",
}

func (n Name) String() string { return nameText[n] }

// NameOf finds an attribute by its written name.
func NameOf(s string) (Name, bool) {
	for n := Name(1); n < names; n++ {
		if nameText[n] == s {
			return n, true
		}
	}
	return 0, false
}

// Names are all attributes, in the order of the catalogue.
func Names() []Name {
	all := make([]Name, 0, names-1)
	for n := Name(1); n < names; n++ {
		all = append(all, n)
	}
	return all
}

// Type is the type of an attribute's value.
type Type uint8

const (
	Text   Type = iota + 1 // any text of at most MaxText characters
	Choice                 // one word of a list
	List                   // several words of a list
	Bool                   // true or false
	Whole                  // a whole number, not negative
	Number                 // a decimal number within bounds
	Time                   // an instant
	Region                 // a region code of 6 digits
)

var types = [names]Type{
	Purpose: Choice, Channel: Text, Status: Choice, Symptoms: List, Temperature: Number,
	Stayed: Bool, Contact: Choice, LastExposure: Time, Trip: Text, TripMode: Choice,
	Inbound: Bool, Result: Choice, SampledAt: Time, Dose: Whole, Product: Text, Port: Text,
	Origin: Text, Left: Bool, Level: Choice, Area: Text, PlaceName: Text, Responsible: Text,
	Phone: Text, State: Choice, Outcome: Choice, Days: Whole, VettedBy: Text, FiledWith: Text,
	Promise: Bool, Issuer: Region, Colour: Choice,
}

// Type of the attribute, the same in every kind that has it.
func (n Name) Type() Type { return types[n] }

// Attr is one attribute with its value.
type Attr struct {
	Name Name
	Text string // Text, Choice, Region; a List is joined by commas
	Num  int64  // Bool 0 or 1, Whole, Time in microseconds, Number as the bits of a float64
}

// Attrs are the attributes of one fact, in the order of the catalogue, each at most once.
type Attrs []Attr

func (a Attrs) find(n Name) *Attr {
	for i := range a {
		if a[i].Name == n {
			return &a[i]
		}
	}
	return nil
}

// Has says whether the attribute was given.
func (a Attrs) Has(n Name) bool { return a.find(n) != nil }

// Text is a Text, Choice or Region value, "" if not given.
func (a Attrs) Text(n Name) string {
	if v := a.find(n); v != nil {
		return v.Text
	}
	return ""
}

// Words are the words of a List.
func (a Attrs) Words(n Name) []string {
	if v := a.find(n); v != nil && v.Text != "" {
		return strings.Split(v.Text, ",")
	}
	return nil
}

// Bool is a Bool value, false if not given.
func (a Attrs) Bool(n Name) bool {
	v := a.find(n)
	return v != nil && v.Num != 0
}

// Whole is a Whole value, 0 if not given.
func (a Attrs) Whole(n Name) int64 {
	if v := a.find(n); v != nil {
		return v.Num
	}
	return 0
}

// Number is a Number value, 0 if not given.
func (a Attrs) Number(n Name) float64 {
	if v := a.find(n); v != nil {
		return math.Float64frombits(uint64(v.Num))
	}
	return 0
}

// Time is a Time value; ok is false if not given.
func (a Attrs) Time(n Name) (t instant.Instant, ok bool) {
	if v := a.find(n); v != nil {
		return instant.Instant(v.Num), true
	}
	return 0, false
}

// TextAttr, BoolAttr, WholeAttr, NumberAttr, TimeAttr and ListAttr make attributes for code that writes evidence itself.
func TextAttr(n Name, v string) Attr          { return Attr{Name: n, Text: v} }
func ListAttr(n Name, v ...string) Attr       { return Attr{Name: n, Text: strings.Join(v, ",")} }
func WholeAttr(n Name, v int64) Attr          { return Attr{Name: n, Num: v} }
func NumberAttr(n Name, v float64) Attr       { return Attr{Name: n, Num: int64(math.Float64bits(v))} }
func TimeAttr(n Name, v instant.Instant) Attr { return Attr{Name: n, Num: int64(v)} }
func BoolAttr(n Name, v bool) Attr {
	if v {
		return Attr{Name: n, Num: 1}
	}
	return Attr{Name: n}
}

// value is the attribute as JSON writes it.
func (v Attr) value() any {
	switch v.Name.Type() {
	case Bool:
		return v.Num != 0
	case Whole:
		return v.Num
	case Number:
		return math.Float64frombits(uint64(v.Num))
	case Time:
		return instant.Instant(v.Num).In("Z")
	case List:
		if v.Text == "" {
			return []string{}
		}
		return strings.Split(v.Text, ",")
	default:
		return v.Text
	}
}

// MarshalJSON writes an object in the order of the catalogue.
func (a Attrs) MarshalJSON() ([]byte, error) {
	if len(a) == 0 {
		return []byte("{}"), nil
	}
	var b bytes.Buffer
	b.WriteByte('{')
	for i, v := range a {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('"')
		b.WriteString(v.Name.String())
		b.WriteString(`":`)
		j, err := json.Marshal(v.value())
		if err != nil {
			return nil, err
		}
		b.Write(j)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
