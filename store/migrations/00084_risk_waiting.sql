-- Lists of risk areas that would change the colour of many wait here, as they were published, until a second office has let
-- each in or thrown it away; then it is deleted here (BY-18).
-- +goose Up
CREATE TABLE risk_waiting (
	id          BYTEA NOT NULL PRIMARY KEY,
	source      TEXT NOT NULL,
	file        BYTEA NOT NULL,
	digest      BYTEA NOT NULL,
	recorded_by TEXT NOT NULL,
	recorded_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX risk_waiting_digest ON risk_waiting (digest);
