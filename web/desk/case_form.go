package desk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"kangma/internal/instant"
	"kangma/region"
	"kangma/review"
	"kangma/web/ui"
)

// field is one field of a form that staff fill in: line, text, bool, time, region, secret (a line that is never shown again), or one of some words.
type field struct {
	name, kind string
	words      []string // of a choice; the message of a word is desk.word.WORD
	optional   bool
}

// forms are those that staff fill in at the desk, by kind and move of the case. The label of a field is desk.form.NAME.
var forms = map[string][]field{
	"check.control":              {{name: "kind", kind: "choice", words: controls()}, {name: "place", kind: "line"}, {name: "responsible", kind: "line"}, {name: "phone", kind: "line"}},
	"check.fill_in":              checkFields,
	"check.rewrite":              checkFields,
	"upward.open":                {{name: "subject", kind: "choice", words: []string{"gray_code", "wrong_data", "other"}}, {name: "description", kind: "text"}},
	"correction.retract":         {{name: "text", kind: "text"}},
	"correction.end":             {{name: "text", kind: "text"}, {name: "until", kind: "time", optional: true}, {name: "ground", kind: "line", optional: true}},
	"isolation_certificate.open": {{name: "from", kind: "time"}, {name: "until", kind: "time"}, {name: "place", kind: "line"}, {name: "work", kind: "line"}, {name: "queried", kind: "bool"}},
	"hospital_certificate.issue": {{name: "hospital", kind: "line"}, {name: "transport", kind: "line", optional: true}, {name: "urgent", kind: "bool"}},
}

// checkFields are the form of a grass-roots check (WZ-10), as its holder fills it in.
var checkFields = []field{{name: "name", kind: "line"}, {name: "id_number", kind: "secret"}, {name: "phone", kind: "line"}, {name: "left_city", kind: "bool"}, {name: "from_region", kind: "region", optional: true},
	{name: "visitor", kind: "bool"}, {name: "residence", kind: "region"}, {name: "address", kind: "line"}, {name: "own_green", kind: "bool"}, {name: "risk_area", kind: "bool"}, {name: "abroad", kind: "bool"},
	{name: "explanation", kind: "text", optional: true}, {name: "promise", kind: "bool"}}

func controls() []string {
	var all []string
	for _, k := range review.Controls {
		all = append(all, k.String())
	}
	return all
}

// entered is what stands in the fields of a form: what was sent, if it is shown again, else what is known.
func entered(r *http.Request, again bool, prefix string, known map[string]string) func(name string) string {
	return func(name string) string {
		if again {
			return r.PostFormValue(prefix + name)
		}
		return known[name]
	}
}

// known is what a form that is changed has now: a change on site begins with it.
func known(form json.RawMessage, move review.Move, name func(region.Code) string) map[string]string {
	var fields map[string]any
	if move != review.Rewrite || json.Unmarshal(form, &fields) != nil {
		return nil
	}
	out := map[string]string{}
	for key, value := range fields {
		switch x := value.(type) {
		case string:
			out[key] = x
			if c, err := region.ParseCode(x); err == nil && regionKeys[key] {
				out[key] = name(c)
			}
		case bool:
			if x {
				out[key] = "yes"
			}
		}
	}
	delete(out, "promise") // it is given anew
	return out
}

// formFields are the fields of a form, with what stands in them.
func formFields(l *ui.Language, form, prefix string, entered func(name string) string, wrong wrongs) []ui.Part {
	var out []ui.Part
	for _, f := range forms[form] {
		name, label, value := prefix+f.name, l.T("desk.form."+f.name), entered(f.name)
		switch f.kind {
		case "choice":
			s := ui.Select{Name: name, Label: label, Prompt: l.T("desk.choose"), Error: wrong.of(f.name)}
			for _, w := range f.words {
				s.Options = append(s.Options, ui.Option{Value: w, Text: wordOf(l, w), Chosen: w == value})
			}
			out = append(out, s)
		case "bool":
			out = append(out, ui.Agree{Name: name, Text: label, Chosen: value != "", Error: wrong.of(f.name)})
		case "time":
			out = append(out, ui.Field{Name: name, Label: label, Type: "datetime-local", Value: value, Optional: f.optional, Error: wrong.of(f.name)})
		case "text":
			out = append(out, ui.Field{Name: name, Label: label, Lines: 4, MaxLength: 2000, Value: value, Optional: f.optional, Error: wrong.of(f.name)})
		case "region":
			out = append(out, ui.Field{Name: name, Label: label, Hint: l.T("onsite.region.hint"), MaxLength: 200, Value: value, Optional: f.optional, Error: wrong.of(f.name)})
		case "secret":
			s := ui.Field{Name: name, Label: label, MaxLength: 40, Autocomplete: "off", Error: wrong.of(f.name)}
			if strings.HasSuffix(form, "."+string(review.Rewrite)) {
				s.Hint, s.Optional = l.T("desk.form.keep"), true
			}
			out = append(out, s)
		default:
			out = append(out, ui.Field{Name: name, Label: label, MaxLength: 200, Value: value, Optional: f.optional, Error: wrong.of(f.name)})
		}
	}
	return out
}

