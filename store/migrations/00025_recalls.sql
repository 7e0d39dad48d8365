-- Tokens that are recalled before they expire, by their place in the status list alone (BY-14): nothing here says whose they are.
-- +goose Up
CREATE TABLE recalls (
	place      BIGINT NOT NULL PRIMARY KEY,
	status     BIGINT NOT NULL,
	expires_at BIGINT NOT NULL -- when the token does
);
CREATE INDEX recalls_expired ON recalls (expires_at, place);

-- What was decided since a moment ago, by whichever process.
CREATE INDEX decisions_made ON decisions (id, person_id);
