package evidence_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/strict"
	"kangma/region"
)

type anywhere struct{}

func (anywhere) Check(region.Code) error { return nil }

func at(day int) instant.Instant { return instant.Instant(int64(day) * 86_400_000_000) }

// EV-2, BY-02: a fact is known from recorded_at on, its ends from when they became known on, and from retracted_at on it
// never was.
func TestKnown(t *testing.T) {
	f := evidence.Fact{ID: "e", Kind: evidence.ContactClose, Source: "cdc", ValidFrom: at(10), RecordedAt: at(12),
		ValidUntil: instant.Never, EndRecordedAt: at(12), RetractedAt: instant.Never}
	evidence.Apply(&f, []evidence.Change{
		{Kind: evidence.Ends, Until: at(40), RecordedAt: at(13)},
		{Kind: evidence.Ends, Until: at(15), RecordedAt: at(16)},
		{Kind: evidence.Retracts, RecordedAt: at(20)},
	})
	for _, c := range []struct {
		known instant.Instant
		ok    bool
		until instant.Instant
		ended bool
	}{
		{at(12) - 1, false, 0, false},
		{at(12), true, at(24), false}, // 14 days, as the kind holds if it names no end
		{at(13), true, at(40), true},
		{at(16) - 1, true, at(40), true},
		{at(16), true, at(15), true},
		{at(20) - 1, true, at(15), true},
		{at(20), false, 0, false},
	} {
		p, ok := f.Known(c.known)
		if ok != c.ok || ok && (p.Until != c.until || p.Ended != c.ended || p.From != at(10)) {
			t.Errorf("known at %s: %v %s %v, want %+v", c.known, ok, p.Until, p.Ended, c)
		}
	}
}

// A test counts by its sampling, not by its report.
func TestCountsFromSampling(t *testing.T) {
	f := evidence.Fact{Kind: evidence.TestNucleic, ValidFrom: at(10), ValidUntil: instant.Never, RetractedAt: instant.Never,
		Attrs: evidence.Attrs{evidence.TextAttr(evidence.Result, "negative"), evidence.TimeAttr(evidence.SampledAt, at(9))}}
	if p, _ := f.Known(at(10)); p.From != at(9) {
		t.Error(p.From)
	}
}

// EV-3: whatever is wrong is refused, naming field and value.
func TestParseRefuses(t *testing.T) {
	const head = `"id":"e","kind":"declaration","source":"s","valid_from":"2020-03-01T00:00:00Z"`
	for in, want := range map[string]string{
		`{}`: "id: is required",
		`{"id":"","kind":"declaration","source":"s","valid_from":"2020-03-01T00:00:00Z"}`: `id: "" is empty`,
		`{"id":"e","kind":"flu","source":"s","valid_from":"2020-03-01T00:00:00Z"}`:        `kind: "flu" is not a kind of evidence`,
		`{` + head + `}`: "attrs.status: is required",
		`{` + head + `,"attrs":{"status":"sick"}}`:                                                                                                `attrs.status: "sick" is not one of none, fever, suspected, confirmed`,
		`{` + head + `,"attrs":{"status":"none","result":"negative"}}`:                                                                            `attrs.result: "result" is not an attribute of declaration`,
		`{` + head + `,"attrs":{"status":"none","temperature":46}}`:                                                                               `attrs.temperature: 46 is not between 30 and 45`,
		`{` + head + `,"attrs":{"status":"none","symptoms":["none","itch"]}}`:                                                                     `attrs.symptoms: "itch" is not one of none, cold_like, dyspnea, digestive, palpitation, conjunctivitis, other`,
		`{` + head + `,"attrs":{"status":"none"},"valid_until":"2020-02-01T00:00:00Z"}`:                                                           `valid_until: "2020-02-01T00:00:00Z" is before valid_from 2020-03-01T00:00:00Z`,
		`{` + head + `,"attrs":{"status":"none"},"valid_until":"2020-02-01"}`:                                                                     `valid_until: "2020-02-01" is not an RFC 3339 time with offset: wrong length, write 2020-03-25T09:00:00+08:00`,
		`{"id":"e","kind":"fever.clinic","source":"s","valid_from":"2020-03-01T00:00:00Z"}`:                                                       "region: is required",
		`{"id":"e","kind":"upstream","source":"s","valid_from":"2020-03-01T00:00:00Z","attrs":{"issuer":"420000","status":"ok"}}`:                 "attrs.colour: is required",
		`{"id":"e","kind":"upstream","source":"s","valid_from":"2020-03-01T00:00:00Z","attrs":{"issuer":"420000000000","status":"missing"}}`:      `attrs.issuer: "420000000000" is not a region code of 6 digits`,
		`{"id":"e","kind":"certificate.isolation","source":"s","valid_from":"2020-03-01T00:00:00Z","attrs":{"days":14.0}}`:                        `attrs.days: 14.0 is not a whole number from 0, written without a point`,
		`{"id":"e","kind":"case.confirmed","source":"s","valid_from":"0020-03-01T00:00:00Z"}`:                                                     `valid_from: "0020-03-01T00:00:00Z" is not an RFC 3339 time with offset: year 0020 is not between 1850 and 9999`,
		`{"id":"e","kind":"case.confirmed","source":"s","valid_from":"2020-03-01T00:00:00Z","note":null}`:                                         "note: is not a known field",
		`{"id":"e","id":"f","kind":"case.confirmed","source":"s","valid_from":"2020-03-01T00:00:00Z"}`:                                            "id: is given twice",
		`{"id":"e","kind":"case.confirmed","source":"s","valid_from":"2020-02-30T00:00:00Z"}`:                                                     `valid_from: "2020-02-30T00:00:00Z" is not an RFC 3339 time with offset: no such day`,
		`{"id":"e","kind":"pass.temporary","source":"s","valid_from":"2020-03-01T00:00:00Z","attrs":{"promise":"true"}}`:                          `attrs.promise: "true" is not true or false`,
		`{"id":"e","kind":"test.nucleic","source":"s","valid_from":"2020-03-01T00:00:00Z","attrs":{"result":"pending","sampled_at":"yesterday"}}`: `attrs.sampled_at: "yesterday" is not an RFC 3339 time with offset: wrong length, write 2020-03-25T09:00:00+08:00`,
	} {
		o, err := strict.Parse([]byte(in))
		if err == nil {
			evidence.Parse(o, anywhere{})
			err = o.Done()
		}
		if err == nil || err.Error() != want || fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s\n got %v\nwant %s", in, err, want)
		}
	}
}

