package store

import (
	"context"
	"fmt"
	"strings"

	"kangma/audit"
	"kangma/internal/db"
	"kangma/internal/id"
)

const entryColumns = `id, at, actor_kind, actor_id, actor_text, role, region, purpose, action, subject, object_kind, object_id, detail`

var (
	intoEntries = db.IntoTable("audit_entries", entryColumns, "")
	intoPending = db.IntoTable("audit_pending", "id", "")
)

func readEntry(scan db.Scan) (e audit.Entry, err error) {
	err = scan(entryFields(&e)...)
	return e, err
}

func entryFields(e *audit.Entry) []any {
	return []any{&e.ID, &e.At, &e.Actor.Kind, &e.Actor.ID, &e.Actor.Text, &e.Role, &e.Region, &e.Purpose, &e.Action, &e.Subject,
		&e.Object.Kind, &e.Object.ID, &e.Detail}
}

func entryValues(e *audit.Entry, v []any) []any {
	return append(v, e.ID, e.At, string(e.Actor.Kind), e.Actor.ID, e.Actor.Text, e.Role, e.Region, e.Purpose, string(e.Action), e.Subject,
		e.Object.Kind, e.Object.ID, e.Detail)
}

func (t *Tx) AddAuditEntry(ctx context.Context, e audit.Entry) error {
	return t.AddAuditEntries(ctx, []audit.Entry{e})
}

// AddAuditEntries is AddAuditEntry for many, all or none.
func (t *Tx) AddAuditEntries(ctx context.Context, es []audit.Entry) error {
	if _, err := db.Insert(ctx, t.tx, intoEntries, es, entryValues); err != nil {
		return exists(err, "audit")
	}
	_, err := db.Insert(ctx, t.tx, intoPending, es, func(e *audit.Entry, v []any) []any { return append(v, e.ID) })
	return err
}

func (t *Tx) AuditEntries(ctx context.Context, q audit.Query) ([]audit.Entry, error) {
	var where []string
	var args []any
	need := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where = append(where, condition)
	}
	if q.Before.IsZero() {
		q.Before = lastID
	}
	need("id < ?", q.Before)
	if !q.Subject.IsZero() {
		need("subject = ?", q.Subject)
	}
	if q.Actor.Kind != "" {
		need("actor_kind = ?", string(q.Actor.Kind))
	}
	if q.Actor.ID != "" {
		need("actor_id = ?", q.Actor.ID)
	}
	if q.Object.Kind != "" {
		need("object_kind = ?", q.Object.Kind)
	}
	if q.Object.ID != "" {
		need("object_id = ?", q.Object.ID)
	}
	if len(q.Actions) > 0 {
		values := make([]any, len(q.Actions))
		for i, a := range q.Actions {
			values[i] = string(a)
		}
		need("action IN ("+strings.Repeat("?, ", len(values)-1)+"?)", values...)
	}
	if q.Hi > 0 {
		need("region >= ? AND region < ?", q.Lo, q.Hi)
	}
	if q.From != 0 {
		need("at >= ?", q.From)
	}
	if q.Until != 0 {
		need("at < ?", q.Until)
	}
	args = append(args, q.Limit)
	return db.List(ctx, t.tx, readEntry, `SELECT `+entryColumns+` FROM audit_entries WHERE `+strings.Join(where, " AND ")+
		fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(args)), args...)
}

func (t *Tx) AuditUnlogged(ctx context.Context, after id.ID, limit int) ([]audit.Entry, error) {
	return db.List(ctx, t.tx, readEntry, `SELECT `+entryColumns+` FROM audit_entries
		WHERE id > $1 AND NOT EXISTS (SELECT 1 FROM audit_leaves WHERE entry_id = audit_entries.id) ORDER BY id LIMIT $2`, after[:], limit)
}

func (t *Tx) AuditPending(ctx context.Context, limit int) ([]audit.Entry, error) {
	return db.List(ctx, t.tx, readEntry, `SELECT `+entryColumns+` FROM audit_entries
		WHERE id IN (SELECT id FROM audit_pending ORDER BY id LIMIT $1) ORDER BY id`, limit)
}
