// Package migrations is the history of the schema, embedded: one SQL text for both engines, in the form that
// internal/db.Migrate reads. A released file never changes; what comes later is a new file.
// It is not the place where queries live; that is store.
package migrations

import "embed"

// Files are the migrations.
//
//go:embed *.sql
var Files embed.FS
