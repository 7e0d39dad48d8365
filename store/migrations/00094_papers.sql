-- Codes on paper, for people without a phone (BY-09, NA-12).
-- +goose Up
CREATE TABLE papers (
	person_id  BYTEA NOT NULL,
	id         BYTEA NOT NULL,
	cti        BYTEA NOT NULL,
	place      BIGINT NOT NULL, -- in the status list
	issued_at  BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	issued_by  TEXT NOT NULL, -- holder, staff
	ended_at   BIGINT,
	ended      TEXT NOT NULL, -- why: lost, replaced, forgotten
	PRIMARY KEY (person_id, id)
);
CREATE INDEX papers_expired ON papers (expires_at, person_id, id);

-- A place of the status list belongs to one paper until that expires, cancelled or not.
CREATE TABLE paper_places (
	place      BIGINT NOT NULL PRIMARY KEY,
	expires_at BIGINT NOT NULL
);
CREATE INDEX paper_places_expired ON paper_places (expires_at, place);
