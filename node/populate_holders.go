package node

import (
	"context"
	"fmt"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/person"
	"kangma/store"
)

// SampleHolder is a made-up person whose account is logged in at the holders' door.
type SampleHolder struct {
	Person id.ID
	Token  string // bearer
}

// SampleHolders gives made-up people of Populate, from the i-th on, an account each and logs them in: something to load
// a node with, since nobody could wait for so many one-time codes.
func (n *Node) SampleHolders(ctx context.Context, from, count int) ([]SampleHolder, error) {
	holders := make([]SampleHolder, 0, count)
	for len(holders) < count {
		var some []SampleHolder
		i := from + len(holders)
		err := n.store.Write(ctx, func(tx *store.Tx) (err error) {
			some, err = n.logInSamples(ctx, tx, i, min(populateBatch, from+count-i))
			return err
		})
		if err != nil {
			return nil, err
		}
		holders = append(holders, some...)
	}
	return holders, nil
}

func (n *Node) logInSamples(ctx context.Context, tx *store.Tx, from, count int) ([]SampleHolder, error) {
	at := n.clock.Now()
	documents := make([]person.Index, count)
	for i := range documents {
		who, err := n.parseWhom(Sample(from+i), at)
		if err != nil {
			return nil, err
		}
		documents[i] = n.vault.IndexDocument(who.Document)
	}
	people, err := tx.PeopleByDocument(ctx, documents)
	if err != nil {
		return nil, err
	}
	holders := make([]SampleHolder, count)
	for i, d := range documents {
		if _, ok := people[d]; !ok {
			return nil, fault.Field("count", from+i, "is beyond the made-up people of this node")
		}
		phone, err := person.ParsePhone(fmt.Sprintf("138%08d", from+i))
		if err != nil {
			return nil, err
		}
		account, err := person.OpenAccount(ctx, tx, n.vault, person.Contact{Phone: phone}, at)
		if err != nil {
			return nil, err
		}
		if _, err := person.LinkSelf(ctx, tx, account.ID, people[d], at); err != nil {
			return nil, err
		}
		session, _, err := person.OpenSession(ctx, tx, account.ID, person.HolderDoor, false, at)
		if err != nil {
			return nil, err
		}
		token, _ := n.mint.Issue(session, at)
		holders[i] = SampleHolder{people[d], token}
	}
	return holders, nil
}
