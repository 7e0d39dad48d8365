-- Pairs of passages that one person cannot have made (BY-21): what was where and when, without the pseudonym; gone with their day.
-- +goose Up
CREATE TABLE doubled (
	day          BIGINT NOT NULL,
	first_id     BYTEA NOT NULL,
	second_id    BYTEA NOT NULL,
	first_point  BYTEA NOT NULL,
	second_point BYTEA NOT NULL,
	first_region BIGINT NOT NULL,
	second_region BIGINT NOT NULL,
	first_at     BIGINT NOT NULL,
	second_at    BIGINT NOT NULL,
	metres       BIGINT NOT NULL,
	needed       BIGINT NOT NULL, -- seconds
	found_at     BIGINT NOT NULL,
	PRIMARY KEY (day, first_id, second_id)
);
