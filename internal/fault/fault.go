// Package fault is the closed set of ways in which Kangma refuses something.
//
// Every error that a person may see is a *Fault: a code from the set below, a
// stable key that pages translate, an optional field and value, and a detail in
// plain English that is safe to show. Whatever is not a Fault is internal: it is
// logged and hidden. Rule FA-1: an error without a code is never shown.
//
// It is not a transport format: api turns faults into RFC 9457 problem
// documents, web into sentences, cli into lines on standard error.
package fault

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Code says what kind of refusal it is. The set is closed.
type Code string

const (
	Invalid         Code = "invalid"         // the input is wrong; the same input will be refused again
	NotFound        Code = "not_found"       // no such thing, or not for you
	Conflict        Code = "conflict"        // the thing is in another state than the request assumes
	Unauthenticated Code = "unauthenticated" // who are you?
	Forbidden       Code = "forbidden"       // known, but not allowed
	TooMany         Code = "too_many"        // rate limit; try later
	Busy            Code = "busy"            // overloaded; try later
	Unavailable     Code = "unavailable"     // a part that is needed does not answer
	TooLarge        Code = "too_large"       // more than the stated limit
	Internal        Code = "internal"        // ours; hidden
)

// Fault is a refusal that is safe to show.
type Fault struct {
	Code   Code
	Key    string // stable, dotted, translated by pages: "declaration.once_a_day"
	Field  string // path of the offending field, "" if none
	Value  string // the offending value as given, already quoted and shortened; "" if it must not be repeated
	Detail string // what is wrong, in English, safe to show
	cause  error  // never shown
}

// Error gives "field: value detail", for logs and the command line.
func (f *Fault) Error() string {
	switch {
	case f.Field != "" && f.Value != "":
		return f.Field + ": " + f.Value + " " + f.Detail
	case f.Field != "":
		return f.Field + ": " + f.Detail
	default:
		return f.Detail
	}
}

func (f *Fault) Unwrap() error { return f.cause }

// New is a refusal without a field.
func New(code Code, key, format string, args ...any) *Fault {
	return &Fault{Code: code, Key: key, Detail: fmt.Sprintf(format, args...)}
}

// Field is an Invalid refusal of one field whose value may be repeated. The value is shortened.
func Field(field string, value any, format string, args ...any) *Fault {
	return &Fault{Code: Invalid, Key: "field.invalid", Field: field, Value: quote(value), Detail: fmt.Sprintf(format, args...)}
}

// Missing is the refusal of a required field that was left out.
func Missing(field string) *Fault {
	return &Fault{Code: Invalid, Key: "field.missing", Field: field, Detail: "is required"}
}

// Secret is an Invalid refusal of a field whose value must not be repeated (identity numbers, names, phones).
func Secret(field, format string, args ...any) *Fault {
	return &Fault{Code: Invalid, Key: "field.invalid", Field: field, Detail: fmt.Sprintf(format, args...)}
}

// WithKey gives the fault a more specific key for translation.
func (f *Fault) WithKey(key string) *Fault { f.Key = key; return f }

// Because keeps the internal cause for logs.
func (f *Fault) Because(err error) *Fault { f.cause = err; return f }

// At prefixes the field's path: At("evidence[2]") makes "attrs.status" "evidence[2].attrs.status".
// An error that is no field refusal is returned as it is.
func At(prefix string, err error) error {
	var f *Fault
	if !errors.As(err, &f) || f.Field == "" {
		return err
	}
	c := *f
	c.Field = prefix + "." + f.Field
	return &c
}

// CodeOf is the code of err, Internal where it has none, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if f, ok := As(err); ok {
		return f.Code
	}
	return Internal
}

// As finds the fault in err's chain.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

const shown = 80 // characters of a value that are repeated

func quote(v any) string {
	s, ok := v.(string)
	if !ok {
		return fmt.Sprint(v)
	}
	if utf8.RuneCountInString(s) > shown {
		r := []rune(s[:min(len(s), shown*utf8.UTFMax)])
		s = string(r[:min(len(r), shown)]) + "…"
	}
	return strconv.Quote(s)
}
