-- Which tables were filed as white lists, so that one that is sent again is not filed twice.
-- +goose Up
CREATE TABLE whitelist_tables (
	digest  BYTEA NOT NULL PRIMARY KEY, -- SHA-256 of the table, with its list and its end
	case_id BYTEA NOT NULL
) /*clustered*/;
