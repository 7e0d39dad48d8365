package audit

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Reader is what proving, verifying and listing need. One Reader sees one state
// of the log from its first call to its last (a read transaction, REPEATABLE
// READ where the engine asks for it). Nothing here writes.
type Reader interface {
	// AuditEntries lists entries that match q, newest id first, at most q.Limit.
	// It need not find what was committed after the Reader began.
	AuditEntries(ctx context.Context, q Query) ([]Entry, error)

	// AuditLeaf finds where an entry stands in the log. ok is false while it is pending or unknown.
	AuditLeaf(ctx context.Context, entry id.ID) (leaf Leaf, ok bool, err error)

	// AuditLeaves gives at most limit leaves with from <= index, in order of index, each with its entry.
	// A gap in the indexes is given as it is: the next leaf that exists.
	AuditLeaves(ctx context.Context, from int64, limit int) ([]Logged, error)

	// AuditUnlogged gives at most limit entries with id > after that no leaf names, in order of id.
	// It compares entries with leaves and trusts no mark that says "pending". It may be slow.
	AuditUnlogged(ctx context.Context, after id.ID, limit int) ([]Entry, error)

	// AuditTiles gives the hashes stored at each place, in the order asked; nil where nothing is stored.
	AuditTiles(ctx context.Context, places []Place) ([][]byte, error)

	// AuditHead is the checkpoint of the greatest size; ok is false before the first.
	AuditHead(ctx context.Context) (c Checkpoint, ok bool, err error)

	// AuditCheckpoints gives at most limit checkpoints with size > after, in order of size.
	AuditCheckpoints(ctx context.Context, after int64, limit int) ([]Checkpoint, error)
}

// Tx is what recording and integrating need. Everything that one Tx writes
// becomes visible together or not at all.
type Tx interface {
	Reader

	// AddAuditEntry stores an entry that was checked, and marks it as pending if the store keeps such a mark.
	// It takes no lock that another person's use case could wait for. An id twice is a Conflict fault.
	AddAuditEntry(ctx context.Context, e Entry) error

	// AuditPending gives at most limit entries that are not in the log yet, in order of id, as far as they are
	// committed: a smaller id may come up in a later call, when its slower transaction has committed.
	// It may go by a mark kept beside the entry and is cheap when nothing is pending.
	AuditPending(ctx context.Context, limit int) ([]Entry, error)

	// ExtendAudit stores leaves, tiles and checkpoint and takes the entries off the pending mark.
	// A leaf index, an entry or a checkpoint size that is there already is a Conflict fault: then another
	// sequencer was faster, the transaction must be rolled back, and Integrate may be called again.
	// Leaves and checkpoints are never updated; a tile replaces a shorter one of its place.
	ExtendAudit(ctx context.Context, x Extension) error
}

// Leaf says that an entry stands in the log at an index, counted from 0.
type Leaf struct {
	Index int64
	Entry id.ID
	Hash  tlog.Hash // 32 bytes
}

// Logged is a leaf with the entry that it names.
type Logged struct {
	Leaf
	Content *Entry // nil if there is no such row, or none that can be read as an Entry
}

// Place is where a tile lies: tile N of a level, 256 hashes of the level each, level 0 being leaf hashes.
type Place struct {
	Level int
	N     int64
}

// Tile is the hashes at a place, 32 bytes each, 1 to 256 of them. Only the last tile of a level has fewer than 256.
type Tile struct {
	Place
	Hashes []byte
}

// Checkpoint is a stored signed tree head: Note is the signed note in the text form of C2SP tlog-checkpoint,
// of a tree of Size leaves, made at At. Size and At repeat for queries what Note (and the clock) say; only Note is signed.
type Checkpoint struct {
	Size int64
	At   instant.Instant
	Note []byte
}

// Extension is what one batch adds to a log of size From.
type Extension struct {
	From       int64
	Leaves     []Leaf     // From, From+1, …; at least one
	Tiles      []Tile     // each place once, in order of level and number
	Checkpoint Checkpoint // of size From + len(Leaves)
}

// Query selects entries. A zero field does not restrict.
type Query struct {
	Subject     id.ID           // entries about this person
	Actor       Actor           // Kind and ID of who did it; Text is not looked at
	Actions     []Action        // any of these
	Object      Object          // Kind and ID of what it was done to
	Lo, Hi      int64           // Lo <= region digits < Hi, as region.Code.Range gives them
	From, Until instant.Instant // From <= at, and at < Until if Until is not 0
	Before      id.ID           // cursor: ids less than this
	Limit       int             // 1 to MaxPage
}
