package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/review/attachment"
)

// Attachment is what is known of a file that was attached to a case. Its content is sealed under the person's key, or,
// where the case is about nobody, under Key.
type Attachment struct {
	Owner    id.ID // the person; of a case about nobody the case
	Case     id.ID
	ID       id.ID
	Type     attachment.Type
	Size     int64
	SHA256   []byte
	AddedAt  instant.Instant
	AddedBy  id.ID
	ByHolder bool
	Key      []byte
}

const attachmentColumns = `owner_id, case_id, id, type, size, sha256, added_at, added_by, by_holder, sealed_key`

func readAttachment(scan db.Scan) (a Attachment, err error) {
	err = scan(&a.Owner, &a.Case, &a.ID, &a.Type, &a.Size, &a.SHA256, &a.AddedAt, &a.AddedBy, &a.ByHolder, &a.Key)
	return a, err
}

// InsertAttachment stores a file with its sealed content.
func (t *Tx) InsertAttachment(ctx context.Context, a Attachment, sealed []byte) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO attachments (`+attachmentColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		a.Owner, a.Case, a.ID, string(a.Type), a.Size, a.SHA256, a.AddedAt, a.AddedBy, a.ByHolder, a.Key)
	if err != nil {
		return exists(err, "attachment")
	}
	_, err = t.tx.Exec(ctx, `INSERT INTO attachment_contents (owner_id, case_id, id, sealed) VALUES ($1, $2, $3, $4)`, a.Owner, a.Case, a.ID, sealed)
	return exists(err, "attachment")
}

// Attachments are the files of a case, the oldest first.
func (t *Tx) Attachments(ctx context.Context, owner, of id.ID) ([]Attachment, error) {
	return db.List(ctx, t.tx, readAttachment, `SELECT `+attachmentColumns+` FROM attachments WHERE owner_id = $1 AND case_id = $2 ORDER BY id`, owner, of)
}

// Attachment is one file with its sealed content.
func (t *Tx) Attachment(ctx context.Context, owner, of, which id.ID) (a Attachment, sealed []byte, err error) {
	a, err = db.One(ctx, t.tx, readAttachment, `SELECT `+attachmentColumns+` FROM attachments WHERE owner_id = $1 AND case_id = $2 AND id = $3`, owner, of, which)
	if err != nil {
		return a, nil, notFound(err, "attachment")
	}
	err = t.tx.QueryRow(ctx, `SELECT sealed FROM attachment_contents WHERE owner_id = $1 AND case_id = $2 AND id = $3`, []any{owner, of, which}, &sealed)
	if errors.Is(err, db.ErrNoRows) {
		return a, nil, notFound(err, "attachment")
	}
	return a, sealed, err
}
