package api

import (
	"context"

	"kangma/api/wire"
	"kangma/audit"
	"kangma/node"
)

func (a *API) openLook(ctx context.Context, c node.Caller, in *struct{ Body wire.NewLook }) (wire.RecordLook, error) {
	purpose, err := parsePurpose(in.Body.Purpose)
	if err != nil {
		return wire.RecordLook{}, err
	}
	b := in.Body
	l, err := a.node.OpenLook(ctx, c, node.Sought{Whom: whom(wire.Whom{IDType: b.IDType, Number: b.Number, Name: b.Name}), Phone: b.Phone, Case: b.CaseID}, purpose)
	return look(l), err
}

func look(l node.Look) wire.RecordLook {
	return wire.RecordLook{Look: l.Text, Until: wire.Time(l.Until), Revealed: wire.Time(l.Revealed)}
}

func (a *API) readLook(ctx context.Context, c node.Caller, in *struct{ Body wire.LookName }) (out wire.PersonFile, err error) {
	f, err := a.node.PersonFile(ctx, c, in.Body.Look)
	if err != nil {
		return out, err
	}
	out.Look, out.Person, out.MayReveal = look(f.Look), held(f.Held), f.MayReveal
	if f.Revealed != 0 {
		out.Identity = &wire.Identity{Name: f.Who.Name.Reveal(), Number: f.Who.Document.Reveal(), Birth: f.Birth.Masked(), Address: f.Who.Address.Reveal(), Phone: f.Phone.Reveal()}
	}
	if out.Why, err = explained(f.Explained); err != nil {
		return out, err
	}
	if out.Facts, err = facts(f.Facts); err != nil {
		return out, err
	}
	out.Cases = each(f.Cases, a.caseRow)
	out.Looks = each(f.Looks, func(l audit.Look) wire.SeenLook {
		return wire.SeenLook{At: wire.Time(l.At), Role: l.Role, Region: l.Region.String(), Action: string(l.Action), Purpose: l.Purpose}
	})
	return out, nil
}

func (a *API) revealPerson(ctx context.Context, c node.Caller, in *struct{ Body wire.Reveal }) (wire.RecordLook, error) {
	l, err := a.node.Reveal(ctx, c, in.Body.Look, in.Body.Reason)
	return look(l), err
}
