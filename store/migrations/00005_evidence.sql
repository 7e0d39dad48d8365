-- What is known about people. Rows are never changed: a fact ends, or is retracted, by another row (EV-1).
-- +goose Up
CREATE TABLE evidence (
	person_id   BYTEA NOT NULL,
	id          BYTEA NOT NULL,
	kind        TEXT NOT NULL,
	source      TEXT NOT NULL,
	record_key  BYTEA, -- hash of source and record number (EV-4)
	digest      BYTEA, -- hash of the content
	region      BIGINT,
	valid_from  BIGINT NOT NULL,
	valid_until BIGINT, -- as first recorded
	recorded_at BIGINT NOT NULL,
	attrs       TEXT NOT NULL,
	PRIMARY KEY (person_id, id)
) /*clustered*/;
CREATE INDEX evidence_record ON evidence (record_key) WHERE record_key IS NOT NULL;
-- The one kind whose meaning changes with a risk list: whom does a new list concern?
CREATE INDEX evidence_stay ON evidence (region, person_id) WHERE kind = 'stay';
/*append-only evidence*/

CREATE TABLE evidence_changes (
	person_id   BYTEA NOT NULL,
	evidence_id BYTEA NOT NULL,
	id          BYTEA NOT NULL,
	what        TEXT NOT NULL, -- end, retract
	valid_until BIGINT,
	recorded_at BIGINT NOT NULL,
	changed_by  TEXT NOT NULL,
	reason      TEXT NOT NULL,
	ground      TEXT NOT NULL,
	PRIMARY KEY (person_id, evidence_id, id)
) /*clustered*/;
/*append-only evidence_changes*/

CREATE TABLE imports (
	id          BYTEA NOT NULL PRIMARY KEY,
	kind        TEXT NOT NULL,
	source      TEXT NOT NULL,
	file        TEXT NOT NULL,
	digest      BYTEA NOT NULL,
	mapping     TEXT NOT NULL,
	dry_run     BOOLEAN NOT NULL,
	started_by  TEXT NOT NULL,
	started_at  BIGINT NOT NULL,
	ended_at    BIGINT,
	job_id      BYTEA,
	rows_total  BIGINT NOT NULL, -- 0: not known
	rows_read   BIGINT NOT NULL,
	stored      BIGINT NOT NULL,
	refused     BIGINT NOT NULL,
	duplicate   BIGINT NOT NULL
);

CREATE TABLE import_refusals (
	import_id BYTEA NOT NULL,
	line      BIGINT NOT NULL,
	sealed    BYTEA NOT NULL, -- the row as it was given
	reason    TEXT NOT NULL,
	PRIMARY KEY (import_id, line)
) /*clustered*/;

CREATE TABLE import_mappings (
	name       TEXT NOT NULL PRIMARY KEY,
	document   TEXT NOT NULL,
	changed_at BIGINT NOT NULL
);
