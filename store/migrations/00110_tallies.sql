-- How many people had which colour at the end of each day, by county: counts without persons, for dashboards.
-- +goose Up
CREATE TABLE tallies (
	day    BIGINT NOT NULL, -- calendar days in +08:00 since 1970
	region BIGINT NOT NULL,
	colour TEXT NOT NULL,
	people BIGINT NOT NULL,
	PRIMARY KEY (day, region, colour)
) /*clustered*/;
CREATE INDEX applications_day ON applications (applied_at, region);
CREATE INDEX cases_closed ON cases (closed_at, region) WHERE closed_at IS NOT NULL;
