package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"kangma/api/wire"
	"kangma/internal/fault"
)

// The two hottest operations, showing and scanning, stand on the mux themselves: they read and write JSON here, by hand
// where that is worth it, and are described by hand.

const mostHotBody = 8 << 10

// decode reads a JSON object of a few fields. Its faults name the field, never the value.
func decode(r *http.Request, v any) error {
	b, err := io.ReadAll(io.LimitReader(r.Body, mostHotBody+1))
	if err != nil {
		return fault.New(fault.Invalid, "request.malformed", "the request broke off")
	}
	if len(b) > mostHotBody {
		return fault.New(fault.TooLarge, "request.too_large", "the request is larger than this operation takes")
	}
	if len(b) == 0 {
		return nil
	}
	if ct := r.Header.Get("Content-Type"); ct != "" && !strings.HasPrefix(ct, "application/json") {
		return fault.New(fault.Invalid, "request.media_type", "the request must be application/json")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err = d.Decode(v)
	if err == nil && d.More() {
		return fault.New(fault.Invalid, "request.malformed", "there is something after the end of the JSON object")
	}
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return fault.Secret(wrong.Field, "is not as expected: %s", wrong.Type.Kind())
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Invalid, "request.malformed", "the request is not JSON")
	case strings.Contains(err.Error(), "unknown field"):
		return fault.New(fault.Invalid, "request.unknown_field", "the request has a field that the description does not")
	}
	if f, ok := fault.As(err); ok {
		return fault.New(fault.Invalid, f.Key, "a value in the request %s", f.Detail)
	}
	return err
}

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 2048); return &b }}

// answer writes JSON that append makes.
func answer(w http.ResponseWriter, append func([]byte) []byte) {
	p := buffers.Get().(*[]byte)
	b := append((*p)[:0])
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(b)))
	w.Write(b)
	*p = b
	buffers.Put(p)
}

// object appends the members of a JSON object.
type object struct{ b []byte }

func begin(b []byte) object { return object{append(b, '{')} }

func (o *object) name(name string) {
	if o.b[len(o.b)-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = append(o.b, '"')
	o.b = append(o.b, name...)
	o.b = append(o.b, '"', ':')
}

func (o *object) text(name, s string) {
	o.name(name)
	o.b = quoted(o.b, s)
}

// some is text that is left out where there is none.
func (o *object) some(name, s string) {
	if s != "" {
		o.text(name, s)
	}
}

func (o *object) both(name string, t wire.Text) {
	o.name(name)
	o.b = append(o.b, `{"zh":`...)
	o.b = quoted(o.b, t.Zh)
	o.b = append(o.b, `,"en":`...)
	o.b = quoted(o.b, t.En)
	o.b = append(o.b, '}')
}

func (o *object) time(name string, t wire.Time) {
	o.name(name)
	o.b = t.Append(o.b)
}

func (o *object) yes(name string, v bool) {
	if v {
		o.name(name)
		o.b = append(o.b, "true"...)
	}
}

// count is a number that is left out where it is 0.
func (o *object) count(name string, n int) {
	if n != 0 {
		o.name(name)
		o.b = strconv.AppendInt(o.b, int64(n), 10)
	}
}

func (o *object) end() []byte { return append(o.b, '}') }

// quoted appends a JSON string.
func quoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			b = append(b, c)
			i++
			continue
		}
		if c < utf8.RuneSelf {
			b = append(b, '\\', 'u', '0', '0', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			b = append(b, "\ufffd"...)
		} else {
			b = append(b, s[i:i+n]...)
		}
		i += n
	}
	return append(b, '"')
}

// byHand adds an operation that reads and writes by itself.
func byHand[I, O any](a *API, o operation, u urgency, h handler) {
	a.handle(o.pattern, o.who, u, h)
	op := o.described()
	in := a.schemas().Schema(reflect.TypeFor[I](), true, "")
	out := a.schemas().Schema(reflect.TypeFor[O](), true, "")
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: in}}}
	a.answers(&op, "application/json", out)
	a.huma.OpenAPI().AddOperation(&op)
}

// direct adds an operation that answers with a document that is made elsewhere; it needs parameters of its address.
func direct(a *API, o operation, mediaType string, params []string, h handler) {
	a.handle(o.pattern, o.who, desk, h)
	op := o.described()
	for _, p := range params {
		name, optional := strings.CutSuffix(p, "?")
		op.Parameters = append(op.Parameters, param("query", name, !optional))
	}
	op.Parameters = append(op.Parameters, pathParams(op.Path)...)
	a.answers(&op, mediaType, &huma.Schema{})
	a.huma.OpenAPI().AddOperation(&op)
}

// file adds an operation whose request is a file, and whose answer an O.
func file[O any](a *API, o operation, params []string, h handler) {
	a.handle(o.pattern, o.who, desk, h)
	op := o.described()
	for _, p := range params {
		op.Parameters = append(op.Parameters, param("query", p, false))
	}
	op.Parameters = append(op.Parameters, pathParams(op.Path)...)
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: binary}}}
	a.answers(&op, "application/json", a.schemas().Schema(reflect.TypeFor[O](), true, ""))
	a.huma.OpenAPI().AddOperation(&op)
}

// pathParams are the parameters in an address.
func pathParams(path string) (all []*huma.Param) {
	for _, part := range strings.Split(path, "/") {
		if strings.HasPrefix(part, "{") {
			all = append(all, param("path", strings.Trim(part, "{}"), true))
		}
	}
	return all
}

func param(in, name string, required bool) *huma.Param {
	return &huma.Param{Name: name, In: in, Required: required, Schema: &huma.Schema{Type: huma.TypeString}}
}

func (a *API) schemas() huma.Registry { return a.huma.OpenAPI().Components.Schemas }

func (a *API) answers(op *huma.Operation, mediaType string, s *huma.Schema) {
	op.Responses = map[string]*huma.Response{
		"200":     {Description: "OK", Content: map[string]*huma.MediaType{mediaType: {Schema: s}}},
		"default": {Description: "Error", Content: map[string]*huma.MediaType{wire.ProblemType: {Schema: a.schemas().Schema(reflect.TypeFor[wire.Problem](), true, "")}}},
	}
}
