package evidence

import (
	"unicode/utf8"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

// Limits of what one fact may hold.
const (
	MaxID   = 200  // bytes of an id or a source
	MaxText = 2000 // characters of a text attribute
)

// Fact is one dated, sourced statement about one person. It is never changed; see EV-1.
type Fact struct {
	ID            string // unique for the person; 32 hexadecimal digits in a node
	Kind          Kind
	Source        string // who stated it
	Region        region.Code
	ValidFrom     instant.Instant
	ValidUntil    instant.Instant // Never if it names no end
	RecordedAt    instant.Instant // when it became known
	EndRecordedAt instant.Instant // when its end became known
	RetractedAt   instant.Instant // from then on, in known time, it never was; Never if it stands
	Attrs         Attrs
	Earlier       []EarlierEnd // the ends that were known before the present one, oldest first
}

// EarlierEnd is an end and when it became known.
type EarlierEnd struct{ Until, RecordedAt instant.Instant }

// Piece is a fact as it was known at some instant: its own interval, read with that knowledge.
type Piece struct {
	*Fact
	From  instant.Instant // from when it counts
	Until instant.Instant // its own end: as named, as the kind holds, or Never
	Ended bool            // it names an end, and the end was known
}

// Known reads f with the knowledge of an instant; ok is false if f was not known then, or known to be wrong (EV-2).
func (f *Fact) Known(at instant.Instant) (p Piece, ok bool) {
	if f.RecordedAt > at || f.RetractedAt <= at {
		return Piece{}, false
	}
	p = Piece{Fact: f, From: f.ValidFrom, Until: instant.Never}
	spec := f.Kind.Spec()
	if spec.CountsFrom != 0 {
		if t, ok := f.Attrs.Time(spec.CountsFrom); ok {
			p.From = t
		}
	}
	switch end := f.endKnown(at); {
	case end != instant.Never:
		p.Until, p.Ended = end, true
	case spec.Hold > 0:
		p.Until = f.ValidFrom.Add(spec.Hold)
	}
	return p, true
}

// endKnown is the end as it was known at an instant, Never if none was.
func (f *Fact) endKnown(at instant.Instant) instant.Instant {
	if f.EndRecordedAt <= at {
		return f.ValidUntil
	}
	for i := len(f.Earlier) - 1; i >= 0; i-- {
		if f.Earlier[i].RecordedAt <= at {
			return f.Earlier[i].Until
		}
	}
	return instant.Never
}

// Later orders the facts of one kind: "latest" is the greatest valid_from, then the greatest id by bytes.
func (f *Fact) Later(g *Fact) bool {
	if f.ValidFrom != g.ValidFrom {
		return f.ValidFrom > g.ValidFrom
	}
	return f.ID > g.ID
}

// Check holds a fact that code has built to the same rules as one that was parsed (EV-3), but for the existence of
// its regions, which the table that parsed them has checked.
func (f *Fact) Check() error {
	if f.Kind == 0 || f.Kind >= kinds {
		return unknownKind("")
	}
	switch {
	case f.ID == "":
		return fault.Missing("id")
	case len(f.ID) > MaxID:
		return fault.Field("id", f.ID, "is longer than %d bytes", MaxID)
	case f.Source == "":
		return fault.Missing("source")
	case len(f.Source) > MaxID:
		return fault.Field("source", f.Source, "is longer than %d bytes", MaxID)
	case f.Region.IsZero() && f.Kind.Spec().NeedsRegion:
		return fault.Missing("region")
	case f.ValidUntil < f.ValidFrom:
		return fault.Field("valid_until", f.ValidUntil.String(), "is before valid_from %s", f.ValidFrom)
	}
	for i, a := range f.Attrs {
		want, ok := f.Kind.Attribute(a.Name)
		if !ok {
			return unknownAttr(f.Kind, a.Name.String())
		}
		if i > 0 && f.Attrs[i-1].Name >= a.Name {
			return fault.Field("attrs."+a.Name.String(), a.Text, "is given twice or out of order")
		}
		if err := want.check(a); err != nil {
			return fault.At("attrs", err)
		}
	}
	return f.complete()
}

// complete says which required attribute is missing.
func (f *Fact) complete() error {
	for _, a := range f.Kind.Spec().Attrs {
		if a.Required && !f.Attrs.Has(a.Name) {
			return fault.Missing("attrs." + a.Name.String())
		}
	}
	if f.Kind == Upstream && f.Attrs.Text(Status) == "ok" && !f.Attrs.Has(Colour) {
		return fault.Missing("attrs.colour")
	}
	return nil
}

func (w Attribute) check(a Attr) error {
	name := a.Name.String()
	switch a.Name.Type() {
	case Text:
		if utf8.RuneCountInString(a.Text) > MaxText {
			return fault.Field(name, a.Text, "is longer than %d characters", MaxText)
		}
	case Choice:
		return oneOf(name, a.Text, w.Words)
	case List:
		for _, s := range (Attrs{a}).Words(a.Name) {
			if err := oneOf(name, s, w.Words); err != nil {
				return err
			}
		}
	case Number:
		if v := (Attrs{a}).Number(a.Name); !(v >= w.Min && v <= w.Max) {
			return fault.Field(name, v, "is not between %g and %g", w.Min, w.Max)
		}
	case Whole:
		if a.Num < 0 {
			return fault.Field(name, a.Num, "is negative")
		}
	}
	return nil
}
