package feed

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Tx is what feeds need from storage, inside one transaction.
type Tx interface {
	// InsertFeed stores a new feed; a name that is taken is fault.Conflict.
	InsertFeed(ctx context.Context, f Feed) error
	// UpdateFeed stores what staff may change: all but id, name, authority and who made it.
	UpdateFeed(ctx context.Context, f Feed) error
	// KeepFeedState stores how a feed stands.
	KeepFeedState(ctx context.Context, feed id.ID, s State) error
	// Feed reads and locks one by its name, FeedByID by its id; fault.NotFound if there is none.
	Feed(ctx context.Context, name string) (Feed, error)
	FeedByID(ctx context.Context, feed id.ID) (Feed, error)
	// Feeds are all of them, by name.
	Feeds(ctx context.Context) ([]Feed, error)

	// InsertFeedKey stores a proposed key; the same key of the same feed is fault.Conflict.
	InsertFeedKey(ctx context.Context, k Key) error
	// UpdateFeedKey stores Approved and RetiredAt.
	UpdateFeedKey(ctx context.Context, k Key) error
	// FeedKeys are the keys of a feed, the oldest first; with the zero id those of all feeds.
	FeedKeys(ctx context.Context, feed id.ID) ([]Key, error)

	// InsertDelivery stores a delivery; the same content of the same feed is fault.Conflict (FD-5).
	InsertDelivery(ctx context.Context, d Delivery) error
	// SettleDelivery stores Reason, SettledAt, SettledBy and Note.
	SettleDelivery(ctx context.Context, d Delivery) error
	// Delivery reads one with the counts of its import, DeliveryOf the one of a content; fault.NotFound if there is none.
	Delivery(ctx context.Context, delivery id.ID) (Delivery, error)
	DeliveryOf(ctx context.Context, feed id.ID, content Digest) (Delivery, error)
	// Deliveries lists newest first, before an id (zero: from the newest), at most limit.
	Deliveries(ctx context.Context, q Query) ([]Delivery, error)
	// DeadLetters counts the dead letters of each feed that has some.
	DeadLetters(ctx context.Context) (map[id.ID]int, error)
	// ForgetDeliveries deletes those that came before an instant and are not dead letters.
	ForgetDeliveries(ctx context.Context, before instant.Instant) error
}

// Query says which deliveries are listed.
type Query struct {
	Feed   id.ID // zero: of all feeds
	Dead   bool  // dead letters only
	Before id.ID
	Limit  int
}
