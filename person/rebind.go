package person

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Rebind changes the bound phone of a person, at a service desk and against his document: the way out that a refusal
// person.phone_not_bound names (WH-02). The holder himself never changes it (PE-2, NA-07). The account of the old phone
// stops showing him; the person then logs in with the new one and links himself.
func Rebind(ctx context.Context, tx Tx, v *Vault, person id.ID, phone Phone, at instant.Instant) error {
	p, err := tx.Person(ctx, person)
	if err != nil {
		return err
	}
	who, err := v.Open(p.ID, p.Sealed)
	if err != nil {
		return err
	}
	links, err := tx.LinksOfPerson(ctx, person)
	if err != nil {
		return err
	}
	if self, ok := selfOf(links, at); ok {
		if err := tx.EndLink(ctx, self, at); err != nil {
			return err
		}
	}
	who.Phone = phone
	if p.Sealed, err = v.Reseal(p.ID, p.Sealed, who); err != nil {
		return err
	}
	return tx.UpdatePerson(ctx, p, at)
}
