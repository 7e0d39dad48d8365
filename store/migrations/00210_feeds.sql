-- What other authorities send by machine (NA-15): which feeds there are, their keys, and each file that came.
-- +goose Up
CREATE TABLE feeds (
	id         BYTEA NOT NULL PRIMARY KEY,
	name       TEXT NOT NULL UNIQUE,
	authority  TEXT NOT NULL,
	region     BIGINT NOT NULL,
	kinds      TEXT NOT NULL, -- of evidence, one a word
	source     TEXT NOT NULL,
	mapping    TEXT NOT NULL,
	way        TEXT NOT NULL,
	address    TEXT NOT NULL,
	every      BIGINT NOT NULL, -- microseconds, as expected
	expected   BIGINT NOT NULL,
	paused     BOOLEAN NOT NULL,
	created_at BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	heard_at   BIGINT NOT NULL, -- 0: never
	last_name  TEXT NOT NULL,
	tag        TEXT NOT NULL,
	next_at    BIGINT NOT NULL,
	trouble    TEXT NOT NULL,
	trouble_at BIGINT NOT NULL,
	told       TEXT NOT NULL
);

CREATE TABLE feed_keys (
	feed_id     BYTEA NOT NULL,
	id          TEXT NOT NULL,
	public      BYTEA NOT NULL,
	proposed    TEXT NOT NULL, -- the act, JSON
	proposed_at BIGINT NOT NULL,
	approved    TEXT,
	retired_at  BIGINT,
	PRIMARY KEY (feed_id, id)
);

CREATE TABLE feed_deliveries (
	id         BYTEA NOT NULL PRIMARY KEY, -- of its import too
	feed_id    BYTEA NOT NULL,
	name       TEXT NOT NULL,
	digest     BYTEA NOT NULL,
	way        TEXT NOT NULL,
	key_id     TEXT NOT NULL,
	at         BIGINT NOT NULL,
	reason     TEXT NOT NULL, -- why it could not be taken; '' if it was
	replaces   BYTEA,
	settled_at BIGINT,
	settled_by TEXT NOT NULL,
	note       TEXT NOT NULL,
	UNIQUE (feed_id, digest)
) /*clustered*/;
CREATE INDEX feed_deliveries_open ON feed_deliveries (id) WHERE settled_at IS NULL;
