-- Inspections of places: when they are to be, what was found, and whether it was put right (MS-03).
-- +goose Up
CREATE TABLE inspection_plans (
	id         BYTEA NOT NULL PRIMARY KEY,
	region     BIGINT NOT NULL,
	kind       TEXT NOT NULL, -- of places; '': all
	days       BIGINT NOT NULL, -- between two inspections
	created_at BIGINT NOT NULL,
	created_by BYTEA,
	ended_at   BIGINT
);
CREATE INDEX inspection_plans_region ON inspection_plans (region, id);

CREATE TABLE inspections (
	id           BYTEA NOT NULL PRIMARY KEY,
	place_id     BYTEA NOT NULL,
	region       BIGINT NOT NULL,
	why          TEXT NOT NULL,
	plan_id      BYTEA,
	due_at       BIGINT NOT NULL,
	done_at      BIGINT, -- NULL: still to be
	inspector_id BYTEA,
	posted       BOOLEAN NOT NULL, -- the code was up
	answers      TEXT NOT NULL
);
CREATE INDEX inspections_place ON inspections (place_id, done_at);
CREATE INDEX inspections_due ON inspections (region, due_at, id);

CREATE TABLE findings (
	id            BYTEA NOT NULL PRIMARY KEY,
	place_id      BYTEA NOT NULL,
	region        BIGINT NOT NULL,
	inspection_id BYTEA NOT NULL,
	item          TEXT NOT NULL,
	note          TEXT NOT NULL,
	deadline      BIGINT NOT NULL,
	found_at      BIGINT NOT NULL,
	found_by      BYTEA,
	remedied_at   BIGINT,
	remedied_by   BYTEA,
	closed_at     BIGINT,
	closed_by     BYTEA
);
CREATE INDEX findings_place ON findings (place_id, closed_at);
CREATE INDEX findings_region ON findings (region, id);
