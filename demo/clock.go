package demo

import (
	"errors"
	"sync/atomic"
	"time"

	"kangma/internal/instant"
)

// Clock is the time of a node while it is peopled: some days ago at first, so that there is a past to see, and in the end the machine's.
// It never goes back. Safe for concurrent use.
type Clock struct{ ago atomic.Int64 }

// Now is what time it is on it.
func (c *Clock) Now() time.Time { return time.Now().Add(-time.Duration(c.ago.Load())) }

// Back moves it to so long before the machine's.
func (c *Clock) Back(ago time.Duration) { c.ago.Store(int64(ago)) }

// Pass lets time pass. It goes no further than the machine's.
func (c *Clock) Pass(d time.Duration) error {
	ago := c.behind() - d
	if ago < 0 {
		return errors.New("demo: the clock has come to the machine's time")
	}
	c.Back(ago)
	return nil
}

func (c *Clock) instant() instant.Instant { return instant.Of(c.Now()) }

// behind is how long before the machine's it is.
func (c *Clock) behind() time.Duration { return time.Duration(c.ago.Load()) }
