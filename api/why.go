package api

import (
	"context"
	"encoding/json"

	"kangma/api/wire"
	"kangma/audit"
	"kangma/evidence"
	"kangma/node"
)

func (a *API) why(ctx context.Context, c node.Caller, in *struct {
	ByPerson
	At      string `query:"at" maxLength:"40" doc:"an instant of the past; now if absent"`
	KnownAt string `query:"known_at" maxLength:"40" doc:"with what was known at this instant; as known at the instant asked about if absent"`
}) (wire.Why, error) {
	who, err := in.id()
	if err != nil {
		return wire.Why{}, err
	}
	var m node.Moment
	if m.At, err = parseTime("at", in.At); err != nil {
		return wire.Why{}, err
	}
	if m.KnownAt, err = parseTime("known_at", in.KnownAt); err != nil {
		return wire.Why{}, err
	}
	x, err := a.node.Replay(ctx, c, who, m)
	if err != nil {
		return wire.Why{}, err
	}
	return explained(x)
}

// explained is a decision with its reasons (BY-02).
func explained(x node.Explained) (wire.Why, error) {
	out := wire.Why{Person: x.Person, At: wire.Time(x.At), KnownAt: wire.Time(x.KnownAt), Now: wire.Time(x.Now), Policy: x.Policy, Digest: x.Digest.String(), Regime: x.Regime,
		Decision: x.Decision, Title: text(x.Title), From: wire.Time(x.From),
		Colour: string(x.Colour), Mark: string(x.Mark), Labels: append([]string{}, x.Labels...), State: x.State.Name, Gate: string(x.Gate),
		Guidance: text(x.State.Holder), Next: wire.Time(x.Next), Reasons: []wire.Reason{}}
	for _, r := range x.Reasons {
		facts, err := facts(r.Evidence)
		if err != nil {
			return out, err
		}
		out.Reasons = append(out.Reasons, wire.Reason{Rule: r.Rule.ID, Title: text(r.Rule.Title), Text: text(r.Rule.Text), Source: r.Rule.Source,
			Code: r.Rule.Code, Who: text(r.Rule.Lift.Who), How: text(r.Rule.Lift.How), Evidence: facts, Until: wire.Time(r.Until)})
	}
	return out, nil
}

func facts(fs []evidence.Fact) ([]wire.Fact, error) {
	out := make([]wire.Fact, len(fs))
	for i, f := range fs {
		attrs, err := json.Marshal(f.Attrs)
		if err != nil {
			return nil, err
		}
		out[i] = wire.Fact{ID: f.ID, Kind: f.Kind.String(), Name: f.Kind.Spec().Zh, Source: f.Source, Region: f.Region.String(), ValidFrom: wire.Time(f.ValidFrom),
			ValidUntil: wire.Time(f.ValidUntil), RecordedAt: wire.Time(f.RecordedAt), RetractedAt: wire.Time(f.RetractedAt), Attrs: attrs}
	}
	return out, nil
}

func (a *API) looks(ctx context.Context, c node.Caller, in *struct {
	PageOf
}) (out wire.Page[wire.Look], err error) {
	who, before, err := in.page()
	if err != nil {
		return out, err
	}
	looks, next, err := a.node.Looks(ctx, c, who, before, in.Limit)
	out.Items, out.Next = each(looks, func(l audit.Look) wire.Look {
		return wire.Look{At: wire.Time(l.At), Kind: string(l.Kind), Who: l.Who, Role: l.Role, Region: l.Region.String(), Purpose: l.Purpose,
			Action: string(l.Action), Says: l.Action.Says(), Grant: l.Grant}
	}), cursor(next)
	return out, err
}
