package federation

import (
	"context"
	"encoding/binary"
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// SyncTime is how long a change may wait before it is told, unless its holder was verified by face (WZ-16); Silence how long a node may say nothing
// before its codes are taken for unanswered (state 8).
const (
	SyncTime = time.Minute
	Silence  = 30 * time.Minute
)

// Subscription is whom an issuer tells a partner of.
type Subscription struct {
	Person  id.ID
	Partner region.Code
	Name    Name
	How     How
	Since   instant.Instant
}

// Change is a state on its way to a partner.
type Change struct {
	Partner region.Code
	ID      id.ID // by the time it was made: the cursor of pulls
	State   State
	Urgent  bool
	Sent    bool
}

// Heard is how far a node has heard an issuer.
type Heard struct {
	Issuer region.Code
	Cursor id.ID           // the last change that it pulled
	At     instant.Instant // when the issuer last answered
}

// CursorLap is how far before its cursor a pull begins: changes of transactions that were slow have ids before those that were seen (FE-8).
const CursorLap = 2 * time.Minute

// From is the id from which changes are pulled.
func (h Heard) From() id.ID {
	if h.Cursor.IsZero() {
		return id.ID{}
	}
	var ms [8]byte
	copy(ms[2:], h.Cursor[:6]) // an id begins with its milliseconds
	return id.First(instant.Instant(binary.BigEndian.Uint64(ms[:]) * 1000).Add(-CursorLap))
}

// LinkTx is what links need from storage, inside one transaction.
type LinkTx interface {
	// Links are a person's links, ended ones left out, by issuer.
	Links(ctx context.Context, person id.ID) ([]Link, error)
	// LinksNamed are the standing links of an issuer's names; unknown names are left out.
	LinksNamed(ctx context.Context, issuer region.Code, names []Name) ([]Link, error)
	// LinksOf are the standing links of an issuer in a status, by name, after a name.
	LinksOf(ctx context.Context, issuer region.Code, status Status, after Name, limit int) ([]Link, error)
	// PutLink inserts a link, or replaces the one of its person, issuer and name.
	PutLink(ctx context.Context, l Link) error

	// Subscriptions are those of some persons that stand.
	Subscriptions(ctx context.Context, persons []id.ID) ([]Subscription, error)
	// SubscriptionsNamed are those of a partner's names.
	SubscriptionsNamed(ctx context.Context, partner region.Code, names []Name) ([]Subscription, error)
	// PutSubscription inserts the one of a person and a partner, or replaces its How.
	PutSubscription(ctx context.Context, s Subscription) error
	// DropSubscription deletes it; no error if it is gone.
	DropSubscription(ctx context.Context, s Subscription) error

	// InsertChanges stores changes to be told.
	InsertChanges(ctx context.Context, list []Change) error
	// Unsent lists changes that were not told to a partner yet, the oldest first; urgent leaves out the others.
	Unsent(ctx context.Context, partner region.Code, urgent bool, limit int) ([]Change, error)
	// UnsentPartners lists to whom something is to be told.
	UnsentPartners(ctx context.Context, urgent bool) ([]region.Code, error)
	// MarkSent notes that changes were told.
	MarkSent(ctx context.Context, partner region.Code, ids []id.ID) error
	// ChangesAfter lists a partner's changes with greater ids, sent or not, by id.
	ChangesAfter(ctx context.Context, partner region.Code, after id.ID, limit int) ([]Change, error)
	// ForgetChanges deletes changes made before an instant.
	ForgetChanges(ctx context.Context, before instant.Instant) error

	// Heard lists the issuers that links depend on; PutHeard inserts or replaces one.
	Heard(ctx context.Context) ([]Heard, error)
	PutHeard(ctx context.Context, h Heard) error
}
