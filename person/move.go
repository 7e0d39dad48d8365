package person

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Move changes where a person lives: the only part of a registered identity that changes (PE-2). reach is the phone
// under which he can be reached; what he once gave stays (NA-07), and the zero Phone gives none. What was known before at
// is kept (PE-11).
func Move(ctx context.Context, tx PeopleTx, v *Vault, person id.ID, residence region.Code, address Address, reach Phone, at instant.Instant) (Person, error) {
	p, err := tx.Person(ctx, person)
	if err != nil {
		return Person{}, err
	}
	who, err := v.Open(p.ID, p.Sealed)
	if err != nil {
		return Person{}, err
	}
	who.Address, p.Residence = address, residence
	if who.Reach.IsZero() {
		who.Reach = reach
	}
	if p.Sealed, err = v.Reseal(p.ID, p.Sealed, who); err != nil {
		return Person{}, err
	}
	return p, tx.UpdatePerson(ctx, p, at)
}
