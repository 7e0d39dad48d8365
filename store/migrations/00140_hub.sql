-- The hub's members and its signed lists; and of every node the list that it holds (FE-2, FE-3).
-- +goose Up
CREATE TABLE hub_lists (
	sequence  BIGINT NOT NULL PRIMARY KEY,
	issued_at BIGINT NOT NULL,
	document  TEXT NOT NULL
);

CREATE TABLE hub_candidates (
	id       BYTEA NOT NULL PRIMARY KEY,
	region   BIGINT NOT NULL,
	state    TEXT NOT NULL, -- waiting, vouched, admitted, refused
	document TEXT NOT NULL, -- the submission, signed
	acts     TEXT NOT NULL  -- who vouched, admitted, refused
);
CREATE INDEX hub_candidates_state ON hub_candidates (state, id);

CREATE TABLE hub_members (
	region   BIGINT NOT NULL PRIMARY KEY,
	document TEXT NOT NULL, -- the submission that was taken last, signed
	since    BIGINT NOT NULL,
	removed  TEXT NOT NULL  -- by whom and why; '' while it is a member
);

-- One row: the list held, and how asking for the next went.
CREATE TABLE hub_held (
	name       TEXT NOT NULL PRIMARY KEY,
	sequence   BIGINT NOT NULL,
	document   TEXT NOT NULL,
	checked_at BIGINT NOT NULL, -- when the hub last answered
	failures   BIGINT NOT NULL, -- since then
	failed_at  BIGINT NOT NULL,
	failure    TEXT NOT NULL
);
