-- People, and the accounts that act for them. Every table about a person begins its key with the person's id; what must be
-- unique otherwise (a document, a handle, a phone) is a table of its own, keyed by just that.
-- +goose Up
CREATE TABLE people (
	person_id     BYTEA NOT NULL PRIMARY KEY,
	handle        BYTEA NOT NULL,
	document      BYTEA, -- blind index; NULL: no document
	document_type TEXT NOT NULL,
	birth         BIGINT,
	residence     BIGINT,
	sealed_key    BYTEA, -- NULL: forgotten
	sealed_box    BYTEA,
	created_at    BIGINT NOT NULL
) /*clustered*/;

CREATE TABLE documents (
	document  BYTEA NOT NULL PRIMARY KEY,
	person_id BYTEA NOT NULL
) /*clustered*/;

CREATE TABLE handles (
	handle    BYTEA NOT NULL PRIMARY KEY,
	person_id BYTEA NOT NULL
) /*clustered*/;

CREATE TABLE accounts (
	account_id BYTEA NOT NULL PRIMARY KEY,
	phone      BYTEA NOT NULL,
	sealed_key BYTEA,
	sealed_box BYTEA,
	created_at BIGINT NOT NULL
) /*clustered*/;

CREATE TABLE phones (
	phone      BYTEA NOT NULL PRIMARY KEY,
	account_id BYTEA NOT NULL
) /*clustered*/;

CREATE TABLE account_links (
	account_id  BYTEA NOT NULL,
	id          BYTEA NOT NULL,
	person_id   BYTEA NOT NULL,
	relation    TEXT NOT NULL,
	valid_from  BIGINT NOT NULL,
	valid_until BIGINT,
	PRIMARY KEY (account_id, id)
) /*clustered*/;
CREATE INDEX account_links_person ON account_links (person_id);

CREATE TABLE logins (
	phone         BYTEA NOT NULL PRIMARY KEY,
	hash          BYTEA,
	sent_at       BIGINT NOT NULL,
	tries         BIGINT NOT NULL,
	hour_from     BIGINT NOT NULL,
	in_hour       BIGINT NOT NULL,
	day           BIGINT NOT NULL,
	in_day        BIGINT NOT NULL,
	blocked_until BIGINT NOT NULL
) /*clustered*/;

CREATE TABLE sessions (
	session_id BYTEA NOT NULL PRIMARY KEY,
	account_id BYTEA NOT NULL,
	door       BIGINT NOT NULL,
	hash       BYTEA,
	previous   BYTEA,
	rotated_at BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	ended_at   BIGINT
) /*clustered*/;
CREATE INDEX sessions_account ON sessions (account_id, session_id);
