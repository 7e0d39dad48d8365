-- How staff log in: links to an authority's accounts, passkeys, and what is given out once on the way.
-- +goose Up
CREATE TABLE login_links (
	issuer     TEXT NOT NULL,
	subject    TEXT NOT NULL,
	account_id BYTEA NOT NULL,
	linked_at  BIGINT NOT NULL,
	linked_by  BYTEA,
	PRIMARY KEY (issuer, subject)
);
CREATE INDEX login_links_account ON login_links (account_id);

CREATE TABLE passkeys (
	credential BYTEA NOT NULL PRIMARY KEY,
	account_id BYTEA NOT NULL,
	id         BYTEA NOT NULL,
	name       TEXT NOT NULL,
	document   TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL
);
CREATE INDEX passkeys_account ON passkeys (account_id, id);

CREATE TABLE tickets (
	hash       BYTEA NOT NULL PRIMARY KEY, -- SHA-256 of what was given out
	kind       TEXT NOT NULL,
	account_id BYTEA,
	document   TEXT NOT NULL,
	expires_at BIGINT NOT NULL
);
CREATE INDEX tickets_expiry ON tickets (expires_at);
