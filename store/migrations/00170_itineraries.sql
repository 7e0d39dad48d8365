-- Telecom statements of itineraries (WZ-07, WZ-08): what their renewal needs beside the evidence, and questions under way. No place stands here.
-- +goose Up
CREATE TABLE itineraries (
	person_id   BYTEA NOT NULL PRIMARY KEY,
	evidence_id BYTEA NOT NULL,
	result      TEXT NOT NULL,
	left_city   BOOLEAN NOT NULL,
	asked_at    BIGINT NOT NULL,
	updated_at  BIGINT NOT NULL,
	expires_at  BIGINT NOT NULL,
	list        BYTEA NOT NULL, -- digest of the risk cities
	rule        TEXT NOT NULL
);

CREATE TABLE itinerary_asks (
	person_id  BYTEA NOT NULL PRIMARY KEY,
	id         BYTEA NOT NULL,
	account_id BYTEA NOT NULL,
	asked_at   BIGINT NOT NULL,
	code_until BIGINT NOT NULL,
	until      BIGINT NOT NULL,
	analysing  BOOLEAN NOT NULL,
	sealed     BYTEA NOT NULL -- the operator's ticket, under the person's key
);
CREATE INDEX itinerary_asks_old ON itinerary_asks (asked_at);
