-- What a place says of itself, the codes that are posted there, and visits. A visit names a pseudonym of its day, never a person.
-- +goose Up
ALTER TABLE places ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE places ADD COLUMN office TEXT NOT NULL DEFAULT ''; -- that answers for the place
ALTER TABLE places ADD COLUMN phone TEXT NOT NULL DEFAULT ''; -- the office's
CREATE INDEX places_named ON places (region, name);

CREATE TABLE place_codes (
	place_id   BYTEA NOT NULL,
	version    BIGINT NOT NULL,
	every      BIGINT NOT NULL, -- minutes after which it changes; 0: posted on paper
	lat        BIGINT, -- millionths of a degree; NULL: tied to no spot
	lon        BIGINT,
	radius     BIGINT NOT NULL, -- metres
	issued_at  BIGINT NOT NULL,
	issued_by  BYTEA,
	revoked_at BIGINT,
	PRIMARY KEY (place_id, version)
);

CREATE TABLE visits (
	pseudonym BYTEA NOT NULL,
	day       BIGINT NOT NULL,
	id        BYTEA NOT NULL,
	place_id  BYTEA NOT NULL,
	region    BIGINT NOT NULL,
	at        BIGINT NOT NULL,
	PRIMARY KEY (pseudonym, day, id)
);
CREATE INDEX visits_place ON visits (day, place_id, at, id);
