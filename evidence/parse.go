package evidence

import (
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/strict"
	"kangma/region"
)

// Regions says whether a division exists; region.Table does.
type Regions interface {
	Check(region.Code) error
}

// Parse reads one piece of evidence in the form of evidence.md section 1. Faults are noted in o (EV-3).
func Parse(o *strict.Object, regions Regions) Fact {
	f := Fact{ValidUntil: instant.Never, RetractedAt: instant.Never}
	o.Require("id", "kind", "source", "valid_from")
	f.ID = name(o, "id")
	if s, ok := o.Text("kind"); ok {
		if f.Kind, ok = KindOf(s); !ok {
			o.Fail("kind", s, "is not a kind of evidence")
		}
	}
	f.Source = name(o, "source")
	f.Region = ParseRegion(o, "region", regions)
	f.ValidFrom, _, _ = o.Time("valid_from")
	if t, _, ok := o.Time("valid_until"); ok {
		if t < f.ValidFrom {
			o.Fail("valid_until", t.In("Z"), "is before valid_from %s", f.ValidFrom)
		}
		f.ValidUntil = t
	}
	f.RecordedAt = timeOr(o, "recorded_at", f.ValidFrom)
	f.EndRecordedAt = timeOr(o, "end_recorded_at", f.RecordedAt)
	f.RetractedAt = timeOr(o, "retracted_at", instant.Never)
	attrs, given := o.Object("attrs")
	if o.Err() != nil {
		return f
	}
	if given {
		f.Attrs = ParseAttrs(attrs, f.Kind, regions)
	}
	if o.Done() == nil {
		if f.Kind.Spec().NeedsRegion && f.Region.IsZero() {
			o.Missing("region")
		} else if missing, ok := fault.As(f.complete()); ok {
			o.Missing(missing.Field)
		}
	}
	return f
}

// ParseAttrs reads the attributes of a kind. Which of them are required is not checked here.
func ParseAttrs(o *strict.Object, k Kind, regions Regions) Attrs {
	var attrs Attrs
	for _, want := range k.Spec().Attrs {
		if a, ok := parseAttr(o, want, regions); ok {
			attrs = append(attrs, a)
		}
	}
	slices.SortFunc(attrs, func(a, b Attr) int { return int(a.Name) - int(b.Name) }) // a kind lists them in its own order
	if o.Err() != nil {
		return attrs
	}
	for _, s := range o.Names() {
		if n, ok := NameOf(s); ok {
			if _, ok := k.Attribute(n); ok {
				continue
			}
		}
		o.Fail(s, s, "is not an attribute of %s", k)
	}
	o.Done()
	return attrs
}

func parseAttr(o *strict.Object, want Attribute, regions Regions) (Attr, bool) {
	n := want.Name
	s := n.String()
	a := Attr{Name: n}
	var given bool
	switch n.Type() {
	case Text, Choice:
		a.Text, given = o.Text(s)
	case List:
		var words []string
		words, given = o.Words(s)
		a.Text = strings.Join(words, ",")
		for _, w := range words {
			if err := oneOf(s, w, want.Words); err != nil {
				o.FailWith(s, w, err)
			}
		}
		return a, given
	case Bool:
		var b bool
		b, given = o.Bool(s)
		a = BoolAttr(n, b)
	case Whole:
		a.Num, given = o.Whole(s)
	case Number:
		var x float64
		x, given = o.Number(s)
		a = NumberAttr(n, x)
	case Time:
		var t instant.Instant
		t, _, given = o.Time(s)
		a = TimeAttr(n, t)
	case Region:
		a.Text, given = o.Text(s)
		if given {
			if c, err := region.ParseCode(a.Text); err != nil || len(a.Text) != 6 {
				o.Fail(s, a.Text, "is not a region code of 6 digits")
			} else if err := regions.Check(c); err != nil {
				o.FailWith(s, a.Text, err)
			}
		}
	}
	if given {
		if err := want.check(a); err != nil {
			f, _ := fault.As(err)
			value := any(a.Text)
			if f.Value != "" && a.Text == "" {
				value = a.value()
			}
			o.FailWith(s, value, err)
		}
	}
	return a, given
}

// ParseRegion reads a region that must exist; no region if it was left out.
func ParseRegion(o *strict.Object, field string, regions Regions) region.Code {
	s, ok := o.Text(field)
	if !ok {
		return 0
	}
	c, err := region.ParseCode(s)
	if err == nil {
		err = regions.Check(c)
	}
	if err != nil {
		o.FailWith(field, s, err)
		return 0
	}
	return c
}

func name(o *strict.Object, field string) string {
	s, ok := o.Text(field)
	switch {
	case ok && s == "":
		o.Fail(field, s, "is empty")
	case len(s) > MaxID:
		o.Fail(field, s, "is longer than %d bytes", MaxID)
	}
	return s
}

func timeOr(o *strict.Object, field string, otherwise instant.Instant) instant.Instant {
	if t, _, ok := o.Time(field); ok {
		return t
	}
	return otherwise
}

func oneOf(field, value string, words []string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return fault.Field(field, value, "is not one of %s", strings.Join(words, ", "))
}

func unknownKind(s string) error { return fault.Field("kind", s, "is not a kind of evidence") }

func unknownAttr(k Kind, s string) error {
	return fault.Field("attrs."+s, s, "is not an attribute of %s", k)
}
