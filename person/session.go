package person

import (
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Door is the side of the system that a session is for; a bearer token of one door opens no other.
type Door byte

const (
	HolderDoor Door = 1 // the holder's pages and API
	StaffDoor  Door = 2 // gate and desk
)

// How long a session lives without a new login: holders 30 days (NA-01), staff one shift.
const (
	HolderSession = 30 * 24 * time.Hour
	StaffSession  = 12 * time.Hour
	BearerValid   = 30 * time.Minute
	RetryWithin   = 30 * time.Second // a refresh whose answer was lost on the way may be sent again
)

// Session is one login on one device. Its refresh token is good once (PE-10).
type Session struct {
	ID        id.ID
	Account   id.ID
	Door      Door
	Hash      []byte          // SHA-256 of the refresh secret; nil if the holder logs in by face each time (NA-01)
	Previous  []byte          // the one before it, accepted again for RetryWithin after RotatedAt
	RotatedAt instant.Instant // when Hash was set
	CreatedAt instant.Instant
	ExpiresAt instant.Instant
	EndedAt   instant.Instant // Never while it lives
}
