package db

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"regexp"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"kangma/internal/fault"
)

// Migrate brings the schema up to the newest of the migrations (NNNNN_name.sql in goose's form, forward only; the
// words of expander may be used). Each runs in a transaction of its own; several processes may call it at once.
// A database that a newer program has migrated is refused with fault.Conflict and left as it is.
func (d *DB) Migrate(ctx context.Context, migrations fs.FS) error {
	p, err := d.provider(migrations)
	if err != nil {
		return err
	}
	if err := refuseNewer(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		// On SQLite another process may have been faster between the look and the writing: look again.
		if pending, e := p.HasPending(ctx); e == nil && !pending {
			return nil
		}
		return err
	}
	return nil
}

// SchemaVersion is the number of the newest migration that the database has, and of the newest that there is.
func (d *DB) SchemaVersion(ctx context.Context, migrations fs.FS) (has, newest int64, err error) {
	p, err := d.provider(migrations)
	if err != nil {
		return 0, 0, err
	}
	return p.GetVersions(ctx)
}

func (d *DB) provider(migrations fs.FS) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithSlog(slog.New(slog.DiscardHandler))}
	if d.engine == &postgresEngine {
		dialect = goose.DialectPostgres
		l, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(l))
	}
	return goose.NewProvider(dialect, d.handle, expanded{migrations, d.engine.schema}, options...)
}

func refuseNewer(ctx context.Context, p *goose.Provider) error {
	has, newest, err := p.GetVersions(ctx)
	if err != nil {
		return unavailable(err)
	}
	if has > newest {
		return fault.New(fault.Conflict, "database.newer",
			"the database has schema %d, this program knows schemas up to %d: use the program that it was last opened with, or a newer one", has, newest)
	}
	return nil
}

// expander turns the words that a migration may use into what the engine needs:
//
//	CREATE TABLE t (…) /*clustered*/;   the table is stored in the order of its primary key, where the engine can
//	/*append-only t*/                   triggers refuse every update and delete in table t
//	/*deletable t while v*/             of an append-only t: rows may be deleted while the view v has one
//
// Everything else in a migration is the same text for both engines.
type expander struct {
	clustered  string
	appendOnly string // {table} stands for the name
	deletable  string // {table} and {view} do
}

// appendOnlyState is the SQLSTATE with which PostgreSQL's trigger refuses.
const appendOnlyState = "KM001"

const sqliteAppendOnly = `-- +goose StatementBegin
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END;
-- +goose StatementEnd
`

const postgresAppendOnly = `-- +goose StatementBegin
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = '` + appendOnlyState + `'; END $$;
-- +goose StatementEnd
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION append_only();
`

const sqliteDeletable = `DROP TRIGGER {table}_no_delete;
-- +goose StatementBegin
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT EXISTS (SELECT 1 FROM {view})
BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END;
-- +goose StatementEnd
`

const postgresDeletable = `-- +goose StatementBegin
CREATE OR REPLACE FUNCTION append_only_but_{view}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
	IF EXISTS (SELECT 1 FROM {view}) THEN RETURN OLD; END IF;
	RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = '` + appendOnlyState + `';
END $$;
-- +goose StatementEnd
DROP TRIGGER {table}_no_change ON {table};
CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION append_only_but_{view}();
`

var deletableWord = regexp.MustCompile(`/\*deletable ([a-z_]+) while ([a-z_]+)\*/`)

var appendOnlyWord = regexp.MustCompile(`/\*append-only ([a-z_]+)\*/`)

func (e expander) expand(sql string) string {
	sql = strings.ReplaceAll(sql, "/*clustered*/", e.clustered)
	sql = appendOnlyWord.ReplaceAllString(sql, pattern(e.appendOnly))
	return deletableWord.ReplaceAllString(sql, pattern(e.deletable))
}

// pattern is what a word expands to, as regexp replaces: the first name of the word is the table, the second the view.
func pattern(text string) string {
	return strings.NewReplacer("$", "$$", "{table}", "${1}", "{view}", "${2}").Replace(text)
}

// expanded is a folder of migrations whose files read expanded.
type expanded struct {
	fs.FS
	words expander
}

func (x expanded) Open(name string) (fs.File, error) {
	f, err := x.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return expandedFile{f, bytes.NewReader([]byte(x.words.expand(string(text))))}, nil
}

type expandedFile struct {
	fs.File
	text *bytes.Reader
}

func (f expandedFile) Read(p []byte) (int, error) { return f.text.Read(p) }
