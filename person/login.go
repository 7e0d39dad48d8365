package person

import (
	"context"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
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

// EntriesAnHour is how often an account may try to log in within an hour by other ways than codes (PE-12).
const EntriesAnHour = 20

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

// MissesAnHour is how many searches or claims of one account may find nobody within an hour (PE-13).
const MissesAnHour = 20

// MayMiss refuses who searched for too many whom he did not find, until the hour is over (PE-13): Wait is behind the fault.
func MayMiss(ctx context.Context, tx LoginTx, v *Vault, account id.ID, at instant.Instant) error {
	l, err := tx.Login(ctx, v.indexMisses(account))
	if end := l.HourFrom.Add(time.Hour); err == nil && at < end && l.InHour >= MissesAnHour {
		return fault.New(fault.TooMany, "person.misses", "too many searches found nobody; wait until %s", end.In(instant.Beijing)).Because(&Wait{end})
	}
	return err
}

// CountMiss counts a search that found nobody, or nobody within reach.
func CountMiss(ctx context.Context, tx LoginTx, v *Vault, account id.ID, at instant.Instant) error {
	l, err := tx.Login(ctx, v.indexMisses(account))
	if err != nil {
		return err
	}
	if at >= l.HourFrom.Add(time.Hour) {
		l.HourFrom, l.InHour = at, 0
	}
	l.InHour++
	return tx.PutLogin(ctx, l)
}

// CountEntry counts a login of an account by another way than a code, one that worked or one that did not, and refuses
// what is too often until the hour is over (PE-12): Wait is behind the fault. Commit what it counted.
func CountEntry(ctx context.Context, tx LoginTx, v *Vault, account id.ID, at instant.Instant) error {
	l, err := tx.Login(ctx, v.IndexAccount(account))
	if err != nil {
		return err
	}
	if at >= l.HourFrom.Add(time.Hour) {
		l.HourFrom, l.InHour = at, 0
	}
	if l.InHour >= EntriesAnHour {
		end := l.HourFrom.Add(time.Hour)
		return fault.New(fault.TooMany, "login.often", "this account logged in too often; wait until %s", end.In(instant.Beijing)).Because(&Wait{end})
	}
	l.InHour++
	return tx.PutLogin(ctx, l)
}
