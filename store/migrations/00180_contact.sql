-- Timetables, passenger lists, patients of health authorities, and who travelled together (SC-01, SC-04, BY-20). Nobody is named: people are keyed identifiers.
-- +goose Up
CREATE TABLE contact_timetables (
	id      BYTEA NOT NULL PRIMARY KEY,
	mode    TEXT NOT NULL,
	numbers TEXT NOT NULL, -- JSON
	stops   TEXT NOT NULL, -- JSON
	days    TEXT NOT NULL, -- JSON; []: every day
	source  TEXT NOT NULL
);
CREATE INDEX contact_timetables_source ON contact_timetables (source);

CREATE TABLE contact_timetable_numbers (
	mode         TEXT NOT NULL,
	number       TEXT NOT NULL,
	timetable_id BYTEA NOT NULL,
	PRIMARY KEY (mode, number, timetable_id)
);

-- Days of service, each with the key of its lists.
CREATE TABLE contact_days (
	day          BIGINT NOT NULL PRIMARY KEY,
	wrapped      BYTEA, -- NULL: destroyed
	created_at   BIGINT NOT NULL,
	destroyed_at BIGINT,
	passengers   BIGINT -- that were destroyed
);

CREATE TABLE contact_services (
	day     BIGINT NOT NULL,
	id      BYTEA NOT NULL,
	mode    TEXT NOT NULL,
	numbers TEXT NOT NULL, -- JSON
	stops   TEXT NOT NULL, -- JSON
	traits  TEXT NOT NULL, -- JSON
	lines   BIGINT NOT NULL, -- of its list
	listed_at BIGINT NOT NULL, -- when its list last grew
	sealed  BYTEA, -- the list, under the key of the day; NULL: none
	PRIMARY KEY (day, id)
);

CREATE TABLE contact_numbers (
	day        BIGINT NOT NULL,
	mode       TEXT NOT NULL,
	number     TEXT NOT NULL,
	service_id BYTEA NOT NULL,
	PRIMARY KEY (day, mode, number, service_id)
);

CREATE TABLE contact_patients (
	keyed    BYTEA NOT NULL,
	id       BYTEA NOT NULL,
	status   TEXT NOT NULL,
	region   BIGINT NOT NULL,
	source   TEXT NOT NULL,
	onset    BIGINT,
	sampled  BIGINT,
	negative BIGINT,
	isolated BIGINT,
	intense  BOOLEAN NOT NULL,
	at       BIGINT NOT NULL,
	ended_at BIGINT, -- NULL: stands
	PRIMARY KEY (keyed, id)
);
CREATE INDEX contact_patients_region ON contact_patients (region, id);
CREATE INDEX contact_patients_id ON contact_patients (id);

-- Trips of patients that were published, without persons.
CREATE TABLE contact_trips (
	day        BIGINT NOT NULL,
	id         BYTEA NOT NULL,
	service_id BYTEA NOT NULL,
	digest     BYTEA NOT NULL,
	trip       TEXT NOT NULL, -- JSON
	at         BIGINT NOT NULL,
	PRIMARY KEY (day, id),
	UNIQUE (day, digest)
);

CREATE TABLE contact_runs (
	id         BYTEA NOT NULL PRIMARY KEY,
	at         BIGINT NOT NULL,
	policy     TEXT NOT NULL, -- name@version
	trial      BOOLEAN NOT NULL, -- nothing follows from it
	started_by TEXT NOT NULL,
	ended_at   BIGINT, -- NULL: runs
	counts     TEXT NOT NULL -- JSON
);
CREATE INDEX contact_runs_ended ON contact_runs (trial, ended_at);

CREATE TABLE contact_candidates (
	keyed      BYTEA NOT NULL,
	run_id     BYTEA NOT NULL,
	service_id BYTEA NOT NULL,
	patient_id BYTEA NOT NULL,
	day        BIGINT NOT NULL,
	region     BIGINT NOT NULL,
	class      TEXT NOT NULL,
	rule       TEXT NOT NULL,
	apart      BIGINT NOT NULL, -- -1: unknown, here and below
	stops      BIGINT NOT NULL,
	minutes    BIGINT NOT NULL,
	score      BIGINT NOT NULL,
	leg_from   BIGINT NOT NULL,
	leg_to     BIGINT NOT NULL,
	seat       TEXT NOT NULL, -- JSON
	last_at    BIGINT NOT NULL,
	PRIMARY KEY (keyed, run_id, service_id, patient_id)
);
CREATE INDEX contact_candidates_list ON contact_candidates (run_id, class, score, keyed);
CREATE INDEX contact_candidates_day ON contact_candidates (day);

-- Whose an identifier is, of the people of this node.
CREATE TABLE contact_people (
	keyed     BYTEA NOT NULL PRIMARY KEY,
	person_id BYTEA NOT NULL
);

-- What somebody has asked for of what is counted, a day.
CREATE TABLE contact_uses (
	account_id BYTEA NOT NULL,
	day        BIGINT NOT NULL,
	what       TEXT NOT NULL,
	n          BIGINT NOT NULL,
	PRIMARY KEY (account_id, day, what)
);

-- When the face of an account's own person was last looked at (SC-02).
CREATE TABLE contact_faces (
	account_id BYTEA NOT NULL PRIMARY KEY,
	person_id  BYTEA NOT NULL,
	at         BIGINT NOT NULL
);

CREATE TABLE contact_mappings (
	name     TEXT NOT NULL PRIMARY KEY,
	document TEXT NOT NULL,
	at       BIGINT NOT NULL
);
