-- Who is away and who stands in for him, whose access is suspended, and what kind of grant each is.
-- +goose Up
CREATE TABLE absences (
	id         BYTEA NOT NULL PRIMARY KEY,
	staff_id   BYTEA NOT NULL,
	deputy_id  BYTEA,
	away_from  BIGINT NOT NULL,
	away_until BIGINT NOT NULL,
	set_by     BYTEA
);
CREATE INDEX absences_staff ON absences (staff_id, away_from);

CREATE TABLE suspensions (
	staff_id     BYTEA NOT NULL PRIMARY KEY,
	suspended_at BIGINT NOT NULL,
	reason       TEXT NOT NULL,
	suspended_by BYTEA
);

ALTER TABLE grants ADD COLUMN kind TEXT NOT NULL DEFAULT 'special';
ALTER TABLE grants ADD COLUMN person_id BYTEA;
CREATE INDEX grants_region ON grants (region);
