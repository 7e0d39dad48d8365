package wire

import "kangma/internal/id"

// Job is a piece of background work.
type Job struct {
	ID         id.ID  `json:"id"`
	Kind       string `json:"kind"`
	State      string `json:"state" enum:"waiting,running,done,failed,stopped"`
	Stopping   bool   `json:"stopping,omitempty"`
	Done       int64  `json:"done"`
	Total      int64  `json:"total" doc:"0 while it is not known"`
	Note       string `json:"note,omitempty"`
	Error      string `json:"error,omitempty"`
	EnqueuedAt Time   `json:"enqueued_at" format:"date-time"`
	StartedAt  Time   `json:"started_at,omitzero" format:"date-time"`
	EndedAt    Time   `json:"ended_at,omitzero" format:"date-time"`
}
