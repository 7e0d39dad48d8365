-- Journeys that holders declare (NA-05, WZ-11), sealed under the person's key.
-- +goose Up
CREATE TABLE journeys (
	person_id   BYTEA NOT NULL,
	id          BYTEA NOT NULL,
	declared_at BIGINT NOT NULL,
	sealed      BYTEA NOT NULL,
	PRIMARY KEY (person_id, id)
);
CREATE INDEX journeys_old ON journeys (declared_at);
