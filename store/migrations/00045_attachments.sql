-- What people attach to cases. owner_id is the person, or, of a case about nobody, the case.
-- +goose Up
CREATE TABLE attachments (
	owner_id   BYTEA NOT NULL,
	case_id    BYTEA NOT NULL,
	id         BYTEA NOT NULL,
	type       TEXT NOT NULL,
	size       BIGINT NOT NULL,
	sha256     BYTEA NOT NULL, -- of the cleaned content
	added_at   BIGINT NOT NULL,
	added_by   BYTEA, -- the account
	by_holder  BOOLEAN NOT NULL,
	sealed_key BYTEA, -- NULL: under the person's
	PRIMARY KEY (owner_id, case_id, id)
) /*clustered*/;
/*append-only attachments*/

-- Apart, so that lists do not read it; and not append-only, so that it can go before the case does.
CREATE TABLE attachment_contents (
	owner_id BYTEA NOT NULL,
	case_id  BYTEA NOT NULL,
	id       BYTEA NOT NULL,
	sealed   BYTEA NOT NULL,
	PRIMARY KEY (owner_id, case_id, id)
);
