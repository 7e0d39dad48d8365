package jobs

import (
	"context"

	"kangma/internal/db"
)

// Count is how many jobs there are in each state; states without any are left out.
func Count(ctx context.Context, tx *db.Tx) (map[State]int64, error) {
	count := map[State]int64{}
	err := tx.Query(ctx, func(scan db.Scan) error {
		var s State
		var n int64
		err := scan(&s, &n)
		count[s] = n
		return err
	}, `SELECT state, count(*) FROM jobs GROUP BY state`)
	return count, err
}
