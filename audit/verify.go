package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Wrong says what kind of thing does not fit.
type Wrong string

const (
	Changed    Wrong = "changed"     // an entry is not what was logged at its index
	Missing    Wrong = "missing"     // an entry or a leaf that was logged is gone
	Added      Wrong = "added"       // a leaf that no checkpoint covers
	LeftOut    Wrong = "left_out"    // an entry that is not in the log, though it is old enough
	Differs    Wrong = "differs"     // the rows and the tile say different hashes: the one or the other was changed
	TileWrong  Wrong = "tile"        // a tile is missing, or not what the leaves give
	Unsigned   Wrong = "unsigned"    // a stored checkpoint that no known key has signed as it stands
	RootWrong  Wrong = "root"        // the leaves do not give the root of a stored checkpoint
	Rewritten  Wrong = "rewritten"   // the log does not continue a checkpoint that was held outside
	RolledBack Wrong = "rolled_back" // the log is shorter than a checkpoint that was held outside
)

// Finding is one thing that does not fit.
type Finding struct {
	Wrong  Wrong
	Index  int64 // the leaf, or the first leaf that may be meant; -1 where it is about no leaf
	Entry  id.ID // the entry, if it is known
	Detail string
}

// MaxFindings is how many findings a report lists.
const MaxFindings = 100

// Report is what Verify found.
type Report struct {
	Size        int64 // leaves under the newest checkpoint
	Root        tlog.Hash
	Checkpoints int64     // stored ones that were checked
	Pending     int64     // entries that wait for the sequencer
	Findings    []Finding // the first MaxFindings, in the order of the walk over the leaves
	More        int64     // findings beyond those
}

// Sound says whether everything fits.
func (r *Report) Sound() bool { return len(r.Findings) == 0 }

// Options say what Verify is to know beyond the log itself.
type Options struct {
	Held     [][]byte                // checkpoints that somebody outside has kept
	Settled  instant.Instant         // entries made before this must be in the log; younger ones may wait
	Progress func(done, total int64) // leaves; called every few thousand; may be nil
}

// Verify rebuilds the log from the entries and compares: each entry with its
// leaf and its place in the tiles, each tile, the root and the signature of
// every stored checkpoint, and of those held outside. What does not fit is in
// the report; an error means that the store could not be read, or that a held
// checkpoint is none of this log. Memory stays the same for a log of any size.
//
// Where an entry, its leaf and its tile were all changed to fit one another,
// the finding names the range between the last checkpoint that holds and the
// first that does not. Where the checkpoints were signed anew as well, only a
// checkpoint held outside can tell, and does.
func Verify(ctx context.Context, r Reader, known *Verifier, o Options) (*Report, error) {
	v := &verification{Reader: r, known: known, report: &Report{}}
	for _, note := range o.Held {
		t, err := known.Open(note)
		if err != nil {
			return nil, err
		}
		v.held = append(v.held, t)
	}
	slices.SortFunc(v.held, func(a, b tlog.Tree) int { return cmp.Compare(a.N, b.N) })
	if head, ok, err := r.AuditHead(ctx); err != nil {
		return nil, err
	} else if ok {
		v.report.Size = head.Size
	}
	if err := v.rebuild(ctx, o.Progress); err != nil {
		return nil, err
	}
	for _, t := range v.held {
		v.found(RolledBack, v.report.Size, id.ID{}, "a checkpoint of %d leaves was held outside, the log has %d", t.N, v.report.Size)
	}
	return v.report, v.leftOut(ctx, o.Settled)
}

// verification is the state of one Verify.
type verification struct {
	Reader
	known  *Verifier
	report *Report

	tree        frontier
	tile        []byte       // of level 0, under the next leaf
	checkpoints []Checkpoint // stored ones that come next
	held        []tlog.Tree  // held ones that come next, in order of size
	stored      trail        // of the stored ones
	outside     trail        // of the held ones
}

// trail is how far the checkpoints of one source have agreed with the leaves.
type trail struct {
	good   int64 // leaves under the last one that agreed
	broken bool  // one did not; the later ones cannot either
}

func (v *verification) found(w Wrong, index int64, entry id.ID, format string, args ...any) {
	if len(v.report.Findings) == MaxFindings {
		v.report.More++
		return
	}
	v.report.Findings = append(v.report.Findings, Finding{w, index, entry, fmt.Sprintf(format, args...)})
}

// leftOut looks for entries that are not in the log.
func (v *verification) leftOut(ctx context.Context, settled instant.Instant) error {
	for after := (id.ID{}); ; {
		page, err := v.AuditUnlogged(ctx, after, pageSize)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, e := range page {
			if e.At < settled {
				v.found(LeftOut, -1, e.ID, "made at %s and not in the log", e.At)
			} else {
				v.report.Pending++
			}
		}
		after = page[len(page)-1].ID
	}
}
