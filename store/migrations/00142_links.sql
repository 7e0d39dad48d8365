-- Codes of other nodes that people had linked here, and people of ours whose codes other nodes show (WZ-02, WZ-16).
-- +goose Up
CREATE TABLE code_links (
	person_id  BYTEA NOT NULL,
	issuer     BIGINT NOT NULL,
	name       BYTEA NOT NULL,
	how        TEXT NOT NULL,
	account_id BYTEA,
	from_at    BIGINT NOT NULL,
	until_at   BIGINT,
	status     TEXT NOT NULL,
	colour     TEXT NOT NULL,
	reason     TEXT NOT NULL,
	since      BIGINT NOT NULL,
	heard_at   BIGINT NOT NULL,
	PRIMARY KEY (person_id, issuer, name)
) /*clustered*/;
CREATE INDEX code_links_status ON code_links (issuer, status, name) WHERE until_at IS NULL;

-- Whom a name is.
CREATE TABLE link_names (
	issuer    BIGINT NOT NULL,
	name      BYTEA NOT NULL,
	person_id BYTEA NOT NULL,
	PRIMARY KEY (issuer, name)
) /*clustered*/;

CREATE TABLE subscriptions (
	person_id BYTEA NOT NULL,
	partner   BIGINT NOT NULL,
	name      BYTEA NOT NULL,
	how       TEXT NOT NULL,
	since     BIGINT NOT NULL,
	PRIMARY KEY (person_id, partner)
) /*clustered*/;

CREATE TABLE subscription_names (
	partner   BIGINT NOT NULL,
	name      BYTEA NOT NULL,
	person_id BYTEA NOT NULL,
	PRIMARY KEY (partner, name)
) /*clustered*/;

-- What is told, and for a while what was: a partner that was away pulls it.
CREATE TABLE link_changes (
	partner BIGINT NOT NULL,
	id      BYTEA NOT NULL,
	name    BYTEA NOT NULL,
	status  TEXT NOT NULL,
	colour  TEXT NOT NULL,
	reason  TEXT NOT NULL,
	at      BIGINT NOT NULL,
	urgent  BOOLEAN NOT NULL,
	sent    BOOLEAN NOT NULL,
	PRIMARY KEY (partner, id)
) /*clustered*/;
CREATE INDEX link_changes_unsent ON link_changes (partner, id) WHERE NOT sent;

-- How far this node has heard each issuer.
CREATE TABLE link_cursors (
	issuer   BIGINT NOT NULL PRIMARY KEY,
	cursor   BYTEA,
	heard_at BIGINT NOT NULL
);
