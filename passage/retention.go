package passage

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
)

// Retention is how many days passages are kept, and MinRetention the fewest that a node may choose: a gate may send
// what it queued for three days, on a fourth.
const (
	Retention    = 14
	MinRetention = 4
)

// ParseRetention checks a number of days.
func ParseRetention(days int) (int, error) {
	if days < MinRetention || days > 365 {
		return 0, fault.Field("retention", days, "is not between %d and 365 days", MinRetention)
	}
	return days, nil
}

// Expired says which of some days are to be destroyed at an instant: those that ended at least so many days ago. So
// every passage is kept for the retention time and for at most a day longer (PS-3).
func Expired(days []Day, retention int, at instant.Instant) []Day {
	var expired []Day
	for _, d := range days {
		if kept(d, retention) <= DayOf(at) {
			expired = append(expired, d)
		}
	}
	return expired
}

// kept is the first day on which nothing of d is left.
func kept(d Day, retention int) Day { return d + 1 + Day(retention) }

// Destroyed is what was destroyed of one day, for the audit log.
type Destroyed struct {
	Day      Day
	Passages int64
}

// Purge destroys the keys and passages of all expired days (PS-3). It may be repeated, and after a failure.
func Purge(ctx context.Context, tx DayTx, retention int, at instant.Instant) ([]Destroyed, error) {
	days, err := tx.Days(ctx)
	if err != nil {
		return nil, err
	}
	var done []Destroyed
	for _, d := range Expired(days, retention, at) {
		n, err := tx.DestroyDay(ctx, d, at)
		if err != nil {
			return done, err
		}
		done = append(done, Destroyed{Day: d, Passages: n})
	}
	return done, nil
}

// OpenDayAt gives the key of a day, making it at its first passage. A day whose key was destroyed has none for ever;
// nor has one that is not yet to come within ClockSkew, or is past its retention.
func OpenDayAt(ctx context.Context, tx DayTx, ring *person.Keyring, day Day, retention int, at instant.Instant) (*DayKey, error) {
	w, err := tx.WrappedDay(ctx, day)
	if fault.CodeOf(err) == fault.NotFound {
		if day > DayOf(at.Add(ClockSkew)) || kept(day, retention) <= DayOf(at) {
			return nil, fault.New(fault.Conflict, "passage.day_destroyed", "nothing is kept of %s", day)
		}
		w, err = tx.InsertDay(ctx, NewDay(ring, day, at))
	}
	if err != nil {
		return nil, err
	}
	return OpenDay(ring, w)
}

// Who is the person behind a pseudonym of a day, while the day's key exists (PS-2). That the asker has a purpose and a
// case is for package staff to check, and the look is an audit entry.
func Who(ctx context.Context, tx DayTx, ring *person.Keyring, day Day, p Pseudonym) (id.ID, error) {
	if p.IsZero() {
		return id.ID{}, fault.New(fault.NotFound, "passage.nobody", "the code of this passage was no person's of this node")
	}
	w, err := tx.WrappedDay(ctx, day)
	if fault.CodeOf(err) == fault.NotFound {
		return id.ID{}, fault.New(fault.NotFound, "passage.day_destroyed", "the key of %s has been destroyed; nobody can tell who passed", day)
	}
	if err != nil {
		return id.ID{}, err
	}
	key, err := OpenDay(ring, w)
	if err != nil {
		return id.ID{}, err
	}
	return key.Resolve(p), nil
}
