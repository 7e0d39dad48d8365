package store

import (
	"cmp"
	"context"
	"slices"

	"kangma/evidence"
	"kangma/internal/db"
	"kangma/internal/id"
)

var intoEvidence = db.IntoTable("evidence",
	`person_id, id, kind, source, record_key, digest, region, valid_from, valid_until, recorded_at, attrs`, "")

// InsertEvidence stores in the order of persons, which is the table's on SQLite: neighbours share a page.
func (t *Tx) InsertEvidence(ctx context.Context, rs []evidence.Record) error {
	sorted := make([]*evidence.Record, len(rs))
	for i := range rs {
		sorted[i] = &rs[i]
	}
	slices.SortFunc(sorted, func(a, b *evidence.Record) int {
		return cmp.Or(slices.Compare(a.Person[:], b.Person[:]), slices.Compare(a.ID[:], b.ID[:]))
	})
	var failed error
	_, err := db.Insert(ctx, t.tx, intoEvidence, sorted, func(row **evidence.Record, v []any) []any {
		r := *row
		attrs, err := r.Attrs.MarshalJSON()
		if err != nil {
			failed = err
		}
		return append(v, r.Person, r.ID, r.Kind.String(), r.Source, r.Key, r.Digest, r.Region, r.ValidFrom, end(r.ValidUntil), r.RecordedAt, string(attrs))
	})
	return cmp.Or(failed, exists(err, "evidence"))
}

var intoChanges = db.IntoTable("evidence_changes",
	`person_id, evidence_id, id, what, valid_until, recorded_at, changed_by, reason, ground`, "")

func (t *Tx) InsertEvidenceChanges(ctx context.Context, cs []evidence.Change) error {
	_, err := db.Insert(ctx, t.tx, intoChanges, cs, func(c *evidence.Change, v []any) []any {
		var until any
		if c.Kind == evidence.Ends {
			until = end(c.Until)
		}
		return append(v, c.Person, c.Evidence, c.ID, string(c.Kind), until, c.RecordedAt, c.By, c.Reason, c.Ground)
	})
	return exists(err, "change")
}

const changeColumns = `person_id, evidence_id, id, what, valid_until, recorded_at, changed_by, reason, ground`

func readChange(scan db.Scan) (c evidence.Change, err error) {
	err = scan(&c.Person, &c.Evidence, &c.ID, &c.Kind, orNever{&c.Until}, &c.RecordedAt, &c.By, &c.Reason, &c.Ground)
	if c.Kind == evidence.Retracts {
		c.Until = 0
	}
	return c, err
}

// oldestFirst orders changes of one fact: by when they were recorded, then by id.
func oldestFirst(a, b evidence.Change) int {
	return cmp.Or(cmp.Compare(a.RecordedAt, b.RecordedAt), slices.Compare(a.ID[:], b.ID[:]))
}

const factColumns = `id, kind, source, region, valid_from, valid_until, recorded_at, attrs`

// readFact reads factColumns into f, and the id also as bytes.
func readFact(scan db.Scan, f *evidence.Fact, factID *id.ID, more ...any) error {
	var kind, attrs string
	dest := [16]any{factID, &kind, &f.Source, &f.Region, &f.ValidFrom, orNever{&f.ValidUntil}, &f.RecordedAt, &attrs}
	n := 8 + copy(dest[8:], more)
	if err := scan(dest[:n]...); err != nil {
		return err
	}
	var known bool
	if f.Kind, known = evidence.KindOf(kind); !known {
		return errAttrs
	}
	var err error
	f.Attrs, err = parseAttrs(attrs)
	f.ID = factID.String()
	f.EndRecordedAt, f.RetractedAt = f.RecordedAt, never
	return err
}

func (t *Tx) EvidenceOf(ctx context.Context, persons []id.ID) (map[id.ID][]evidence.Fact, error) {
	return readEvidence(len(persons), func(each func(db.Scan) error, query, order string) error {
		return db.ByKeys(ctx, t.tx, persons, each, query+`person_id IN (/*keys*/)`+order)
	})
}

