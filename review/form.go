package review

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kangma/internal/fault"
	"kangma/internal/strict"
	"kangma/region"
)

const maxText = 2000 // characters of a text of a form, of a reason, of a note

// ParseForm reads the form of a kind, nil for a kind without one. Faults name the field below "form".
func (d *Definition) ParseForm(body []byte, regions Regions) (Form, error) {
	switch {
	case d.Parse == nil && len(body) > 0:
		return nil, fault.Secret("form", "is not wanted: this kind has none")
	case d.Parse == nil:
		return nil, nil
	case len(body) == 0:
		return nil, fault.Missing("form")
	}
	f, err := d.Parse(body, regions)
	return f, fault.At("form", err)
}

// required is a text that must be there. It may name a person: what is wrong with it is said without it.
func required(o *strict.Object, name string) string {
	o.Require(name)
	return optional(o, name)
}

// optional is a text that may be left out.
func optional(o *strict.Object, name string) string {
	s, given := o.Text(name)
	s = strings.TrimSpace(s)
	if given && s == "" && o.Err() == nil {
		o.Missing(name)
	}
	if err := text(o.Path(name), s, maxText); err != nil {
		o.FailAs(err)
	}
	return s
}

// place is a region that exists.
func place(o *strict.Object, name string, regions Regions) region.Code {
	s, given := o.Text(name)
	if !given {
		return 0
	}
	c, err := region.ParseCode(s)
	if err == nil {
		err = regions.Check(c)
	}
	if err != nil {
		o.FailWith(name, s, err)
	}
	return c
}

// text refuses what is no text of printable characters and line ends. It may name a person, so it is not repeated.
func text(field, s string, most int) error {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > most ||
		strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) && c != '\n' }) {
		return fault.Secret(field, "is not a text of at most %d printable characters", most)
	}
	return nil
}
