package node

import (
	"log/slog"
	"sync/atomic"
	"time"

	"kangma/internal/instant"
)

// Clock says what time it is and never goes back (NO-4): while the machine's clock is behind what was said before, it
// stands still. Safe for concurrent use.
type Clock struct {
	source func() time.Time
	last   atomic.Int64
	warned atomic.Bool
}

// NewClock reads a source, which is never time.Time's monotonic part alone: a machine that slept must not lag.
func NewClock(source func() time.Time) *Clock { return &Clock{source: source} }

// Now is the present instant.
func (c *Clock) Now() instant.Instant {
	now := int64(instant.Of(c.source()))
	for {
		last := c.last.Load()
		if now < last {
			if last-now > int64(time.Second/time.Microsecond) && !c.warned.Swap(true) {
				slog.Warn("the machine's clock went back; this node's stands still until it has caught up", "behind", time.Duration(last-now)*time.Microsecond)
			}
			return instant.Instant(last)
		}
		if now == last || c.last.CompareAndSwap(last, now) {
			return instant.Instant(now)
		}
	}
}

// NotBefore lets the clock begin at an instant that the database has seen already.
func (c *Clock) NotBefore(at instant.Instant) {
	for {
		last := c.last.Load()
		if int64(at) <= last || c.last.CompareAndSwap(last, int64(at)) {
			return
		}
	}
}