// What is written is read back as it was, for every kind and attribute of the catalogue.
func TestAttrsRoundTrip(t *testing.T) {
	for _, k := range evidence.Kinds() {
		t.Run(k.String(), rapid.MakeCheck(func(t *rapid.T) {
			var attrs evidence.Attrs
			for _, a := range k.Spec().Attrs {
				if !a.Required && rapid.Bool().Draw(t, "left out") {
					continue
				}
				switch a.Name.Type() {
				case evidence.Text:
					attrs = append(attrs, evidence.TextAttr(a.Name, rapid.String().Draw(t, "text")))
				case evidence.Choice:
					attrs = append(attrs, evidence.TextAttr(a.Name, rapid.SampledFrom(a.Words).Draw(t, "word")))
				case evidence.List:
					attrs = append(attrs, evidence.ListAttr(a.Name, rapid.SliceOfN(rapid.SampledFrom(a.Words), 0, 3).Draw(t, "words")...))
				case evidence.Bool:
					attrs = append(attrs, evidence.BoolAttr(a.Name, rapid.Bool().Draw(t, "bool")))
				case evidence.Whole:
					attrs = append(attrs, evidence.WholeAttr(a.Name, rapid.Int64Range(0, 100).Draw(t, "whole")))
				case evidence.Number:
					attrs = append(attrs, evidence.NumberAttr(a.Name, rapid.Float64Range(30, 45).Draw(t, "number")))
				case evidence.Time:
					attrs = append(attrs, evidence.TimeAttr(a.Name, instant.Instant(rapid.Int64Range(0, 4e15).Draw(t, "time"))))
				case evidence.Region:
					attrs = append(attrs, evidence.TextAttr(a.Name, "420000"))
				}
			}
			slices.SortFunc(attrs, func(a, b evidence.Attr) int { return int(a.Name) - int(b.Name) })
			written, err := attrs.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			o, err := strict.Parse(written)
			if err != nil {
				t.Fatal(err)
			}
			read := evidence.ParseAttrs(o, k, anywhere{})
			again, _ := read.MarshalJSON()
			if o.Done() != nil || string(again) != string(written) {
				t.Fatalf("wrote %s, read %s, %v", written, again, o.Done())
			}
		}))
	}
}

// Attributes are in the order of the catalogue's names, whatever that of their kind or of who writes them: else a fact with them is refused.
func TestAttrsInOrder(t *testing.T) {
	for _, text := range []string{`{"issuer":"330000","status":"ok","colour":"green"}`, `{"colour":"green","status":"ok","issuer":"330000"}`} {
		o, err := strict.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		f := evidence.Fact{ID: "e", Kind: evidence.Upstream, Source: "hub", ValidFrom: 1, ValidUntil: instant.Never, Attrs: evidence.ParseAttrs(o, evidence.Upstream, anywhere{})}
		if err := f.Check(); err != nil {
			t.Error(err)
		}
	}
}

// EV-4: a source's record is found by source and number together.
func TestRecordKey(t *testing.T) {
	if evidence.RecordKey("a", "1") == evidence.RecordKey("b", "1") || evidence.RecordKey("a", "11") == evidence.RecordKey("a1", "1") {
		t.Error("two records have one key")
	}
	if !evidence.RecordKey("a", "").IsZero() {
		t.Error("a source that numbers nothing has no keys")
	}
}
