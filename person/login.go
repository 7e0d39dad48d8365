package person

import (
	"time"

	"kangma/internal/instant"
)

// Limits of login by one-time code (WZ-01, WZ-12 state 13).
const (
	CodeDigits  = 6
	CodeValid   = 3 * time.Minute
	ResendAfter = time.Minute
	CodesAnHour = 5
	CodesADay   = 10
	MaxTries    = 5
)

// Login is the state of one-time codes of one phone, one row a phone. The zero Login with its Phone is the state of a
// phone that never asked.
type Login struct {
	Phone        Index
	Hash         []byte          // keyed hash of the code that is out; nil if none is
	SentAt       instant.Instant // when the last code was made
	Tries        int             // wrong ones of that code
	HourFrom     instant.Instant // the first code of the present hour, and how many since
	InHour       int
	Day          int64 // the +08:00 day that InDay counts, in days since 1970
	InDay        int
	BlockedUntil instant.Instant // no new code before it
}
