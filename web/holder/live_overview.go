package holder

import (
	"context"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/region"
	"kangma/review"
	"kangma/web/ui"
)

func (l Live) Overview(ctx context.Context, b Bearer, who id.ID) (Overview, error) {
	c, err := l.caller(b)
	if err != nil {
		return Overview{}, err
	}
	a, err := l.Node.Account(ctx, c)
	if err != nil {
		return Overview{}, err
	}
	o, err := l.Node.Overview(ctx, c, who)
	if err != nil {
		return Overview{}, err
	}
	out := Overview{At: o.At, Policy: o.Policy, Risk: string(o.Risk), Cases: known(o.Cases), Trips: known(o.Trips), Inbound: known(o.Inbound)}
	if i := personIndex(people(a.People), o.Person); i >= 0 {
		out.Person = people(a.People)[i]
	}
	if o.Itinerary != nil {
		k := knownOf(*o.Itinerary)
		if o.Expired(o.At) {
			k.Result = "expired"
		}
		out.Itinerary = &k
	}
	for _, e := range o.Codes {
		issuer, _ := region.ParseCode(e.Attrs.Text(evidence.Issuer))
		out.Codes = append(out.Codes, CodeElsewhere{Issuer: l.RegionName(issuer), Colour: ui.Colour(e.Attrs.Text(evidence.Colour)), Status: e.Attrs.Text(evidence.Status), At: e.ValidFrom})
	}
	for _, p := range o.Places {
		out.Places = append(out.Places, PlaceRisk{Name: l.RegionName(p.Region), Level: p.Level, Home: p.Home})
	}
	for _, k := range o.Corrections {
		out.Corrections = append(out.Corrections, l.correction(k))
	}
	return out, nil
}

func (l Live) correction(k review.Case) Case {
	out := Case{ID: k.ID, Kind: k.Kind, Office: l.RegionName(k.Region), Opened: k.OpenedAt, Due: k.Due}
	if d, err := review.Of(k.Kind); err == nil {
		stage, _ := d.Stage(k.State)
		out.Title, out.State = ui.Text{"zh": d.Zh, "en": d.En}, ui.Text{"zh": stage.Zh, "en": stage.En}
	}
	return out
}

func known(facts []evidence.Fact) []Known {
	out := make([]Known, len(facts))
	for i, f := range facts {
		out[i] = knownOf(f)
	}
	return out
}

func knownOf(f evidence.Fact) Known {
	k := Known{Kind: f.Kind.String(), Source: f.Source, From: f.ValidFrom, Until: f.ValidUntil, Result: f.Attrs.Text(evidence.Result), What: f.Attrs.Text(evidence.Trip)}
	if k.What == "" {
		k.What = f.Attrs.Text(evidence.Port)
	}
	return k
}
