package node

import (
	"context"

	"kangma/internal/fault"
	"kangma/region"
	"kangma/review"
	"kangma/store"
)

// refusalEffects: a report that a code was refused reaches the department on the spot (NA-10); of a place outside this
// node, the one where the holder lives.
var refusalEffects = effects{
	seat: func(open *opening) region.Code {
		if f, ok := open.Form.(review.RefusalForm); ok {
			return f.Where()
		}
		return 0
	},
	opened: func(_ context.Context, _ *Node, _ *store.Tx, open *opening) error {
		if f, ok := open.Form.(review.RefusalForm); ok && f.At > open.At {
			return fault.Field("form.at", f.At.String(), "has not come yet")
		}
		return nil
	},
}
