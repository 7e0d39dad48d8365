-- Lists that would colour many (BY-18): what each would do, who coloured how many on a day, and what the auditor is told.
-- +goose Up
CREATE TABLE weighings (
	import_id  BYTEA NOT NULL PRIMARY KEY,
	state      TEXT NOT NULL, -- tried, free, held, approved, refused
	coloured   BIGINT NOT NULL,
	document   TEXT NOT NULL, -- the what-if, JSON, without identities
	case_id    BYTEA,
	weighed_at BIGINT NOT NULL,
	decided_at BIGINT
);

CREATE TABLE hands (
	day      BIGINT NOT NULL, -- calendar day, +08:00
	hand     TEXT NOT NULL, -- account:…, source:… or node
	coloured BIGINT NOT NULL,
	PRIMARY KEY (day, hand)
);

CREATE TABLE alarms (
	id       BYTEA NOT NULL PRIMARY KEY,
	at       BIGINT NOT NULL,
	kind     TEXT NOT NULL,
	about    TEXT NOT NULL, -- at most one alarm of a kind about the same
	region   BIGINT NOT NULL,
	raised_by TEXT NOT NULL,
	detail   TEXT NOT NULL, -- JSON, without persons
	seen_at  BIGINT,
	seen_by  BYTEA
);
CREATE UNIQUE INDEX alarms_about ON alarms (kind, about);
CREATE INDEX alarms_region ON alarms (region, id);
