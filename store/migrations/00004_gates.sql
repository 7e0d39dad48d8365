-- Places, points, devices, and passages. A passage names a pseudonym of its day, never a person.
-- +goose Up
CREATE TABLE places (
	id         BYTEA NOT NULL PRIMARY KEY,
	kind       TEXT NOT NULL,
	name       TEXT NOT NULL,
	region     BIGINT NOT NULL,
	lat        BIGINT, -- millionths of a degree
	lon        BIGINT,
	created_at BIGINT NOT NULL,
	created_by BYTEA,
	closed_at  BIGINT
);
CREATE INDEX places_region ON places (region, id);

CREATE TABLE points (
	id         BYTEA NOT NULL PRIMARY KEY,
	place_id   BYTEA,
	name       TEXT NOT NULL,
	region     BIGINT NOT NULL,
	lat        BIGINT,
	lon        BIGINT,
	created_at BIGINT NOT NULL,
	created_by BYTEA,
	closed_at  BIGINT
);
CREATE INDEX points_region ON points (region, id);
CREATE INDEX points_place ON points (place_id, id);

CREATE TABLE posts (
	collector_id BYTEA NOT NULL PRIMARY KEY,
	point_id     BYTEA NOT NULL,
	since        BIGINT NOT NULL
);
CREATE INDEX posts_point ON posts (point_id);

CREATE TABLE devices (
	id           BYTEA NOT NULL PRIMARY KEY,
	collector_id BYTEA NOT NULL,
	public_key   BYTEA NOT NULL,
	valid_from   BIGINT NOT NULL,
	valid_until  BIGINT
);
CREATE INDEX devices_collector ON devices (collector_id, id);

CREATE TABLE passages (
	pseudonym    BYTEA NOT NULL,
	day          BIGINT NOT NULL,
	id           BYTEA NOT NULL,
	region       BIGINT NOT NULL,
	place_id     BYTEA,
	point_id     BYTEA NOT NULL,
	collector_id BYTEA NOT NULL,
	at           BIGINT NOT NULL,
	temperature  BIGINT, -- tenths of a degree
	gate         BIGINT NOT NULL, -- outcome, colour and state as tokens number them
	colour       BIGINT NOT NULL,
	state        BIGINT NOT NULL,
	token        BYTEA,
	offline      BOOLEAN NOT NULL,
	recorded_at  BIGINT NOT NULL,
	PRIMARY KEY (pseudonym, day, id)
);
CREATE INDEX passages_region ON passages (day, region, at, id);

CREATE TABLE passage_days (
	day          BIGINT NOT NULL PRIMARY KEY,
	wrapped      BYTEA, -- NULL: destroyed
	created_at   BIGINT NOT NULL,
	destroyed_at BIGINT,
	passages     BIGINT -- how many were destroyed
);
