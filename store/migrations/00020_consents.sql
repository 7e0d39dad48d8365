-- Which version of the terms an account has accepted (NA-01).
-- +goose Up
CREATE TABLE consents (
	account_id  BYTEA NOT NULL PRIMARY KEY,
	version     TEXT NOT NULL,
	accepted_at BIGINT NOT NULL
) /*clustered*/;
