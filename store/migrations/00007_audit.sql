-- The log of what was done: rows of use cases, and the Merkle tree over them. No row refers to another table.
-- +goose Up
CREATE TABLE audit_entries (
	id          BYTEA NOT NULL PRIMARY KEY,
	at          BIGINT NOT NULL,
	actor_kind  TEXT NOT NULL,
	actor_id    TEXT NOT NULL,
	actor_text  TEXT NOT NULL,
	role        TEXT NOT NULL,
	region      BIGINT,
	purpose     TEXT NOT NULL,
	action      TEXT NOT NULL,
	subject     BYTEA,
	object_kind TEXT NOT NULL,
	object_id   TEXT NOT NULL,
	detail      TEXT NOT NULL
) /*clustered*/;
CREATE INDEX audit_entries_subject ON audit_entries (subject, id) WHERE subject IS NOT NULL;
CREATE INDEX audit_entries_actor ON audit_entries (actor_kind, actor_id, id);
CREATE INDEX audit_entries_region ON audit_entries (region, id) WHERE region IS NOT NULL;
/*append-only audit_entries*/

CREATE TABLE audit_pending (
	id BYTEA NOT NULL PRIMARY KEY
) /*clustered*/;

CREATE TABLE audit_leaves (
	leaf     BIGINT NOT NULL PRIMARY KEY,
	entry_id BYTEA NOT NULL,
	hash     BYTEA NOT NULL
) /*clustered*/;
CREATE UNIQUE INDEX audit_leaves_entry ON audit_leaves (entry_id);
/*append-only audit_leaves*/

CREATE TABLE audit_tiles (
	level  BIGINT NOT NULL,
	n      BIGINT NOT NULL,
	hashes BYTEA NOT NULL,
	PRIMARY KEY (level, n)
) /*clustered*/;

CREATE TABLE audit_checkpoints (
	size BIGINT NOT NULL PRIMARY KEY,
	at   BIGINT NOT NULL,
	note BYTEA NOT NULL
);
/*append-only audit_checkpoints*/
