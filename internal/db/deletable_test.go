package db_test

import (
	"testing"
	"testing/fstest"

	"kangma/internal/db"
	"kangma/internal/testkit"
)

// Rows of a deletable append-only table go only while its view has a row, and are changed never. BY-16
func TestDeletableWhile(t *testing.T) {
	schema := fstest.MapFS{"00001_log.sql": {Data: []byte(`-- +goose Up
CREATE TABLE log (id BIGINT NOT NULL PRIMARY KEY, text TEXT NOT NULL) /*clustered*/;
/*append-only log*/
CREATE TABLE orders (id BIGINT NOT NULL PRIMARY KEY);
CREATE VIEW ordered AS SELECT id FROM orders;
/*deletable log while ordered*/
`)}}
	testkit.EachEngine(t, schema, func(t *testing.T, d *db.DB) {
		run := func(statement string) error {
			return d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), statement)
				return err
			})
		}
		must(t, run("INSERT INTO log (id, text) VALUES (1, 'a'), (2, 'b')"))
		if err := run("DELETE FROM log WHERE id = 1"); !db.IsAppendOnly(err) {
			t.Error("deleted without an order:", err)
		}
		must(t, run("INSERT INTO orders (id) VALUES (1)"))
		if err := run("UPDATE log SET text = 'c'"); !db.IsAppendOnly(err) {
			t.Error("changed under an order:", err)
		}
		must(t, run("DELETE FROM log WHERE id = 1"))
		must(t, run("DELETE FROM orders"))
		if err := run("DELETE FROM log"); !db.IsAppendOnly(err) {
			t.Error("deleted after the order:", err)
		}
		must(t, d.Compact(t.Context()))
		if n := count(t, d, "SELECT count(*) FROM log"); n != 1 {
			t.Errorf("%d rows are left", n)
		}
	})
}
