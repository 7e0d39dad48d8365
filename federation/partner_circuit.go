package federation

import (
	"time"

	"kangma/internal/instant"
)

// Circuit keeps a node from asking again and again who does not answer (FE-6): after a few failures in a row it is open for a while,
// and then lets one through to see. The zero Circuit is closed. Not for concurrent use.
type Circuit struct {
	failures int
	until    instant.Instant
	probing  bool
}

// Limits of a circuit.
const (
	breaksAfter  = 3
	firstPause   = 10 * time.Second
	longestPause = 2 * time.Minute
)

// Allow says whether a call may go out at an instant. Of those that may while it is open, one goes; its end is told by Answered or Failed.
func (c *Circuit) Allow(at instant.Instant) bool {
	switch {
	case c.failures < breaksAfter:
		return true
	case at < c.until || c.probing:
		return false
	}
	c.probing = true
	return true
}

// Answered closes it: whatever the other node said, it is there.
func (c *Circuit) Answered() { *c = Circuit{} }

// Failed notes that there was no answer.
func (c *Circuit) Failed(at instant.Instant) {
	c.failures++
	c.probing = false
	if c.failures < breaksAfter {
		return
	}
	pause := firstPause
	for range min(c.failures-breaksAfter, 10) {
		pause = min(2*pause, longestPause)
	}
	c.until = at.Add(pause)
}

// Open says whether calls are held back at an instant.
func (c *Circuit) Open(at instant.Instant) bool { return c.failures >= breaksAfter && at < c.until }
