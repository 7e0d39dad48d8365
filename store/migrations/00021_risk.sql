-- Lists of risk areas as they were published, each a dated version, with what of them did not resolve.
-- +goose Up
CREATE TABLE risk_lists (
	id           BYTEA NOT NULL PRIMARY KEY,
	published_at BIGINT NOT NULL,
	source       TEXT NOT NULL,
	recorded_at  BIGINT NOT NULL,
	recorded_by  TEXT NOT NULL,
	digest       BYTEA NOT NULL -- of the file, so that the same one is known again
);
CREATE UNIQUE INDEX risk_lists_digest ON risk_lists (digest);
/*append-only risk_lists*/

CREATE TABLE risk_entries (
	list_id  BYTEA NOT NULL,
	n        BIGINT NOT NULL,
	level    TEXT NOT NULL,
	province TEXT NOT NULL,
	city     TEXT NOT NULL,
	county   TEXT NOT NULL,
	place    TEXT NOT NULL,
	region   BIGINT, -- NULL: not resolved
	name     TEXT NOT NULL, -- of the region, or why it did not resolve
	whole    BOOLEAN NOT NULL,
	PRIMARY KEY (list_id, n)
) /*clustered*/;
/*append-only risk_entries*/
