package review

import (
	"fmt"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/strict"
)

// private is a required text that names somebody: what is wrong with it is said without it.
func private(o *strict.Object, name string) string {
	s := required(o, name)
	if f, ok := fault.As(o.Err()); ok && f.Field == o.Path(name) {
		f.Value = ""
	}
	return s
}

// parsed is a private text that a parser takes; it is kept as it was given.
func parsed[T fmt.Formatter](o *strict.Object, name string, parse func(string) (T, error)) string {
	s := private(o, name)
	if o.Err() != nil {
		return s
	}
	if _, err := parse(s); err != nil {
		o.FailAs(fault.Secret(o.Path(name), "%s", detail(err)))
	}
	return s
}

func detail(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Detail
	}
	return "cannot be read"
}

// said is a question that must be answered by true or false.
func said(o *strict.Object, name string) bool {
	o.Require(name)
	b, _ := o.Bool(name)
	return b
}

// promised is the signed promise, without which no form is taken.
func promised(o *strict.Object) bool {
	p := said(o, "promise")
	if !p && o.Err() == nil {
		o.Fail("promise", false, "was given: what is said here must be promised to be true")
	}
	return p
}

// choice is one of some words.
func choice(o *strict.Object, name string, words ...string) string {
	o.Require(name)
	s, ok := o.Text(name)
	if ok && !slices.Contains(words, s) {
		o.Fail(name, s, "is not one of %v", words)
	}
	return s
}
