-- Cases that people decide. What is said in them is sealed: forms and words under the person's key, or the case's own.
-- +goose Up
CREATE TABLE cases (
	person_id   BYTEA NOT NULL, -- whom it is about; the case itself where it is about nobody
	id          BYTEA NOT NULL,
	kind        TEXT NOT NULL,
	state       TEXT NOT NULL,
	desk        TEXT NOT NULL, -- what one must be permitted to work on it; '' when closed
	seat        BIGINT NOT NULL,
	region      BIGINT NOT NULL, -- that answers for it now
	raised      BIGINT, -- the highest office that was told it is late
	version     BIGINT NOT NULL,
	opened_at   BIGINT NOT NULL,
	opened_by   BYTEA,
	due_at      BIGINT NOT NULL, -- the greatest integer: no clock
	closed_at   BIGINT,
	evidence    BYTEA NOT NULL, -- ids, one after the other
	assigned_to BYTEA,
	assignment  TEXT NOT NULL, -- why he
	form_key    BYTEA,
	form_box    BYTEA,
	PRIMARY KEY (person_id, id)
) /*clustered*/;
CREATE INDEX cases_desk ON cases (desk, region, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX cases_due ON cases (due_at, id) WHERE closed_at IS NULL;
CREATE INDEX cases_assigned ON cases (assigned_to) WHERE closed_at IS NULL;

-- Whose a case is, found by its number.
CREATE TABLE case_owners (
	case_id   BYTEA NOT NULL PRIMARY KEY,
	person_id BYTEA NOT NULL
) /*clustered*/;

CREATE TABLE case_events (
	person_id  BYTEA NOT NULL,
	case_id    BYTEA NOT NULL,
	id         BYTEA NOT NULL,
	version    BIGINT NOT NULL,
	at         BIGINT NOT NULL,
	side       TEXT NOT NULL,
	account_id BYTEA,
	role       TEXT NOT NULL,
	office     BIGINT,
	move       TEXT NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	region     BIGINT NOT NULL,
	raised     BIGINT,
	due_at     BIGINT NOT NULL,
	words      BYTEA, -- sealed
	PRIMARY KEY (person_id, case_id, id)
) /*clustered*/;
/*append-only case_events*/
