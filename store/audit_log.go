package store

import (
	"context"
	"errors"

	"kangma/audit"
	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
)

var (
	intoLeaves = db.IntoTable("audit_leaves", "leaf, entry_id, hash", "")
	intoTiles  = db.IntoTable("audit_tiles", "level, n, hashes", "ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes")
)

func (t *Tx) ExtendAudit(ctx context.Context, x audit.Extension) error {
	raced := func(err error) error {
		if db.IsUnique(err) {
			return fault.New(fault.Conflict, "audit.raced", "another sequencer was faster").Because(err)
		}
		return err
	}
	if _, err := t.tx.Exec(ctx, `INSERT INTO audit_checkpoints (size, at, note) VALUES ($1, $2, $3)`,
		x.Checkpoint.Size, x.Checkpoint.At, x.Checkpoint.Note); err != nil {
		return raced(err)
	}
	if _, err := db.Insert(ctx, t.tx, intoLeaves, x.Leaves, func(l *audit.Leaf, v []any) []any {
		return append(v, l.Index, l.Entry, l.Hash[:])
	}); err != nil {
		return raced(err)
	}
	if _, err := db.Insert(ctx, t.tx, intoTiles, x.Tiles, func(l *audit.Tile, v []any) []any {
		return append(v, l.Level, l.N, l.Hashes)
	}); err != nil {
		return err
	}
	entries := make([]id.ID, len(x.Leaves))
	for i, l := range x.Leaves {
		entries[i] = l.Entry
	}
	return db.ByKeys(ctx, t.tx, entries, func(db.Scan) error { return nil }, `DELETE FROM audit_pending WHERE id IN (/*keys*/) RETURNING id`)
}

func (t *Tx) AuditLeaf(ctx context.Context, entry id.ID) (l audit.Leaf, ok bool, err error) {
	err = t.tx.QueryRow(ctx, `SELECT leaf, entry_id, hash FROM audit_leaves WHERE entry_id = $1`, []any{entry}, &l.Index, &l.Entry, fixed(l.Hash[:]))
	if errors.Is(err, db.ErrNoRows) {
		return audit.Leaf{}, false, nil
	}
	return l, err == nil, err
}

// AuditLeaves reads leaves and entries one after the other, because an entry may be missing or unreadable: then its leaf is
// given without it.
func (t *Tx) AuditLeaves(ctx context.Context, from int64, limit int) ([]audit.Logged, error) {
	logged, err := db.List(ctx, t.tx, func(scan db.Scan) (l audit.Logged, err error) {
		err = scan(&l.Index, &l.Entry, fixed(l.Hash[:]))
		return l, err
	}, `SELECT leaf, entry_id, hash FROM audit_leaves WHERE leaf >= $1 ORDER BY leaf LIMIT $2`, from, limit)
	if err != nil {
		return nil, err
	}
	entries := make([]id.ID, len(logged))
	at := make(map[id.ID]int, len(logged))
	for i, l := range logged {
		entries[i], at[l.Entry] = l.Entry, i
	}
	err = db.ByKeys(ctx, t.tx, entries, func(scan db.Scan) error {
		var entry id.ID
		var e audit.Entry
		if err := scan(append([]any{&entry}, entryFields(&e)...)...); err != nil {
			return nil // the leaf stands without its entry
		}
		logged[at[entry]].Content = &e
		return nil
	}, `SELECT id, `+entryColumns+` FROM audit_entries WHERE id IN (/*keys*/)`)
	return logged, err
}

func (t *Tx) AuditTiles(ctx context.Context, places []audit.Place) ([][]byte, error) {
	tiles := make([][]byte, len(places))
	for i, p := range places {
		err := t.tx.QueryRow(ctx, `SELECT hashes FROM audit_tiles WHERE level = $1 AND n = $2`, []any{p.Level, p.N}, &tiles[i])
		if err != nil && !errors.Is(err, db.ErrNoRows) {
			return nil, err
		}
	}
	return tiles, nil
}

func readCheckpoint(scan db.Scan) (c audit.Checkpoint, err error) {
	err = scan(&c.Size, &c.At, &c.Note)
	return c, err
}

func (t *Tx) AuditHead(ctx context.Context) (c audit.Checkpoint, ok bool, err error) {
	c, err = db.One(ctx, t.tx, readCheckpoint, `SELECT size, at, note FROM audit_checkpoints ORDER BY size DESC LIMIT 1`)
	if errors.Is(err, db.ErrNoRows) {
		return c, false, nil
	}
	return c, err == nil, err
}

func (t *Tx) AuditCheckpoints(ctx context.Context, after int64, limit int) ([]audit.Checkpoint, error) {
	return db.List(ctx, t.tx, readCheckpoint, `SELECT size, at, note FROM audit_checkpoints WHERE size > $1 ORDER BY size LIMIT $2`, after, limit)
}
