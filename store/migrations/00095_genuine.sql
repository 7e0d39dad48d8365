-- What lets somebody check that a call or a text is ours (SC-03, EP-04).
-- +goose Up
CREATE TABLE calls (
	person_id    BYTEA NOT NULL,
	id           BYTEA NOT NULL,
	number       BIGINT NOT NULL,
	region       BIGINT NOT NULL, -- of the office that calls
	role         TEXT NOT NULL,
	announced_at BIGINT NOT NULL,
	until_at     BIGINT NOT NULL,
	PRIMARY KEY (person_id, id)
);
CREATE INDEX calls_ended ON calls (until_at, person_id, id);

-- Whose a number is.
CREATE TABLE call_numbers (
	number    BIGINT NOT NULL PRIMARY KEY,
	person_id BYTEA NOT NULL,
	call_id   BYTEA NOT NULL,
	until_at  BIGINT NOT NULL
);
CREATE INDEX call_numbers_ended ON call_numbers (until_at, number);

-- Which words went to which phone: keyed hashes of both, from which nobody reads either.
CREATE TABLE sent_words (
	phone   BYTEA NOT NULL,
	words   BYTEA NOT NULL,
	sent_at BIGINT NOT NULL,
	PRIMARY KEY (phone, words)
);
CREATE INDEX sent_words_old ON sent_words (sent_at, phone, words);

-- The number that a poster says.
CREATE INDEX places_number ON places (substr(id, 13, 4));
