-- Calls between nodes: nonces that were seen, until nobody believes their signature any more (FE-5).
-- +goose Up
CREATE TABLE call_nonces (
	partner  BIGINT NOT NULL,
	nonce    TEXT NOT NULL,
	until_at BIGINT NOT NULL,
	PRIMARY KEY (partner, nonce)
) /*clustered*/;
CREATE INDEX call_nonces_age ON call_nonces (until_at);
