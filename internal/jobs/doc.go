// Package jobs runs work in the background, from a table of leases in the node's database.
//
// A job is enqueued in the caller's transaction, so it exists exactly if what asked for it does. Its kind is
// a stable name with typed arguments. Whoever runs it holds a lease and renews it; if the process dies the
// lease ends and another takes the job up from its checkpoint. What a worker stores together with Save is
// stored once, however often the job starts (JB-1).
//
//   - JB-1: Save refuses a worker whose lease was lost, and with it the whole transaction.
//   - JB-2: a kind that nobody handles is an error at the start, not a job that waits for ever.
//   - JB-3: a failed job is tried again after 1, 2, 4, … seconds; saved progress begins the count anew.
//   - JB-4: a stopped job keeps its checkpoint and can be resumed.
//
// Lead gives a task to one process at a time. It is not a timetable and not a message queue
// between systems, and it has no clock of its own.
package jobs
