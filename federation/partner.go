package federation

import "time"

// How often a node asks its hub: every minute, so that a removal takes effect within minutes; after failures less often.
const (
	askEvery   = time.Minute
	askAtLeast = 5 * time.Minute
)

// Pause is how long after so many failures in a row the hub is asked again.
func Pause(failures int) time.Duration {
	pause := askEvery
	for range min(failures, 5) {
		pause = min(2*pause, askAtLeast)
	}
	return pause
}
