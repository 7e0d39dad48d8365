package node

import (
	"sync"
	"time"

	"kangma/internal/instant"
)

// telecomCapacity is how many statements an hour an operator makes for a node, where nothing else was agreed.
const telecomCapacity = 3600

// minutes counts what happened in the last hour, by the minute. Each process counts what it does itself. Safe for concurrent use.
type minutes struct {
	mu     sync.Mutex
	of     [60]int64 // which minute a place holds
	counts [60]int
}

func (m *minutes) add(at instant.Instant) {
	m.mu.Lock()
	defer m.mu.Unlock()
	minute := int64(at) / int64(time.Minute/time.Microsecond)
	i := minute % 60
	if m.of[i] != minute {
		m.of[i], m.counts[i] = minute, 0
	}
	m.counts[i]++
}

// load is what share of a capacity an hour the last hour used; more than 1 beyond it.
func (m *minutes) load(at instant.Instant, capacity int) float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	minute := int64(at) / int64(time.Minute/time.Microsecond)
	sum := 0
	for i, of := range m.of {
		if minute-of < 60 {
			sum += m.counts[i]
		}
	}
	if capacity <= 0 {
		capacity = telecomCapacity
	}
	return float64(sum) / float64(capacity)
}
