-- The outbox of texts to phones: what is to be sent, and what became of it. Phone and text are sealed, and gone when a text is done with.
-- +goose Up
CREATE TABLE texts (
	id          BYTEA NOT NULL PRIMARY KEY,
	purpose     TEXT NOT NULL, -- login, or the kind of the notice
	phone       BYTEA NOT NULL, -- blind index
	sealed      BYTEA,
	created_at  BIGINT NOT NULL,
	valid_until BIGINT NOT NULL, -- never sent later
	next_at     BIGINT,          -- when it is tried next; NULL: it is not
	tries       BIGINT NOT NULL,
	state       TEXT NOT NULL,   -- waiting, sent, delivered, undelivered, refused, expired
	why         TEXT NOT NULL,   -- key of the last refusal
	reference   TEXT NOT NULL,   -- the operator's name for it
	sent_at     BIGINT,          -- NULL: not handed over
	changed_at  BIGINT NOT NULL
);
CREATE INDEX texts_next ON texts (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX texts_sent ON texts (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX texts_phone ON texts (phone, created_at);
CREATE INDEX texts_reference ON texts (reference) WHERE reference <> '';
