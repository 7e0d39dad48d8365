-- Small tables about the node itself.
-- +goose Up
CREATE TABLE settings (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);

CREATE TABLE signing_keys (
	kid         BYTEA NOT NULL PRIMARY KEY,
	purpose     TEXT NOT NULL,
	algorithm   TEXT NOT NULL,
	public      BYTEA NOT NULL,
	valid_from  BIGINT NOT NULL,
	valid_until BIGINT NOT NULL,
	sealed      BYTEA NOT NULL
);

CREATE TABLE divisions (
	code BIGINT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL
) /*clustered*/;

-- Answers to writes that carried an idempotency key, so that a repetition is answered and not done again.
CREATE TABLE idempotency_keys (
	actor      TEXT NOT NULL,
	name       TEXT NOT NULL,
	request    BYTEA NOT NULL, -- hash
	status     BIGINT NOT NULL,
	response   BYTEA NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (actor, name)
) /*clustered*/;
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- The sandbox's inbox: messages that a real node would send by SMS.
CREATE TABLE sms_outbox (
	id    BYTEA NOT NULL PRIMARY KEY,
	phone TEXT NOT NULL,
	body  TEXT NOT NULL,
	at    BIGINT NOT NULL
);
