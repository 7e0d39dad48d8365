package store

import (
	"kangma/audit"
	"kangma/contact"
	"kangma/evidence"
	"kangma/federation"
	"kangma/feed"
	"kangma/internal/keys"
	"kangma/itinerary"
	"kangma/notice"
	"kangma/pass"
	"kangma/passage"
	"kangma/person"
	"kangma/policy"
	"kangma/review"
	"kangma/staff"
)

// A *Tx is what every domain package needs from storage.
var (
	_ pass.PaperTx = (*Tx)(nil)
	_ person.Tx    = (*Tx)(nil)
	_ evidence.Tx  = (*Tx)(nil)
	_ policy.Tx    = (*Tx)(nil)
	_ feed.Tx      = (*Tx)(nil)
	_ passage.Tx   = (*Tx)(nil)
	_ staff.Tx     = (*Tx)(nil)
	_ notice.Tx    = (*Tx)(nil)
	_ review.Tx    = (*Tx)(nil)
	_ itinerary.Tx = (*Tx)(nil)
	_ contact.Tx   = (*Tx)(nil)

	_ federation.EditionTx = (*Tx)(nil)
	_ audit.Tx             = (*Tx)(nil)
	_ keys.Ring            = (*Tx)(nil)
	_ keys.Ring            = (*KeyRing)(nil)
)
