package wire

import "kangma/internal/id"

// NewFeed sets up a feed of an authority, or changes one: then name and authority are not asked for (NA-15).
type NewFeed struct {
	Name      string   `json:"name,omitempty" maxLength:"40" doc:"small letters, digits, hyphens; never changes"`
	Authority string   `json:"authority,omitempty" enum:"health,border,aviation,railway,telecom,"`
	Region    string   `json:"region,omitempty" maxLength:"12" doc:"about which it speaks; the node's if absent"`
	Kinds     []string `json:"kinds" maxItems:"20" doc:"of evidence that it may bring, of those that its authority may state"`
	Source    string   `json:"source" maxLength:"200" doc:"of everything that it brings"`
	Mapping   string   `json:"mapping,omitempty" maxLength:"100" doc:"a saved mapping of columns; absent: the names of the columns tell"`
	Way       string   `json:"way" enum:"drop,push,pull"`
	Address   string   `json:"address,omitempty" maxLength:"500" doc:"from which it is fetched"`
	Every     int64    `json:"every,omitempty" doc:"seconds between two fetches"`
	Expected  int64    `json:"expected" doc:"seconds within which something comes: later it is late, after twice as long stale"`
	Paused    bool     `json:"paused,omitempty"`
}

// Feed is a feed as it stands.
type Feed struct {
	ID id.ID `json:"id"`
	NewFeed
	AuthorityName Text      `json:"authority_name"`
	RegionName    string    `json:"region_name"`
	Freshness     string    `json:"freshness,omitempty" enum:"awaited,fresh,late,stale,paused,no_key,"`
	HeardAt       Time      `json:"heard_at,omitzero" format:"date-time" doc:"when something came, or the authority said that there is nothing new"`
	Last          string    `json:"last,omitempty" doc:"the file that came last"`
	Trouble       string    `json:"trouble,omitempty" doc:"why the last try failed"`
	TroubleAt     Time      `json:"trouble_at,omitzero" format:"date-time"`
	Dead          int       `json:"dead" doc:"dead letters"`
	Keys          []FeedKey `json:"keys,omitempty"`
	CreatedAt     Time      `json:"created_at" format:"date-time"`
}

// NewFeedKey proposes a key of an authority.
type NewFeedKey struct {
	Key string `json:"key" maxLength:"64" doc:"Ed25519, 32 bytes in base64url"`
}

// FeedKey is a key of an authority.
type FeedKey struct {
	ID        string `json:"id"`
	Key       string `json:"key"`
	Counts    bool   `json:"counts" doc:"another human being than who proposed it has approved it, and it was not retired"`
	Proposed  Act    `json:"proposed"`
	Approved  *Act   `json:"approved,omitempty"`
	RetiredAt Time   `json:"retired_at,omitzero" format:"date-time"`
}

// Delivery is one file of a feed. read = stored + refused + duplicate.
type Delivery struct {
	ID        id.ID  `json:"id" doc:"of its import too"`
	Feed      string `json:"feed,omitempty"`
	Name      string `json:"name"`
	Digest    string `json:"digest" doc:"SHA-256 of the content"`
	Way       string `json:"way" enum:"drop,push,pull,corrected"`
	At        Time   `json:"at" format:"date-time"`
	Again     bool   `json:"again,omitempty" doc:"the same content was here before: this is the delivery of then"`
	Dead      bool   `json:"dead" doc:"something of it waits for correction"`
	Reason    string `json:"reason,omitempty" doc:"why it could not be taken as a whole"`
	Ended     bool   `json:"ended" doc:"all of its rows were looked at"`
	Read      int64  `json:"read"`
	Stored    int64  `json:"stored"`
	Refused   int64  `json:"refused"`
	Duplicate int64  `json:"duplicate"`
	Replaces  id.ID  `json:"replaces,omitzero"`
	SettledAt Time   `json:"settled_at,omitzero" format:"date-time"`
	Note      string `json:"note,omitempty"`
}
