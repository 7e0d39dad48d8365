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

func (a *API) endEvidence(ctx context.Context, c node.Caller, in *ending) (evidence.Change, error) {
	return a.changeEvidence(ctx, c, in, a.node.EndEvidence)
}

func (a *API) retractEvidence(ctx context.Context, c node.Caller, in *ending) (evidence.Change, error) {
	return a.changeEvidence(ctx, c, in, a.node.RetractEvidence)
}

func (a *API) changeEvidence(ctx context.Context, c node.Caller, in *ending,
	change func(context.Context, node.Caller, evidence.Change, staff.Purpose) (evidence.Change, error)) (ch evidence.Change, err error) {
	b := in.Body
	purpose, err := parsePurpose(b.Purpose)
	if err != nil {
		return ch, err
	}
	if ch.Evidence, err = in.id(); err != nil {
		return ch, err
	}
	ch.Person, ch.Until, ch.Reason, ch.Ground = b.Person, b.Until.Instant(a.node.Now()), b.Reason, b.Ground
	return change(ctx, c, ch, purpose)
}

func endedEvidence(ch evidence.Change) wire.Changed {
	return wire.Changed{ID: ch.ID, Evidence: ch.Evidence, RecordedAt: wire.Time(ch.RecordedAt)}
}
