package evidence

import (
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Application is a request for a code: when it came, by when it must be answered, and when it was (HB-06).
type Application struct {
	Person     id.ID
	ID         id.ID
	Account    id.ID // who applied: the person's own account, a guardian's, or staff's
	Region     region.Code
	Channel    string // the app or mini-program it came through (HB-13)
	Purpose    string // WH-01
	AppliedAt  instant.Instant
	DueAt      instant.Instant
	AssignedAt instant.Instant // Never until a code is assigned
}

// ServiceLevel is how soon a code must be assigned: within 12 hours in a region of medium or high risk, within 4 hours
// elsewhere (HB-06).
func ServiceLevel(risky bool) time.Duration {
	if risky {
		return 12 * time.Hour
	}
	return 4 * time.Hour
}
