// Package strict reads JSON whose every field is known: an unknown or doubled
// field, a wrong type or a missing value is a fault that names path and value.
// null means left out.
//
// It is used where the outside speaks a fixed contract (evidence.md). It is not
// for large documents: the whole is held in memory.
package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Limits of what is read: no contract has objects near them.
const (
	maxDepth  = 32
	maxFields = 1000
)

// Object is a JSON object being read. Its first fault is kept and returned by Done; after it every read gives zero values.
type Object struct {
	doc    *document
	path   string // "" at the top
	fields []field
}

type field struct {
	name  string
	value any // string, bool, json.Number, *Object (path not set), []any, nil
	read  bool
}

type document struct{ err error }

// Parse reads one JSON object and nothing after it.
func Parse(data []byte) (*Object, error) {
	switch {
	case !utf8.Valid(data):
		return nil, fault.New(fault.Invalid, "json.invalid", "the input is not UTF-8")
	case bytes.HasPrefix(data, []byte("\ufeff")):
		return nil, fault.New(fault.Invalid, "json.invalid", "the input begins with a byte order mark")
	}
	if at := halfPair(data); at >= 0 {
		return nil, fault.New(fault.Invalid, "json.invalid", "the input is not UTF-8: half of a surrogate pair at byte %d", at)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	doc := &document{}
	v, err := read(dec, doc, "", 0)
	if err == nil {
		if _, e := dec.Token(); e != io.EOF {
			err = fault.New(fault.Invalid, "json.invalid", "there is something after the end of the JSON object, at byte %d", dec.InputOffset())
		}
	}
	if err != nil {
		return nil, syntax(err, dec.InputOffset())
	}
	o, ok := v.(*Object)
	if !ok {
		return nil, fault.New(fault.Invalid, "json.invalid", "the input is not a JSON object")
	}
	return o, nil
}

// halfPair is where an escape names one half of a surrogate pair alone, -1 if none does. The decoder would put the same
// character in place of every such half, and different ids would become one.
func halfPair(data []byte) int {
	half := func(i int) rune {
		if i+6 > len(data) || data[i] != '\\' || data[i+1] != 'u' { // not an escape of a number
			return 0
		}
		n, _ := strconv.ParseUint(string(data[i+2:i+6]), 16, 16)
		return rune(n)
	}
	for i := 0; ; {
		n := bytes.IndexByte(data[i:], '\\')
		if n < 0 {
			return -1
		}
		i += n
		switch r := half(i); {
		case !utf16.IsSurrogate(r):
			i = min(i+2, len(data)) // past the escaped character, which may be a backslash
		case utf16.DecodeRune(r, half(i+6)) == utf8.RuneError:
			return i
		default:
			i += 12
		}
	}
}

func syntax(err error, at int64) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	var se *json.SyntaxError
	switch {
	case errors.As(err, &se):
		return fault.New(fault.Invalid, "json.invalid", "not JSON, at byte %d: %s", se.Offset, se.Error())
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return fault.New(fault.Invalid, "json.invalid", "the JSON ends too early, at byte %d", at)
	}
	return fault.New(fault.Invalid, "json.invalid", "not JSON, at byte %d: %s", at, err.Error())
}

func read(dec *json.Decoder, doc *document, path string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fault.Secret(path, "is nested deeper than %d", maxDepth).WithKey("json.invalid")
	}
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok {
	case json.Delim('{'):
		return readObject(dec, doc, path, depth)
	case json.Delim('['):
		var list []any
		for i := 0; dec.More(); i++ {
			v, err := read(dec, doc, fmt.Sprintf("%s[%d]", path, i), depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := dec.Token()
		return list, err
	}
	return tok, nil
}

func readObject(dec *json.Decoder, doc *document, path string, depth int) (*Object, error) {
	o := &Object{doc: doc, path: path}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name := key.(string)
		if len(o.fields) == maxFields {
			return nil, fault.Secret(o.Path(name), "is one of more than %d fields", maxFields).WithKey("json.invalid")
		}
		if o.find(name) != nil {
			return nil, fault.Secret(o.Path(name), "is given twice").WithKey("field.doubled")
		}
		v, err := read(dec, doc, o.Path(name), depth+1)
		if err != nil {
			return nil, err
		}
		o.fields = append(o.fields, field{name: name, value: v})
	}
	_, err := dec.Token()
	return o, err
}

func (o *Object) find(name string) *field {
	for i := range o.fields {
		if o.fields[i].name == name {
			return &o.fields[i]
		}
	}
	return nil
}

