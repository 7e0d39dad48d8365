package node

import (
	"context"

	"kangma/internal/instant"
	"kangma/passage"
	"kangma/region"
	"kangma/store"
)

// tallyDays is how many days that nobody counted, because no process ran, are counted afterwards.
const tallyDays = 31

// tally counts people by county and colour for today so far, and for the days since the last count as they ended.
// It may be repeated; the newer count of a day stands.
func (n *Node) tally(ctx context.Context) error {
	now := n.clock.Now()
	today := passage.DayOf(now)
	var last passage.Day
	err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		var counted bool
		if last, counted, err = tx.LastTally(ctx); !counted {
			last = today
		}
		return err
	})
	if err != nil {
		return err
	}
	for day := max(last, today-tallyDays+1); day <= today; day++ {
		if err := n.tallyDay(ctx, day, min(now, (day+1).Start()-1)); err != nil {
			return err
		}
	}
	return nil
}

// tallyDay counts for a day as things stood at an instant. The counting is a reading of its own, which holds up no writer.
func (n *Node) tallyDay(ctx context.Context, day passage.Day, at instant.Instant) error {
	var list []store.Tally
	err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.ColoursAt(ctx, at, countyOf(n.region))
		return err
	})
	if err != nil {
		return err
	}
	return n.store.Write(ctx, func(tx *store.Tx) error { return tx.ReplaceTallies(ctx, day, list) })
}

// countyOf is the county that a region is or lies in; a region above the counties is itself.
func countyOf(r region.Code) region.Code {
	for r.Level() > region.LevelCounty {
		r = r.Parent()
	}
	return r
}
