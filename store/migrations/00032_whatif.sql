-- What a candidate would do: to the whole population at an instant, and beside the rules in force.
-- +goose Up
CREATE TABLE simulations (
	id       BYTEA NOT NULL PRIMARY KEY,
	policy   TEXT NOT NULL, -- '': the pack in force
	digest   BYTEA,
	source   TEXT NOT NULL, -- of the candidate list
	list     BYTEA, -- as it was given
	at       BIGINT, -- NULL: of the snapshot
	asked_at BIGINT NOT NULL,
	asked_by TEXT NOT NULL,
	job_id   BYTEA,
	ended_at BIGINT,
	result   TEXT
);

CREATE TABLE shadows (
	id         BYTEA NOT NULL PRIMARY KEY,
	policy     TEXT NOT NULL,
	digest     BYTEA NOT NULL,
	started_at BIGINT NOT NULL,
	started_by TEXT NOT NULL,
	ended_at   BIGINT,
	running    BOOLEAN, -- NULL: no more
	decided    BIGINT NOT NULL,
	passed     BIGINT NOT NULL -- decisions that there was no time for
);
-- One at a time.
CREATE UNIQUE INDEX shadows_running ON shadows (running);

CREATE TABLE shadow_differences (
	shadow_id BYTEA NOT NULL,
	change    TEXT NOT NULL, -- JSON: what was decided, what the candidate decides
	n         BIGINT NOT NULL,
	samples   TEXT NOT NULL,
	PRIMARY KEY (shadow_id, change)
) /*clustered*/;
