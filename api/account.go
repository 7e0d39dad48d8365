package api

import (
	"context"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
)

func (a *API) account(ctx context.Context, c node.Caller, _ *nothing) (wire.Account, error) {
	acc, err := a.node.Account(ctx, c)
	return wire.Account{ID: acc.ID, Phone: acc.Phone.Masked(), Terms: acc.Terms, Accepted: acc.Accepted, People: each(acc.People, held)}, err
}

// held is a person, masked (WH-04).
func held(h node.Held) wire.Person {
	return wire.Person{ID: h.ID, Relation: string(h.Relation), Name: h.Who.Name.Masked(), IDType: string(h.Who.Document.Kind()),
		Number: h.Who.Document.Masked(), Birth: h.Birth.Masked(), Applied: h.Applied}
}

func (a *API) acceptTerms(ctx context.Context, c node.Caller, in *struct{ Body wire.Terms }) error {
	return a.node.AcceptTerms(ctx, c, in.Body.Version)
}

func (a *API) claim(ctx context.Context, c node.Caller, in *struct{ Body wire.Claim }) (id.ID, error) {
	b := in.Body
	return a.node.Verify(ctx, c, node.Claim{Ward: b.Relation == string(person.Ward), Name: b.Name, IDType: b.IDType, Number: b.Number, Birth: b.Birth})
}

func claimed(who id.ID) wire.Claimed { return wire.Claimed{Person: who} }

func (a *API) release(ctx context.Context, c node.Caller, in *struct {
	Person string `path:"person" maxLength:"32"`
}) error {
	who, err := parseID("person", in.Person)
	if err != nil {
		return err
	}
	return a.node.Release(ctx, c, who)
}
