package jobs

import (
	"encoding/json"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// State says where a job is.
type State string

const (
	Waiting State = "waiting" // until RunAt
	Running State = "running" // under a lease until RunAt
	Done    State = "done"
	Failed  State = "failed"  // given up; Resume tries again
	Stopped State = "stopped" // by somebody; Resume goes on
)

// Progress is how far a job is. Total is 0 while it is not known.
type Progress struct {
	Done, Total int64
	Note        string // what it is doing or what came out, in a few words, without personal data
}

// Job is a job as it stands.
type Job struct {
	ID         id.ID
	Kind       string
	Args       json.RawMessage
	State      State
	RunAt      instant.Instant
	Attempt    int // since progress was last saved
	Stopping   bool
	Progress   Progress
	Checkpoint []byte
	Error      string // of the last attempt, "" if it went well
	EnqueuedAt instant.Instant
	StartedAt  *instant.Instant // the first time
	EndedAt    *instant.Instant
}

const jobColumns = `id, kind, args, state, run_at, attempt, stop, done, total, note, checkpoint, error, enqueued_at, started_at, ended_at`

func readJob(scan db.Scan) (j Job, err error) {
	var args string
	err = scan(&j.ID, &j.Kind, &args, &j.State, &j.RunAt, &j.Attempt, &j.Stopping, &j.Progress.Done, &j.Progress.Total, &j.Progress.Note,
		&j.Checkpoint, &j.Error, &j.EnqueuedAt, &j.StartedAt, &j.EndedAt)
	j.Args = json.RawMessage(args)
	return j, err
}

// Event is one line of a job's history.
type Event struct {
	At     instant.Instant
	Event  string // enqueued, started, retried, done, failed, stopped, resumed
	Detail string
}