// EvidenceBetween is EvidenceOf for everybody whose id lies after one and not after another: a walk along the table.
func (t *Tx) EvidenceBetween(ctx context.Context, after, last id.ID) (map[id.ID][]evidence.Fact, error) {
	return readEvidence(0, func(each func(db.Scan) error, query, order string) error {
		return t.tx.Query(ctx, each, query+`person_id > $1 AND person_id <= $2`+order, after[:], last[:])
	})
}

// readEvidence reads what ask selects of changes and then of facts.
func readEvidence(persons int, ask func(each func(db.Scan) error, query, order string) error) (map[id.ID][]evidence.Fact, error) {
	type fact struct{ person, id id.ID }
	changes := make(map[fact][]evidence.Change)
	err := ask(func(scan db.Scan) error {
		c, err := readChange(scan)
		k := fact{c.Person, c.Evidence}
		changes[k] = append(changes[k], c)
		return err
	}, `SELECT `+changeColumns+` FROM evidence_changes WHERE `, ``)
	if err != nil {
		return nil, err
	}
	facts := make(map[id.ID][]evidence.Fact, persons)
	var who, factID id.ID
	err = ask(func(scan db.Scan) error {
		var f evidence.Fact
		if err := readFact(scan, &f, &factID, &who); err != nil {
			return err
		}
		if len(changes) > 0 {
			if cs := changes[fact{who, factID}]; cs != nil {
				slices.SortFunc(cs, oldestFirst)
				evidence.Apply(&f, cs)
			}
		}
		facts[who] = append(facts[who], f)
		return nil
	}, `SELECT `+factColumns+`, person_id FROM evidence WHERE `, ` ORDER BY person_id, id`)
	return facts, err
}

func (t *Tx) EvidenceRecord(ctx context.Context, person, factID id.ID) (evidence.Record, []evidence.Change, error) {
	r, err := db.One(ctx, t.tx, func(scan db.Scan) (r evidence.Record, err error) {
		err = readFact(scan, &r.Fact, &r.ID, &r.Person, &r.Key, &r.Digest)
		return r, err
	}, `SELECT `+factColumns+`, person_id, record_key, digest FROM evidence WHERE person_id = $1 AND id = $2`, person, factID)
	if err != nil {
		return r, nil, notFound(err, "evidence")
	}
	changes, err := db.List(ctx, t.tx, readChange, `SELECT `+changeColumns+` FROM evidence_changes
		WHERE person_id = $1 AND evidence_id = $2 ORDER BY recorded_at, id`, person, factID)
	return r, changes, err
}

func (t *Tx) EvidenceByKey(ctx context.Context, keys []evidence.Key) ([]evidence.Keyed, error) {
	var found []evidence.Keyed
	err := db.ByKeys(ctx, t.tx, keys, func(scan db.Scan) error {
		var k evidence.Keyed
		err := scan(&k.Key, &k.Digest, &k.Person, &k.ID)
		found = append(found, k)
		return err
	}, `SELECT record_key, digest, person_id, id FROM evidence WHERE record_key IN (/*keys*/) AND record_key IS NOT NULL ORDER BY record_key, person_id, id`)
	return found, err
}

// PeopleWithEvidence asks for each kind and range by itself: so each is a walk along an index, and the kind is written
// out because the index of stays is partial.
func (t *Tx) PeopleWithEvidence(ctx context.Context, kinds []evidence.Kind, ranges [][2]int64, after id.ID, limit int) ([]id.ID, error) {
	var found []id.ID
	for _, k := range kinds {
		for _, r := range ranges {
			err := t.tx.Query(ctx, func(scan db.Scan) error {
				var p id.ID
				err := scan(&p)
				found = append(found, p)
				return err
			}, `SELECT DISTINCT person_id FROM evidence WHERE kind = '`+k.String()+`' AND region >= $1 AND region < $2 AND person_id > $3
				ORDER BY person_id LIMIT $4`, r[0], r[1], after[:], limit)
			if err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(found, func(a, b id.ID) int { return slices.Compare(a[:], b[:]) })
	found = slices.Compact(found)
	return found[:min(limit, len(found))], nil
}
