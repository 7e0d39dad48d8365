-- +goose Up
-- The end of the node (BY-16): who ordered it, how far it is, what is certified, and what keys it had.

CREATE TABLE destructions (
	id          BYTEA NOT NULL PRIMARY KEY,
	policy      TEXT NOT NULL,
	ended_at    BIGINT NOT NULL, -- the rules
	proposed_at BIGINT NOT NULL,
	account_id  BYTEA,
	person_id   BYTEA,
	role        TEXT NOT NULL,
	reason      TEXT NOT NULL
);
/*append-only destructions*/

CREATE TABLE destruction_approvals (
	destruction_id BYTEA NOT NULL PRIMARY KEY,
	at             BIGINT NOT NULL,
	account_id     BYTEA,
	person_id      BYTEA,
	role           TEXT NOT NULL,
	reason         TEXT NOT NULL
);
/*append-only destruction_approvals*/

-- How many rows of each table, or files, are destroyed so far.
CREATE TABLE destruction_counts (
	name      TEXT NOT NULL PRIMARY KEY,
	destroyed BIGINT NOT NULL
);

CREATE TABLE destruction_certificates (
	destruction_id BYTEA NOT NULL PRIMARY KEY,
	at             BIGINT NOT NULL,
	note           BYTEA NOT NULL
);
/*append-only destruction_certificates*/

CREATE TABLE retired_keys (
	kid        BYTEA NOT NULL PRIMARY KEY,
	purpose    TEXT NOT NULL,
	algorithm  TEXT NOT NULL,
	public     BYTEA NOT NULL,
	valid_from BIGINT NOT NULL,
	retired_at BIGINT NOT NULL
);
/*append-only retired_keys*/

-- It has a row from the second hand's approval to the certificate. Only meanwhile may rows of these tables be deleted.
CREATE VIEW destroying AS SELECT a.destruction_id FROM destruction_approvals a
	WHERE NOT EXISTS (SELECT 1 FROM destruction_certificates c WHERE c.destruction_id = a.destruction_id);
/*deletable evidence while destroying*/
/*deletable evidence_changes while destroying*/
/*deletable decisions while destroying*/
/*deletable case_events while destroying*/
/*deletable attachments while destroying*/
