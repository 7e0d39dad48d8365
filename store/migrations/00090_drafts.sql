-- Long forms that holders have begun and not yet sent, sealed under the person's key. Who writes for somebody keeps a draft of his own.
-- +goose Up
CREATE TABLE drafts (
	person_id  BYTEA NOT NULL,
	account_id BYTEA NOT NULL,
	form       TEXT NOT NULL,
	changed_at BIGINT NOT NULL,
	sealed     BYTEA NOT NULL,
	PRIMARY KEY (person_id, account_id, form)
);
CREATE INDEX drafts_old ON drafts (changed_at);
