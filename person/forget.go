package person

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Forget destroys a person's identity (PE-4): the key of the seal, the index under which the document was found, birth
// and residence; and ends all links to him. What was decided about the id stays, and names nobody any more.
func Forget(ctx context.Context, tx Tx, person id.ID, at instant.Instant) error {
	links, err := tx.LinksOfPerson(ctx, person)
	if err != nil {
		return err
	}
	if err := endAll(ctx, tx, links, at); err != nil {
		return err
	}
	return tx.ForgetPerson(ctx, person)
}

// endAll ends those links that stand.
func endAll(ctx context.Context, tx AccountTx, links []Link, at instant.Instant) error {
	for _, l := range links {
		if l.Open(at) {
			if err := tx.EndLink(ctx, l, at); err != nil {
				return err
			}
		}
	}
	return nil
}
