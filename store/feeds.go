package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"kangma/evidence"
	"kangma/feed"
	"kangma/internal/db"
	"kangma/internal/id"
)

const feedColumns = `id, name, authority, region, kinds, source, mapping, way, address, every, expected, paused, created_at, created_by,
	heard_at, last_name, tag, next_at, trouble, trouble_at, told`

func readFeed(scan db.Scan) (f feed.Feed, err error) {
	var kinds string
	var every, expected int64
	err = scan(&f.ID, &f.Name, &f.Authority, &f.Region, &kinds, &f.Source, &f.Mapping, &f.Way, &f.Address, &every, &expected, &f.Paused, &f.CreatedAt, &f.CreatedBy,
		&f.HeardAt, &f.Last, &f.Tag, &f.NextAt, &f.Trouble, &f.TroubleAt, &f.Told)
	f.Every, f.Expected = time.Duration(every)*time.Microsecond, time.Duration(expected)*time.Microsecond
	for _, k := range strings.Fields(kinds) {
		kind, _ := evidence.KindOf(k)
		f.Kinds = append(f.Kinds, kind)
	}
	return f, err
}

func kindWords(kinds []evidence.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = k.String()
	}
	return strings.Join(words, " ")
}

func (t *Tx) InsertFeed(ctx context.Context, f feed.Feed) error {
	s := f.State
	n, err := t.tx.Exec(ctx, `INSERT INTO feeds (`+feedColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
		ON CONFLICT DO NOTHING`, f.ID, f.Name, string(f.Authority), f.Region, kindWords(f.Kinds), f.Source, f.Mapping, string(f.Way), f.Address,
		f.Every.Microseconds(), f.Expected.Microseconds(), f.Paused, f.CreatedAt, f.CreatedBy,
		int64(s.HeardAt), s.Last, s.Tag, int64(s.NextAt), s.Trouble, int64(s.TroubleAt), string(s.Told))
	return once(n, err, "feed")
}

func (t *Tx) UpdateFeed(ctx context.Context, f feed.Feed) error {
	n, err := t.tx.Exec(ctx, `UPDATE feeds SET region = $1, kinds = $2, source = $3, mapping = $4, way = $5, address = $6, every = $7, expected = $8, paused = $9 WHERE id = $10`,
		f.Region, kindWords(f.Kinds), f.Source, f.Mapping, string(f.Way), f.Address, f.Every.Microseconds(), f.Expected.Microseconds(), f.Paused, f.ID)
	return changed(n, err, "feed")
}

func (t *Tx) KeepFeedState(ctx context.Context, of id.ID, s feed.State) error {
	n, err := t.tx.Exec(ctx, `UPDATE feeds SET heard_at = $1, last_name = $2, tag = $3, next_at = $4, trouble = $5, trouble_at = $6, told = $7 WHERE id = $8`,
		int64(s.HeardAt), s.Last, s.Tag, int64(s.NextAt), s.Trouble, int64(s.TroubleAt), string(s.Told), of)
	return changed(n, err, "feed")
}

func (t *Tx) Feed(ctx context.Context, name string) (feed.Feed, error) {
	f, err := db.One(ctx, t.tx, readFeed, `SELECT `+feedColumns+` FROM feeds WHERE name = $1`, name)
	return f, notFound(err, "feed")
}

func (t *Tx) FeedByID(ctx context.Context, of id.ID) (feed.Feed, error) {
	f, err := db.One(ctx, t.tx, readFeed, `SELECT `+feedColumns+` FROM feeds WHERE id = $1`, of)
	return f, notFound(err, "feed")
}

func (t *Tx) Feeds(ctx context.Context) ([]feed.Feed, error) {
	list, err := db.List(ctx, t.tx, readFeed, `SELECT `+feedColumns+` FROM feeds`)
	slices.SortFunc(list, func(a, b feed.Feed) int { return strings.Compare(a.Name, b.Name) }) // the engines' orders of text differ
	return list, err
}

func (t *Tx) InsertFeedKey(ctx context.Context, k feed.Key) error {
	proposed, err := json.Marshal(k.Proposed)
	if err != nil {
		return err
	}
	n, err := t.tx.Exec(ctx, `INSERT INTO feed_keys (feed_id, id, public, proposed, proposed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		k.Feed, k.ID, []byte(k.Public), string(proposed), k.Proposed.At)
	return once(n, err, "feed_key")
}

func (t *Tx) UpdateFeedKey(ctx context.Context, k feed.Key) error {
	var approved any
	if k.Approved != nil {
		text, err := json.Marshal(k.Approved)
		if err != nil {
			return err
		}
		approved = string(text)
	}
	n, err := t.tx.Exec(ctx, `UPDATE feed_keys SET approved = $1, retired_at = $2 WHERE feed_id = $3 AND id = $4`, approved, end(k.RetiredAt), k.Feed, k.ID)
	return changed(n, err, "feed_key")
}

func (t *Tx) FeedKeys(ctx context.Context, of id.ID) ([]feed.Key, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (k feed.Key, err error) {
		var public []byte
		var proposed, approved string
		if err = scan(&k.Feed, &k.ID, &public, &proposed, &approved, orNever{&k.RetiredAt}); err != nil {
			return k, err
		}
		k.Public = public
		if approved != "" {
			if err := json.Unmarshal([]byte(approved), &k.Approved); err != nil {
				return k, err
			}
		}
		return k, json.Unmarshal([]byte(proposed), &k.Proposed)
	}, `SELECT feed_id, id, public, proposed, COALESCE(approved, ''), retired_at FROM feed_keys WHERE feed_id = $1 OR $2 ORDER BY proposed_at, feed_id, id`, of, of.IsZero())
}
