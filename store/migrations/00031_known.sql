-- What was known of a person before it changed, so that what was decided then can be decided again (BY-02). Forgetting a
-- person deletes it.
-- +goose Up
CREATE TABLE people_before (
	person_id     BYTEA NOT NULL,
	known_until   BIGINT NOT NULL,
	document_type TEXT NOT NULL,
	birth         BIGINT,
	residence     BIGINT,
	PRIMARY KEY (person_id, known_until)
) /*clustered*/;
