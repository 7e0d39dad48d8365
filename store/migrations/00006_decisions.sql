-- What was decided about people, and by what.
-- +goose Up
CREATE TABLE decisions (
	person_id   BYTEA NOT NULL,
	id          BYTEA NOT NULL,
	decided_for BIGINT NOT NULL,
	regime      BIGINT NOT NULL,
	policy      TEXT NOT NULL,
	colour      TEXT NOT NULL,
	mark        TEXT NOT NULL,
	labels      TEXT NOT NULL,
	state       TEXT NOT NULL,
	gate        TEXT NOT NULL,
	next_review BIGINT,
	reasons     TEXT NOT NULL,
	PRIMARY KEY (person_id, id)
) /*clustered*/;
/*append-only decisions*/

-- The newest decision of each person, whole, so that showing and re-deciding read one row. regime is the newest that it stands under.
CREATE TABLE current (
	person_id   BYTEA NOT NULL PRIMARY KEY,
	id          BYTEA NOT NULL,
	decided_for BIGINT NOT NULL,
	regime      BIGINT NOT NULL,
	policy      TEXT NOT NULL,
	colour      TEXT NOT NULL,
	mark        TEXT NOT NULL,
	labels      TEXT NOT NULL,
	state       TEXT NOT NULL,
	gate        TEXT NOT NULL,
	next_review BIGINT,
	reasons     TEXT NOT NULL
) /*clustered*/;
CREATE INDEX current_due ON current (next_review, person_id) WHERE next_review IS NOT NULL;

CREATE TABLE applications (
	person_id   BYTEA NOT NULL,
	id          BYTEA NOT NULL,
	account_id  BYTEA,
	applied_at  BIGINT NOT NULL,
	due_at      BIGINT NOT NULL,
	assigned_at BIGINT,
	region      BIGINT NOT NULL,
	channel     TEXT NOT NULL,
	purpose     TEXT NOT NULL,
	PRIMARY KEY (person_id, id)
) /*clustered*/;
CREATE INDEX applications_open ON applications (due_at, id, person_id) WHERE assigned_at IS NULL;

-- What decisions stand on beside the evidence, numbered from 1, and the switching of modes.
CREATE TABLE regimes (
	number     BIGINT NOT NULL PRIMARY KEY,
	valid_from BIGINT NOT NULL,
	policy     TEXT NOT NULL,
	modes      BIGINT NOT NULL,
	risk_list  BYTEA,
	stands     BIGINT NOT NULL -- decisions of this and later regimes stand under it
);
/*append-only regimes*/

CREATE TABLE switches (
	id          BYTEA NOT NULL PRIMARY KEY,
	mode        TEXT NOT NULL,
	region      BIGINT,
	valid_from  BIGINT NOT NULL,
	valid_until BIGINT,
	recorded_at BIGINT NOT NULL,
	switched_by TEXT NOT NULL,
	reason      TEXT NOT NULL
);
/*append-only switches*/
