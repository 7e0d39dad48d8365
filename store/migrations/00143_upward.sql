-- Requests to the province that travelled to its node, and those that came from nodes below: a case here, and the one there (WZ-17).
-- +goose Up
CREATE TABLE case_mail (
	case_id   BYTEA NOT NULL PRIMARY KEY,
	partner   BIGINT NOT NULL,
	theirs    BYTEA, -- the case at the partner, of one that came from there
	person_id BYTEA NOT NULL
);
CREATE INDEX case_mail_theirs ON case_mail (partner, theirs);
