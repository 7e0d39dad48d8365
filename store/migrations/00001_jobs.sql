-- Work in the background: internal/jobs. These tables stay on one node when the rest is distributed.
-- +goose Up
CREATE TABLE jobs (
	id          BYTEA NOT NULL PRIMARY KEY,
	kind        TEXT NOT NULL,
	args        TEXT NOT NULL,
	unique_key  TEXT,
	state       TEXT NOT NULL,
	run_at      BIGINT NOT NULL, -- waiting: not before; running: the lease ends
	lease       BYTEA,
	attempt     BIGINT NOT NULL,
	stop        BOOLEAN NOT NULL,
	done        BIGINT NOT NULL,
	total       BIGINT NOT NULL,
	note        TEXT NOT NULL,
	checkpoint  BYTEA,
	error       TEXT NOT NULL,
	enqueued_at BIGINT NOT NULL,
	started_at  BIGINT,
	ended_at    BIGINT
);
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE state IN ('waiting', 'running');
CREATE UNIQUE INDEX jobs_unique ON jobs (kind, unique_key) WHERE state IN ('waiting', 'running');

CREATE TABLE job_events (
	job_id BYTEA NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
	n      BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	event  TEXT NOT NULL,
	detail TEXT NOT NULL,
	PRIMARY KEY (job_id, n)
) /*clustered*/;

CREATE TABLE leases (
	name   TEXT NOT NULL PRIMARY KEY,
	holder BYTEA NOT NULL,
	until  BIGINT NOT NULL
);
