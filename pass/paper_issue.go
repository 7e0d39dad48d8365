package pass

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
)

// PaperTx is what papers need from storage.
type PaperTx interface {
	// Papers are a person's papers, the newest first.
	Papers(ctx context.Context, person id.ID) ([]Paper, error)
	// InsertPaper stores a paper; ok is false if its place in the status list belongs to another that has not expired by its issue.
	InsertPaper(ctx context.Context, p Paper) (ok bool, err error)
	// EndPaper stores an end and its reason: NotFound if there is no such paper.
	EndPaper(ctx context.Context, p Paper) error
	// CancelPlace puts a place on the status list until an instant.
	CancelPlace(ctx context.Context, place uint32, until instant.Instant) error
}

// placeTries bounds the search for a free place: with a quarter of a list half full, one in 2^32 papers finds none.
const placeTries = 32

// IssuePaper makes a person's paper, from now on the only one that counts (PA-8).
func IssuePaper(ctx context.Context, tx PaperTx, who person.Person, cti CTI, by PaperIssuer, life time.Duration, at instant.Instant) (Paper, error) {
	p, err := newPaper(who, cti, by, life, at)
	if err != nil {
		return Paper{}, err
	}
	if _, err := EndPapers(ctx, tx, who.ID, PaperReplaced, at); err != nil {
		return Paper{}, err
	}
	for range placeTries {
		var random [4]byte
		rand.Read(random[:])
		p.Place = PaperPlace(binary.BigEndian.Uint32(random[:]))
		ok, err := tx.InsertPaper(ctx, p)
		if ok || err != nil {
			return p, err
		}
	}
	return Paper{}, fault.New(fault.Unavailable, "paper.full", "there is no room for another paper code on the status list")
}

// EndPapers ends a person's papers that count, for good, and puts them on the status list for all of their time (PA-8). It gives
// those that it ended.
func EndPapers(ctx context.Context, tx PaperTx, who id.ID, why PaperEnd, at instant.Instant) ([]Paper, error) {
	all, err := tx.Papers(ctx, who)
	if err != nil {
		return nil, err
	}
	var ended []Paper
	for _, p := range all {
		if !p.Counts(at) {
			continue
		}
		p.EndedAt, p.Ended = at, why
		if err := tx.EndPaper(ctx, p); err != nil {
			return nil, err
		}
		if err := tx.CancelPlace(ctx, p.Place, p.Expires); err != nil {
			return nil, err
		}
		ended = append(ended, p)
	}
	return ended, nil
}
