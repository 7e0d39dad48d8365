-- Editions: whose codes and certificates count here, by what keys and rules, proposed by one and approved by another (BY-15).
-- +goose Up
CREATE TABLE editions (
	id          BYTEA NOT NULL PRIMARY KEY,
	kind        TEXT NOT NULL, -- recognition, signers, rules
	name        TEXT NOT NULL, -- name@version
	digest      BYTEA NOT NULL,
	data        BYTEA NOT NULL, -- the file
	asked_from  BIGINT, -- NULL: as soon as it is approved
	valid_until BIGINT NOT NULL,
	reason      TEXT NOT NULL,
	proposed_at BIGINT NOT NULL,
	account_id  BYTEA,
	person_id   BYTEA,
	role        TEXT NOT NULL
);
CREATE INDEX editions_kind ON editions (kind, id);
/*append-only editions*/

-- Each act once: two who approve at the same moment do not both.
CREATE TABLE edition_acts (
	edition_id BYTEA NOT NULL,
	what       TEXT NOT NULL, -- approved, withdrawn, stopped
	issuer     TEXT NOT NULL, -- that is stopped, '' for all
	at         BIGINT NOT NULL,
	account_id BYTEA,
	person_id  BYTEA,
	role       TEXT NOT NULL,
	reason     TEXT NOT NULL,
	valid_from BIGINT, -- of an approval
	PRIMARY KEY (edition_id, what, issuer)
) /*clustered*/;
CREATE INDEX edition_acts_from ON edition_acts (valid_from, edition_id) WHERE valid_from IS NOT NULL;
/*append-only edition_acts*/

-- A passage by another issuer's code: whose, so that the issuer can be asked who it was. NULL: this node's own, or none was read.
ALTER TABLE passages ADD COLUMN issuer BIGINT;
