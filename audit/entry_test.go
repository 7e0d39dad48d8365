package audit

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

func whole() Entry {
	e := entry(1)
	e.ID = id.ID{1, 2, 3}
	e.Region = region.MustParseCode("420102")
	e.Action = PersonLookUp
	e.Subject = id.ID{9}
	e.Detail = Detail{}.With("found", 1).With("by", "phone")
	return e
}

// BY-04: an outsider recomputes the hash from the documented form, written out here by hand.
func TestCanonicalIsDocumented(t *testing.T) {
	e := whole()
	e.At, e.Actor, e.Purpose, e.Object = 1000, Actor{Staff, "s1", "Li"}, "why", Object{"k", "o"}
	want := "8b" + // array of 11
		"01" + // version
		"50" + "01020300000000000000000000000000" + // id
		"1903e8" + // at
		"83" + "65" + hex.EncodeToString([]byte("staff")) + "62" + hex.EncodeToString([]byte("s1")) + "62" + hex.EncodeToString([]byte("Li")) +
		"6c" + hex.EncodeToString([]byte("headquarters")) +
		"66" + hex.EncodeToString([]byte("420102")) +
		"63" + hex.EncodeToString([]byte("why")) +
		"6e" + hex.EncodeToString([]byte("person.look_up")) +
		"50" + "09000000000000000000000000000000" + // subject
		"82" + "61" + hex.EncodeToString([]byte("k")) + "61" + hex.EncodeToString([]byte("o")) +
		"82" + // two details
		"82" + "65" + hex.EncodeToString([]byte("found")) + "61" + hex.EncodeToString([]byte("1")) +
		"82" + "62" + hex.EncodeToString([]byte("by")) + "65" + hex.EncodeToString([]byte("phone"))
	if got := hex.EncodeToString(e.Canonical()); got != want {
		t.Errorf("canonical form\n got %s\nwant %s", got, want)
	}
	e.Subject, e.Region, e.Detail = id.ID{}, 0, nil
	var items []any
	if err := cbor.Unmarshal(e.Canonical(), &items); err != nil {
		t.Fatal(err)
	}
	if items[5] != "" || items[8] != nil || len(items[10].([]any)) != 0 {
		t.Errorf("no region, subject and detail are %#v, %#v, %#v", items[5], items[8], items[10])
	}
}

// BY-04: no field can be changed without changing the hash.
func TestEveryFieldIsHashed(t *testing.T) {
	e := whole()
	changes := map[string]func(*Entry){
		"id":           func(e *Entry) { e.ID[15]++ },
		"at":           func(e *Entry) { e.At++ },
		"actor.kind":   func(e *Entry) { e.Actor.Kind = Node },
		"actor.id":     func(e *Entry) { e.Actor.ID += "x" },
		"actor.text":   func(e *Entry) { e.Actor.Text += "x" },
		"role":         func(e *Entry) { e.Role = "" },
		"region":       func(e *Entry) { e.Region = region.MustParseCode("420100") },
		"purpose":      func(e *Entry) { e.Purpose += "x" },
		"action":       func(e *Entry) { e.Action = PersonView },
		"subject":      func(e *Entry) { e.Subject[0]++ },
		"object.kind":  func(e *Entry) { e.Object.Kind += "x" },
		"object.id":    func(e *Entry) { e.Object.ID += "x" },
		"detail key":   func(e *Entry) { e.Detail = Detail{{"found!", "1"}, {"by", "phone"}} },
		"detail value": func(e *Entry) { e.Detail = Detail{{"found", "2"}, {"by", "phone"}} },
		"detail order": func(e *Entry) { e.Detail = Detail{{"by", "phone"}, {"found", "1"}} },
		"detail gone":  func(e *Entry) { e.Detail = e.Detail[:1] },
		"moved border": func(e *Entry) { e.Object.Kind, e.Object.ID = e.Object.Kind+e.Object.ID[:1], e.Object.ID[1:] },
	}
	before := e.LeafHash()
	for name, change := range changes {
		c := whole()
		change(&c)
		if c.LeafHash() == before {
			t.Errorf("%s is not hashed", name)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	long := strings.Repeat("长", MaxText/3+1)
	for name, c := range map[string]struct {
		field  string
		change func(*Entry)
	}{
		"no id":                {"id", func(e *Entry) { e.ID = id.ID{} }},
		"no time":              {"at", func(e *Entry) { e.At = 0 }},
		"never":                {"at", func(e *Entry) { e.At = instant.Never }},
		"actor of no kind":     {"actor.kind", func(e *Entry) { e.Actor.Kind = "robot" }},
		"nobody":               {"actor.id", func(e *Entry) { e.Actor.ID = "" }},
		"AU-2 unknown action":  {"action", func(e *Entry) { e.Action = "person.poke" }},
		"AU-1 no purpose":      {"purpose", func(e *Entry) { e.Purpose = "" }},
		"AU-1 no subject":      {"subject", func(e *Entry) { e.Subject = id.ID{} }},
		"long purpose":         {"purpose", func(e *Entry) { e.Purpose = long }},
		"not UTF-8":            {"purpose", func(e *Entry) { e.Purpose = "\xff" }},
		"NUL":                  {"object.id", func(e *Entry) { e.Object.ID = "a\x00b" }},
		"line break":           {"actor.text", func(e *Entry) { e.Actor.Text = "a\nb" }},
		"long value":           {"detail.k", func(e *Entry) { e.Detail = Detail{{"k", long}} }},
		"key without name":     {"detail[0].key", func(e *Entry) { e.Detail = Detail{{"", "v"}} }},
		"the same key twice":   {"detail", func(e *Entry) { e.Detail = Detail{{"k", "1"}, {"k", "2"}} }},
		"more than 32 details": {"detail", func(e *Entry) { e.Detail = make(Detail, MaxDetails+1) }},
	} {
		e := whole()
		c.change(&e)
		f, ok := fault.As(e.Check())
		if !ok || f.Field != c.field || f.Code != fault.Invalid {
			t.Errorf("%s: %v, want a fault of field %s", name, e.Check(), c.field)
		} else if strings.Contains(f.Value, "长") {
			t.Errorf("%s: the fault repeats the text", name)
		}
	}
	e := whole()
	if err := e.Check(); err != nil {
		t.Errorf("a good entry is refused: %v", err)
	}
	e.Actor = Actor{Kind: Holder, ID: e.Subject.String()}
	e.Purpose = ""
	if err := e.Check(); err != nil {
		t.Errorf("a holder needs no purpose to see his own data: %v", err)
	}
}

// An entry that passes Check fits a C2SP entry bundle, whose lengths are 16 bits.
func TestLargestEntryFits(t *testing.T) {
	e := whole()
	text, word := strings.Repeat("x", MaxText), strings.Repeat("x", MaxWord)
	e.Actor.ID, e.Actor.Text, e.Role, e.Purpose, e.Object = word, text, word, text, Object{word, text}
	e.Detail = nil
	for i := range MaxDetails {
		e.Detail = e.Detail.With(word[:MaxWord-1]+string(rune('A'+i)), text)
	}
	if err := e.Check(); err != nil {
		t.Fatal(err)
	}
	if n := len(e.Canonical()); n > 65535 {
		t.Errorf("the largest entry has %d bytes", n)
	}
}

func TestDetailKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z<>&"]{1,8}`), 0, 9, rapid.ID).Draw(t, "keys")
		var d Detail
		for _, k := range keys {
			d = d.With(k, rapid.String().Draw(t, "value"))
		}
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back Detail
		if err := back.Scan(string(b)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, back); diff != "" {
			t.Error(diff)
		}
	})
	for _, bad := range []string{``, `[]`, `{"a":1}`, `{"a":{"b":"c"}}`, `{"a":"b"`, `null`} {
		var d Detail
		if err := d.UnmarshalJSON([]byte(bad)); err == nil {
			t.Errorf("%q is taken for a detail", bad)
		}
	}
}