// Path is the path of a field of this object.
func (o *Object) Path(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

// Names are the names of the object's fields as given.
func (o *Object) Names() []string {
	names := make([]string, len(o.fields))
	for i, f := range o.fields {
		names[i] = f.name
	}
	return names
}

// Err is the first fault so far in the whole document.
func (o *Object) Err() error { return o.doc.err }

// Fail notes a fault about a field of this object, if it is the document's first.
func (o *Object) Fail(name string, value any, format string, args ...any) {
	o.fail(fault.Field(o.Path(name), value, format, args...))
}

// FailWith notes an error of a parser of the field's value: its text is put after the value.
func (o *Object) FailWith(name string, value any, err error) {
	if f, ok := fault.As(err); ok {
		o.fail(fault.Field(o.Path(name), value, "%s", f.Detail))
		return
	}
	o.fail(err)
}

// FailAs notes a fault that names its field itself, and perhaps must not repeat the value (fault.Secret).
func (o *Object) FailAs(err error) { o.fail(err) }

func (o *Object) fail(err error) {
	if o.doc.err == nil {
		o.doc.err = err
	}
}

// Missing notes that a required field was left out.
func (o *Object) Missing(name string) { o.fail(fault.Missing(o.Path(name))) }

// Done says what is wrong in the document so far: the first fault, or a field of this object that nobody read.
func (o *Object) Done() error {
	if o.doc.err != nil {
		return o.doc.err
	}
	for _, f := range o.fields {
		if !f.read {
			o.fail(fault.Secret(o.Path(f.name), "is not a known field").WithKey("field.unknown"))
		}
	}
	return o.doc.err
}

// Has says whether the field was given and is not null.
func (o *Object) Has(name string) bool {
	f := o.find(name)
	return f != nil && f.value != nil
}

func (o *Object) take(name string) any {
	f := o.find(name)
	if f == nil {
		return nil
	}
	f.read = true
	return f.value
}

// Require notes a fault if the field was left out.
func (o *Object) Require(names ...string) {
	for _, n := range names {
		if !o.Has(n) {
			o.Missing(n)
		}
	}
}

// Text is a string field; given is false if it was left out.
func (o *Object) Text(name string) (s string, given bool) {
	v := o.take(name)
	if v == nil {
		return "", false
	}
	s, ok := v.(string)
	if !ok {
		o.Fail(name, show(v), "is not text in quotes")
	}
	return s, ok
}

// Bool is a true or false field.
func (o *Object) Bool(name string) (b, given bool) {
	v := o.take(name)
	if v == nil {
		return false, false
	}
	b, ok := v.(bool)
	if !ok {
		o.Fail(name, show(v), "is not true or false")
	}
	return b, ok
}

// Whole is a whole number written without a point, not negative.
func (o *Object) Whole(name string) (n int64, given bool) {
	v := o.take(name)
	if v == nil {
		return 0, false
	}
	num, ok := v.(json.Number)
	if !ok || strings.ContainsAny(string(num), ".eE-") {
		o.Fail(name, show(v), "is not a whole number from 0, written without a point")
		return 0, false
	}
	n, err := strconv.ParseInt(string(num), 10, 64)
	if err != nil || n > 1<<31 {
		o.Fail(name, show(v), "is too large")
		return 0, false
	}
	return n, true
}

// Number is a decimal number.
func (o *Object) Number(name string) (x float64, given bool) {
	v := o.take(name)
	if v == nil {
		return 0, false
	}
	num, ok := v.(json.Number)
	if !ok {
		o.Fail(name, show(v), "is not a number")
		return 0, false
	}
	x, err := num.Float64()
	if err != nil || math.IsInf(x, 0) {
		o.Fail(name, show(v), "is not a number that can be kept")
		return 0, false
	}
	return x, true
}

// Time is an RFC 3339 time with offset, and the offset as written.
func (o *Object) Time(name string) (i instant.Instant, z instant.Zone, given bool) {
	s, ok := o.Text(name)
	if !ok {
		return 0, "", false
	}
	i, z, err := instant.Parse(s)
	if err != nil {
		o.FailWith(name, s, err)
		return 0, "", false
	}
	return i, z, true
}

// Words is a list of strings.
func (o *Object) Words(name string) (words []string, given bool) {
	v := o.take(name)
	if v == nil {
		return nil, false
	}
	list, ok := v.([]any)
	if !ok {
		o.Fail(name, show(v), "is not a list")
		return nil, false
	}
	for i, e := range list {
		s, ok := e.(string)
		if !ok {
			o.Fail(fmt.Sprintf("%s[%d]", name, i), show(e), "is not text in quotes")
			return nil, false
		}
		words = append(words, s)
	}
	return words, true
}

// Object is a field that is an object.
func (o *Object) Object(name string) (sub *Object, given bool) {
	v := o.take(name)
	if v == nil {
		return nil, false
	}
	sub, ok := v.(*Object)
	if !ok {
		o.Fail(name, show(v), "is not an object")
	}
	return sub, ok
}

// Objects is a field that is a list of objects.
func (o *Object) Objects(name string) (subs []*Object, given bool) {
	v := o.take(name)
	if v == nil {
		return nil, false
	}
	list, ok := v.([]any)
	if !ok {
		o.Fail(name, show(v), "is not a list")
		return nil, false
	}
	for i, e := range list {
		sub, ok := e.(*Object)
		if !ok {
			o.Fail(fmt.Sprintf("%s[%d]", name, i), show(e), "is not an object")
			return nil, false
		}
		subs = append(subs, sub)
	}
	return subs, true
}

func show(v any) any {
	switch v := v.(type) {
	case nil:
		return "null"
	case *Object:
		return "{…}"
	case []any:
		return "[…]"
	case json.Number:
		if len(v) > 40 {
			return v[:40] + "…"
		}
	}
	return v
}
