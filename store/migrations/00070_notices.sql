-- Inboxes: what the node tells people, and what staff. A change of colour is read from decisions and stands in neither.
-- +goose Up
CREATE TABLE notices (
	person_id   BYTEA NOT NULL,
	id          BYTEA NOT NULL,
	kind        TEXT NOT NULL,
	about_kind  TEXT NOT NULL,
	about_id    BYTEA,
	says        TEXT NOT NULL, -- values of the kind's sentence
	at          BIGINT NOT NULL,
	valid_until BIGINT NOT NULL,
	PRIMARY KEY (person_id, id)
) /*clustered*/;
CREATE INDEX notices_old ON notices (valid_until);

-- Which notices, and which changes of colour, have been read.
CREATE TABLE notice_reads (
	person_id BYTEA NOT NULL,
	notice_id BYTEA NOT NULL,
	read_at   BIGINT NOT NULL,
	PRIMARY KEY (person_id, notice_id)
) /*clustered*/;

CREATE TABLE staff_notices (
	id          BYTEA NOT NULL PRIMARY KEY,
	staff_id    BYTEA, -- NULL: to an office
	role        TEXT NOT NULL,
	region      BIGINT,
	kind        TEXT NOT NULL,
	about_kind  TEXT NOT NULL,
	about_id    BYTEA,
	says        TEXT NOT NULL,
	at          BIGINT NOT NULL,
	valid_until BIGINT NOT NULL
);
CREATE INDEX staff_notices_staff ON staff_notices (staff_id, id);
CREATE INDEX staff_notices_office ON staff_notices (region, role, id);
CREATE INDEX staff_notices_old ON staff_notices (valid_until);

CREATE TABLE staff_notice_reads (
	staff_id  BYTEA NOT NULL,
	notice_id BYTEA NOT NULL,
	read_at   BIGINT NOT NULL,
	PRIMARY KEY (staff_id, notice_id)
) /*clustered*/;