// AU-2: the set is documented and its names have one form.
func TestActions(t *testing.T) {
	for _, a := range Actions() {
		noun, verb, ok := strings.Cut(string(a), ".")
		if !ok || noun == "" || verb == "" || strings.ToLower(string(a)) != string(a) || a.Says() == "" || !a.Valid() {
			t.Errorf("action %q says %q", a, a.Says())
		}
	}
	if len(Looks()) == 0 || len(Looks()) >= len(Actions()) {
		t.Errorf("%d of %d actions are looks", len(Looks()), len(Actions()))
	}
}

// BY-06: a holder lists who looked at his data, when and why, and nobody else's.
func TestLooksAt(t *testing.T) {
	m := newMem()
	me, other := id.ID{1}, id.ID{2}
	record := func(n int, a Actor, act Action, subject id.ID) {
		e := entry(n)
		e.Actor, e.Action, e.Subject = a, act, subject
		if _, err := Record(ctx, m, e); err != nil {
			t.Fatal(err)
		}
	}
	li := Actor{Staff, "s1", "李某"}
	record(1, li, PersonLookUp, me)
	record(2, li, PersonLookUp, other)
	record(3, li, EvidenceAppend, me)
	record(4, Actor{Kind: Holder, ID: me.String()}, DecisionExplain, me)
	record(5, Actor{Staff, "s2", "王某"}, PassageResolve, me)

	looks, next, err := LooksAt(ctx, m, me, id.ID{}, 10)
	if err != nil || !next.IsZero() {
		t.Fatal(next, err)
	}
	want := []Look{
		{entry(5).At, Staff, "王某", "headquarters", 0, "核查", PassageResolve, ""},
		{entry(1).At, Staff, "李某", "headquarters", 0, "核查", PersonLookUp, ""},
	}
	if diff := cmp.Diff(want, looks); diff != "" {
		t.Error(diff)
	}
	var paged []Look
	var cursor id.ID
	for range 5 {
		page, next, err := LooksAt(ctx, m, me, cursor, 1)
		if err != nil {
			t.Fatal(err)
		}
		paged, cursor = append(paged, page...), next
		if next.IsZero() {
			break
		}
	}
	if diff := cmp.Diff(want, paged); diff != "" {
		t.Error(diff)
	}
	if _, _, err := LooksAt(ctx, m, id.ID{}, id.ID{}, 10); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("looks at nobody: %v", err)
	}
	if _, _, err := List(ctx, m, Query{Limit: MaxPage + 1}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("too long a page: %v", err)
	}
}

func BenchmarkLeafHash(b *testing.B) {
	e := whole()
	b.SetBytes(int64(len(e.Canonical())))
	var h [32]byte
	for b.Loop() {
		h = e.LeafHash()
	}
	if bytes.Equal(h[:], make([]byte, 32)) {
		b.Fatal("no hash")
	}
}
