package api

import (
	"context"

	"kangma/api/wire"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/strict"
	"kangma/node"
	"kangma/staff"
)

// recordEvidence stores one fact, and the colour that follows from it, before it answers.
func (a *API) recordEvidence(ctx context.Context, c node.Caller, in *struct{ Body wire.NewEvidence }) (out evidence.Record, err error) {
	b := in.Body
	purpose, err := parsePurpose(b.Purpose)
	if err != nil {
		return out, err
	}
	kind, ok := evidence.KindOf(b.Kind)
	if !ok {
		return out, fault.Field("kind", b.Kind, "is not a kind of evidence")
	}
	f := evidence.Fact{Kind: kind, Source: b.Source, ValidFrom: b.ValidFrom.Instant(0), ValidUntil: b.ValidUntil.Instant(never)}
	if f.Region, err = a.knownRegion("region", b.Region); err != nil {
		return out, err
	}
	if len(b.Attrs) > 0 && string(b.Attrs) != "null" {
		o, err := strict.Parse(b.Attrs)
		if err != nil {
			return out, fault.Secret("attrs", "is not an object of attributes")
		}
		f.Attrs = evidence.ParseAttrs(o, kind, a.node.Regions())
		if err := o.Err(); err != nil {
			return out, fault.At("attrs", err)
		}
	}
	return a.node.RecordEvidence(ctx, c, whom(b.Whom), b.Number, f, purpose)
}

func recorded(r evidence.Record) wire.Recorded {
	return wire.Recorded{ID: r.ID, Person: r.Person, RecordedAt: wire.Time(r.RecordedAt)}
}

// ending is which fact is changed, and how.
type ending struct {
	ByID
	Body wire.Ending
}

func (a *API) endEvidence(ctx context.Context, c node.Caller, in *ending) (node.Changed, error) {
	ch, purpose, err := in.change()
	switch {
	case err != nil:
		return node.Changed{}, err
	case in.Body.Number != "":
		return a.node.EndOwnEvidence(ctx, c, ch, in.Body.Number, purpose)
	}
	return a.node.EndEvidence(ctx, c, ch, purpose)
}

func (a *API) retractEvidence(ctx context.Context, c node.Caller, in *ending) (node.Changed, error) {
	ch, purpose, err := in.change()
	if err != nil {
		return node.Changed{}, err
	}
	return a.node.RetractEvidence(ctx, c, ch, purpose)
}

func (in *ending) change() (ch evidence.Change, purpose staff.Purpose, err error) {
	b := in.Body
	if purpose, err = parsePurpose(b.Purpose); err != nil {
		return ch, purpose, err
	}
	ch = evidence.Change{Person: b.Person, Until: b.Until.Instant(0), Reason: b.Reason, Ground: b.Ground}
	ch.Evidence, err = in.id()
	return ch, purpose, err
}

func endedEvidence(ch node.Changed) wire.Changed {
	if !ch.Case.ID.IsZero() {
		return wire.Changed{Evidence: ch.Case.Evidence[0], RecordedAt: wire.Time(ch.Case.OpenedAt), Case: ch.Case.ID, State: string(ch.Case.State)}
	}
	return wire.Changed{ID: ch.ID, Evidence: ch.Evidence, RecordedAt: wire.Time(ch.RecordedAt)}
}
