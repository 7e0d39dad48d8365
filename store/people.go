package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
)

const personColumns = `person_id, handle, document, document_type, birth, residence, sealed_key, sealed_box, created_at`

var (
	intoPeople    = db.IntoTable("people", personColumns, "")
	intoHandles   = db.IntoTable("handles", "handle, person_id", "")
	intoDocuments = db.IntoTable("documents", "document, person_id", "ON CONFLICT (document) DO NOTHING")
)

func readPerson(scan db.Scan) (p person.Person, err error) {
	err = scan(&p.ID, &p.Handle, &p.Document, &p.DocumentType, &p.Birth, &p.Residence, &p.Sealed.Key, &p.Sealed.Box, &p.CreatedAt)
	return p, err
}

// InsertPeople: a document belongs to whoever is in documents; only its owner is inserted into people.
func (t *Tx) InsertPeople(ctx context.Context, people []person.Person) ([]id.ID, error) {
	var documents []person.Index
	first := make(map[person.Index]person.Person, len(people))
	for _, p := range people {
		if _, seen := first[p.Document]; !seen && !p.Document.IsZero() {
			first[p.Document] = p
			documents = append(documents, p.Document)
		}
	}
	owners, err := t.PeopleByDocument(ctx, documents)
	if err != nil {
		return nil, err
	}
	var unowned []person.Person
	for _, d := range documents {
		if _, owned := owners[d]; !owned {
			unowned = append(unowned, first[d])
			owners[d] = first[d].ID
		}
	}
	n, err := db.Insert(ctx, t.tx, intoDocuments, unowned, func(p *person.Person, v []any) []any { return append(v, p.Document, p.ID) })
	if err != nil {
		return nil, err
	}
	if n < int64(len(unowned)) { // others were faster with some
		if owners, err = t.PeopleByDocument(ctx, documents); err != nil {
			return nil, err
		}
	}
	var added []person.Person
	for _, p := range unowned {
		if owners[p.Document] == p.ID {
			added = append(added, p)
		}
	}
	stand := make([]id.ID, len(people))
	for i, p := range people {
		if stand[i] = owners[p.Document]; p.Document.IsZero() {
			stand[i] = p.ID
			added = append(added, p)
		}
	}
	return stand, t.addPeople(ctx, added)
}

func (t *Tx) addPeople(ctx context.Context, people []person.Person) error {
	_, err := db.Insert(ctx, t.tx, intoPeople, people, func(p *person.Person, v []any) []any {
		return append(v, p.ID, p.Handle, p.Document, string(p.DocumentType), p.Birth, p.Residence, p.Sealed.Key, p.Sealed.Box, p.CreatedAt)
	})
	if err != nil {
		return exists(err, "person")
	}
	_, err = db.Insert(ctx, t.tx, intoHandles, people, func(p *person.Person, v []any) []any { return append(v, p.Handle, p.ID) })
	return exists(err, "handle")
}

func (t *Tx) Person(ctx context.Context, who id.ID) (person.Person, error) {
	p, err := db.One(ctx, t.tx, readPerson, `SELECT `+personColumns+` FROM people WHERE person_id = $1`, who)
	return p, notFound(err, "person")
}

func (t *Tx) PeopleByDocument(ctx context.Context, documents []person.Index) (map[person.Index]id.ID, error) {
	owners := make(map[person.Index]id.ID, len(documents))
	err := db.ByKeys(ctx, t.tx, documents, func(scan db.Scan) error {
		var d person.Index
		var owner id.ID
		err := scan(&d, &owner)
		owners[d] = owner
		return err
	}, `SELECT document, person_id FROM documents WHERE document IN (/*keys*/)`)
	return owners, err
}

func (t *Tx) PersonByHandle(ctx context.Context, handle person.Handle) (person.Person, error) {
	var who id.ID
	if err := t.tx.QueryRow(ctx, `SELECT person_id FROM handles WHERE handle = $1`, []any{handle}, &who); err != nil {
		return person.Person{}, notFound(err, "person")
	}
	return t.Person(ctx, who)
}

// UpdatePerson keeps what was known before only where deciding could tell the difference. Of two changes at one instant
// the first is kept: it is what was known until then.
func (t *Tx) UpdatePerson(ctx context.Context, p person.Person, at instant.Instant) error {
	if _, err := t.tx.Exec(ctx, `INSERT INTO people_before (person_id, known_until, document_type, birth, residence)
		SELECT person_id, CAST($1 AS BIGINT), document_type, birth, residence FROM people
		WHERE person_id = $2 AND (birth IS DISTINCT FROM $3 OR residence IS DISTINCT FROM $4) ON CONFLICT DO NOTHING`,
		at, p.ID, p.Birth, p.Residence); err != nil {
		return err
	}
	n, err := t.tx.Exec(ctx, `UPDATE people SET birth = $1, residence = $2, sealed_key = $3, sealed_box = $4 WHERE person_id = $5`,
		p.Birth, p.Residence, p.Sealed.Key, p.Sealed.Box, p.ID)
	return changed(n, err, "person")
}

func (t *Tx) ForgetPerson(ctx context.Context, who id.ID) error {
	p, err := t.Person(ctx, who)
	if err != nil {
		return err
	}
	if !p.Document.IsZero() {
		if _, err := t.tx.Exec(ctx, `DELETE FROM documents WHERE document = $1 AND person_id = $2`, p.Document, who); err != nil {
			return err
		}
	}
	for _, gone := range []string{`DELETE FROM people_before WHERE person_id = $1`, `DELETE FROM drafts WHERE person_id = $1`,
		`DELETE FROM applications WHERE person_id = $1 AND assigned_at IS NULL`,
		`DELETE FROM itinerary_asks WHERE person_id = $1`, `DELETE FROM journeys WHERE person_id = $1`, `DELETE FROM itineraries WHERE person_id = $1`} {
		if _, err := t.tx.Exec(ctx, gone, who); err != nil {
			return err
		}
	}
	_, err = t.tx.Exec(ctx, `UPDATE people SET document = NULL, birth = NULL, residence = NULL, sealed_key = NULL, sealed_box = NULL WHERE person_id = $1`, who)
	return err
}
