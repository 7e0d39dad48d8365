-- +goose Up
CREATE TABLE appointments (
	id          BYTEA NOT NULL PRIMARY KEY,
	staff_id    BYTEA NOT NULL,
	role        TEXT NOT NULL,
	region      BIGINT NOT NULL,
	point_id    BYTEA,
	valid_from  BIGINT NOT NULL,
	valid_until BIGINT,
	appointed_by BYTEA,
	ended_by    BYTEA
);
CREATE INDEX appointments_staff ON appointments (staff_id);
CREATE INDEX appointments_region ON appointments (region);

CREATE TABLE grants (
	id          BYTEA NOT NULL PRIMARY KEY,
	staff_id    BYTEA NOT NULL,
	action      TEXT NOT NULL,
	region      BIGINT NOT NULL,
	valid_from  BIGINT NOT NULL,
	valid_until BIGINT NOT NULL,
	reason      TEXT NOT NULL,
	granted_by  BYTEA,
	ended_by    BYTEA
);
CREATE INDEX grants_staff ON grants (staff_id);
