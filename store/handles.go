package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/person"
)

// PeopleByHandle finds whom tokens are about; handles that nobody has are left out. Reads only.
func (t *Tx) PeopleByHandle(ctx context.Context, handles []person.Handle) (map[person.Handle]id.ID, error) {
	found := make(map[person.Handle]id.ID, len(handles))
	err := db.ByKeys(ctx, t.tx, handles, func(scan db.Scan) error {
		var h person.Handle
		var who id.ID
		err := scan(&h, &who)
		found[h] = who
		return err
	}, `SELECT handle, person_id FROM handles WHERE handle IN (/*keys*/)`)
	return found, err
}

// CountPeople is how many persons there are. It counts them.
func (t *Tx) CountPeople(ctx context.Context) (n int64, err error) {
	err = t.tx.QueryRow(ctx, `SELECT count(*) FROM people`, nil, &n)
	return n, err
}
