package cli

import (
	"time"

	"kangma/node"
)

// SetClock moves the time of every command that is begun afterwards.
func SetClock(c func() time.Time) { clock = c }

// ConfigOf is what kangma serve makes of a node's folder and of a database.
func ConfigOf(dir, database string) (node.Config, error) {
	return nodeFlags{Data: dir, Database: database}.config()
}
