-- Passages of people who show no code: what was written down of them, sealed under the key of their day and destroyed with it. And
-- the times in which points went on without the system. A manual passage names a pseudonym of its day, never a person.
-- +goose Up
CREATE TABLE manual_passages (
	pseudonym BYTEA NOT NULL,
	day       BIGINT NOT NULL,
	id        BYTEA NOT NULL,
	region    BIGINT NOT NULL,
	at        BIGINT NOT NULL,
	basis     TEXT NOT NULL,
	colour    BIGINT NOT NULL, -- of the other code that was looked at
	itinerary TEXT NOT NULL,
	sealed    BYTEA,
	PRIMARY KEY (pseudonym, day, id)
);
CREATE INDEX manual_passages_region ON manual_passages (region, at, id);
CREATE INDEX manual_passages_id ON manual_passages (id);

CREATE TABLE fallbacks (
	id           BYTEA NOT NULL PRIMARY KEY,
	point_id     BYTEA NOT NULL,
	region       BIGINT NOT NULL,
	collector_id BYTEA NOT NULL,
	cause        TEXT NOT NULL,
	began_at     BIGINT NOT NULL,
	ended_at     BIGINT -- NULL: it goes on
);
CREATE INDEX fallbacks_region ON fallbacks (region, began_at, id);
