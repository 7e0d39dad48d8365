-- Packs as nodes keep them, and how they come into force: proposed by one, approved by another (BY-05, BY-16).
-- +goose Up
CREATE TABLE packs (
	digest      BYTEA NOT NULL PRIMARY KEY,
	policy      TEXT NOT NULL, -- name@version
	data        BYTEA NOT NULL, -- zip
	shipped     BOOLEAN NOT NULL, -- with the program
	recorded_at BIGINT NOT NULL,
	recorded_by TEXT NOT NULL,
	findings    TEXT NOT NULL
);
CREATE INDEX packs_policy ON packs (policy, recorded_at);
/*append-only packs*/

CREATE TABLE publications (
	id          BYTEA NOT NULL PRIMARY KEY,
	policy      TEXT NOT NULL,
	digest      BYTEA NOT NULL,
	asked_from  BIGINT, -- NULL: as soon as may be
	valid_until BIGINT NOT NULL,
	reason      TEXT NOT NULL,
	emergency   TEXT NOT NULL,
	proposed_at BIGINT NOT NULL,
	account_id  BYTEA,
	person_id   BYTEA,
	role        TEXT NOT NULL
);
/*append-only publications*/

-- Each act once: two who approve at the same moment do not both.
CREATE TABLE publication_acts (
	publication_id BYTEA NOT NULL,
	what           TEXT NOT NULL, -- approved, withdrawn
	at             BIGINT NOT NULL,
	account_id     BYTEA,
	person_id      BYTEA,
	role           TEXT NOT NULL,
	reason         TEXT NOT NULL,
	valid_from     BIGINT, -- of an approval
	PRIMARY KEY (publication_id, what)
) /*clustered*/;
CREATE INDEX publication_acts_from ON publication_acts (valid_from, publication_id) WHERE valid_from IS NOT NULL;
/*append-only publication_acts*/

ALTER TABLE regimes ADD COLUMN digest BYTEA;
ALTER TABLE regimes ADD COLUMN valid_until BIGINT;
ALTER TABLE regimes ADD COLUMN publication_id BYTEA;
