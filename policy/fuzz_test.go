package policy_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"slices"
	"testing"

	"kangma/packs"
	"kangma/policy"
	"kangma/region"
)

// FuzzParseCase: whatever is read is refused or decided by every pack, without panic, the same each time. EV-3, PO-2
func FuzzParseCase(f *testing.F) {
	dirs, err := fs.Glob(packs.FS, "*/*")
	if err != nil {
		f.Fatal(err)
	}
	var all []*policy.Pack
	for _, dir := range dirs {
		p, err := policy.Load(packs.FS, dir)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, p)
		examples, err := policy.ReadExamples(packs.FS, dir+"/cases")
		if err != nil {
			f.Fatal(err)
		}
		for _, ex := range examples {
			f.Add(ex.Question(ex.Steps[0]))
		}
	}
	table := region.Embedded()
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := policy.ParseCase(data, table)
		if err != nil {
			if c != nil || err.Error() == "" || len(err.Error()) > 4000 {
				t.Fatalf("refused with a case, or without words: %v", err)
			}
			return
		}
		for _, p := range all {
			d := p.Decide(&c.Facts, c.At, c.KnownAt)
			out := d.JSON(c.Zone)
			if !json.Valid(out) || !bytes.HasSuffix(out, []byte("\n}\n")) {
				t.Fatalf("%s: not JSON: %s", p.ID(), out)
			}
			if d.NextReview <= d.DecidedFor || len(d.Reasons) == 0 {
				t.Fatalf("%s: next review %s, %d reasons: %s", p.ID(), d.NextReview, len(d.Reasons), out)
			}
			slices.Reverse(c.Facts.Evidence)
			e := p.Explain(&c.Facts, c.At, c.KnownAt)
			if again := e.Decision.JSON(c.Zone); !bytes.Equal(out, again) {
				t.Fatalf("%s: first %s\nthen %s", p.ID(), out, again)
			}
			e.Text(policy.Zh, c.Zone)
		}
	})
}

// FuzzParseSpan: a length that is read is written as one that is read the same.
func FuzzParseSpan(f *testing.F) {
	for _, s := range []string{"14d", "72h", "30m", "1d12h", "", "d", "99999d", "1s", "10", "٣d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		length, err := policy.ParseSpan(s)
		if err != nil {
			return
		}
		again, err := policy.ParseSpan(length.String())
		if err != nil || again != length || length <= 0 {
			t.Fatalf("%q is %d, written %q, read again %d, %v", s, length, length, again, err)
		}
	})
}