// readForm is what was entered, as the node reads it; what is missing it says itself. before is the form that is changed: of it
// a secret stays that was left empty.
func (h *Pages) readForm(form, prefix string, r *http.Request, before json.RawMessage) (json.RawMessage, error) {
	out := map[string]any{}
	for _, f := range forms[form] {
		s := text(r, prefix+f.name)
		switch {
		case f.kind == "bool":
			out[f.name] = s != ""
		case f.kind == "secret" && s == "":
			var had map[string]any
			if json.Unmarshal(before, &had) == nil && had[f.name] != nil {
				out[f.name] = had[f.name]
			}
		case s == "":
		case f.kind == "region":
			out[f.name] = s
			if c, ok := h.service.RegionNamed(s); ok {
				out[f.name] = c.String()
			}
		case f.kind == "time":
			out[f.name] = s
			if t, err := time.ParseInLocation("2006-01-02T15:04", s, time.FixedZone("", 8*3600)); err == nil {
				out[f.name] = t.Format(time.RFC3339)
			}
		default:
			out[f.name] = s
		}
	}
	return json.Marshal(out)
}

func wordOf(l *ui.Language, w string) string {
	if l.Has("desk.word." + w) {
		return l.T("desk.word." + w)
	}
	return kindName(l, w)
}

// formRow is one line of a form as it is read: Head has no value and begins what belongs together.
type formRow struct {
	Label, Value string
	Head         bool
}

// formRows are a form's fields in their order, in words. An identity number is masked: the case page needs no whole one.
func formRows(l *ui.Language, form json.RawMessage, name func(region.Code) string) []formRow {
	if len(form) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(form))
	d.UseNumber()
	var out []formRow
	rowsOf(l, d, "", name, &out)
	return out
}

func rowsOf(l *ui.Language, d *json.Decoder, key string, name func(region.Code) string, out *[]formRow) {
	t, err := d.Token()
	if err != nil {
		return
	}
	label := key
	if l.Has("desk.form." + key) {
		label = l.T("desk.form." + key)
	}
	switch t {
	case json.Delim('{'):
		if key != "" {
			*out = append(*out, formRow{Label: label, Head: true})
		}
		for d.More() {
			k, _ := d.Token()
			rowsOf(l, d, fmt.Sprint(k), name, out)
		}
		d.Token()
	case json.Delim('['):
		for d.More() {
			rowsOf(l, d, key, name, out)
		}
		d.Token()
	default:
		*out = append(*out, formRow{Label: label, Value: valueOf(l, key, t, name)})
	}
}

// regionKeys are the fields whose value is a region.
var regionKeys = map[string]bool{"region": true, "residence": true, "from_region": true, "through": true, "office": true}

func valueOf(l *ui.Language, key string, t json.Token, name func(region.Code) string) string {
	switch x := t.(type) {
	case bool:
		if x {
			return l.T("answer.yes")
		}
		return l.T("answer.no")
	case string:
		if c, err := region.ParseCode(x); err == nil && regionKeys[key] {
			return name(c)
		}
		if at, _, err := instant.Parse(x); err == nil {
			return l.At(at)
		}
		if n := len(x); key == "id_number" && n > 4 {
			return strings.Repeat("*", n-4) + x[n-4:]
		}
		return wordOf(l, x)
	case nil:
		return ""
	}
	return fmt.Sprint(t)
}
