package audit

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// MaxPage is the most entries that a list gives at a time.
const MaxPage = 500

// List gives entries that match, newest first, and the cursor for the next page: the zero id at the end.
func List(ctx context.Context, r Reader, q Query) (page []Entry, next id.ID, err error) {
	if q.Limit < 1 || q.Limit > MaxPage {
		return nil, next, fault.Field("limit", q.Limit, "is not between 1 and %d", MaxPage)
	}
	page, err = r.AuditEntries(ctx, q)
	if err == nil && len(page) == q.Limit {
		next = page[len(page)-1].ID
	}
	return page, next, err
}

// Look is what a holder is shown of an entry: who looked at his data, when, and why (BY-06).
type Look struct {
	At      instant.Instant
	Kind    ActorKind
	Who     string // the actor's text as it was then
	Role    string
	Region  region.Code
	Purpose string
	Action  Action
	Grant   string // kind of the exception under which it was done, "" if by office
}

// GrantKind is the key of the detail that names the kind of exception under which somebody acted.
const GrantKind = "grant_kind"

// LooksAt lists who looked at a person's data, newest first, at most limit at a time, before the cursor; the
// person's own looks are left out. next is the cursor for the next page, the zero id at the end.
// Who may ask is the caller's to decide: the person, and guardians.
func LooksAt(ctx context.Context, r Reader, person, before id.ID, limit int) (looks []Look, next id.ID, err error) {
	if person.IsZero() {
		return nil, next, fault.Missing("person")
	}
	page, next, err := List(ctx, r, Query{Subject: person, Actions: Looks(), Before: before, Limit: limit})
	if err != nil {
		return nil, next, err
	}
	for _, e := range page {
		if e.Actor.Kind == Holder && e.Actor.ID == person.String() {
			continue
		}
		looks = append(looks, Look{e.At, e.Actor.Kind, e.Actor.Text, e.Role, e.Region, e.Purpose, e.Action, e.Detail.Get(GrantKind)})
	}
	return looks, next, nil
}
