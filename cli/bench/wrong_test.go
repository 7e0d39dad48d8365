package bench

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"kangma/internal/db"
	"kangma/internal/id"
)

// A load that loses or doubles a write, or is answered wrongly, ends in an error that says so, and gives no figure. BN-2
func TestWrongIsNoticed(t *testing.T) {
	const nth = 700 // request or row that goes wrong
	for name, c := range map[string]struct {
		figure string
		tamper tamper
	}{
		"a passage is acknowledged and not stored": {"passages", tamper{api: everySome("/v1/passages", nth, func(next http.Handler, w http.ResponseWriter, _ *http.Request, _ []byte) {
			say(w, `{"answer":"pass","stored":true}`)
		})}},
		"a passage is stored under two ids": {"passages", tamper{api: everySome("/v1/passages", nth, func(next http.Handler, w http.ResponseWriter, r *http.Request, body []byte) {
			next.ServeHTTP(httptest.NewRecorder(), again(r, bytes.Replace(body, []byte(field(body, "id")), []byte(id.New(1).String()), 1)))
			next.ServeHTTP(w, again(r, body))
		})}},
		"a passage is stored for two people": {"passages", tamper{stored: func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO passages SELECT $1, day, id, region, place_id, point_id, collector_id, at, temperature, gate, colour, state, token, offline, recorded_at, issuer
				FROM passages WHERE id IN (SELECT MIN(id) FROM passages) ON CONFLICT DO NOTHING`, shuffled())
			return err
		}}},
		"a passage is lost afterwards": {"passages", tamper{stored: func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM passages WHERE id IN (SELECT MIN(id) FROM passages)`)
			return err
		}}},
		"a passage is refused": {"passages", tamper{api: everySome("/v1/passages", nth, func(_ http.Handler, w http.ResponseWriter, _ *http.Request, _ []byte) {
			w.WriteHeader(http.StatusServiceUnavailable)
		})}},
		"a second token": {"show", tamper{api: everySome("/v1/codes/show", 1, func(next http.Handler, w http.ResponseWriter, r *http.Request, _ []byte) {
			next.ServeHTTP(w, again(r, []byte(`{"fresh":true}`)))
		})}},
		"somebody else's code": {"show", tamper{api: everySome("/v1/codes/show", nth, func(next http.Handler, w http.ResponseWriter, r *http.Request, body []byte) {
			got := httptest.NewRecorder()
			next.ServeHTTP(got, again(r, body))
			say(w, strings.Replace(got.Body.String(), field(got.Body.Bytes(), "person"), id.New(1).String(), 1))
		})}},
		"a token that nobody signed": {"show", tamper{api: everySome("/v1/codes/show", 1, func(next http.Handler, w http.ResponseWriter, r *http.Request, body []byte) {
			got := httptest.NewRecorder()
			next.ServeHTTP(got, again(r, body))
			token := field(got.Body.Bytes(), "token")
			say(w, strings.Replace(got.Body.String(), token, token[:len(token)-4]+"AAAA", 1))
		})}},
		"a row of a feed is lost":           {"import", tamper{feed: func(row int) int { return min(row, 1) }}},
		"a row of a feed is there twice":    {"import", tamper{feed: func(row int) int { return max(1, 2-row) }}},
		"evidence of a feed is doubled":     {"import", tamper{stored: double("evidence", `id, kind, source, record_key, digest, region, valid_from, valid_until, recorded_at, attrs`, `kind = 'test.nucleic'`)}},
		"a decision is doubled":             {"redecide", tamper{stored: double("decisions", `id, decided_for, regime, policy, colour, mark, labels, state, gate, next_review, reasons`, `regime > 1`)}},
		"a decision is not the newest":      {"redecide", tamper{stored: change(`UPDATE current SET regime = regime - 1 WHERE person_id IN (SELECT MIN(person_id) FROM current) AND regime > 1`)}},
		"a person's decision is gone":       {"redecide", tamper{stored: change(`DELETE FROM current WHERE person_id IN (SELECT MIN(person_id) FROM current) AND regime > 1`)}},
		"a code did not turn with its feed": {"import-colours", tamper{stored: change(`UPDATE current SET state = 'green' WHERE person_id IN (SELECT MIN(person_id) FROM current WHERE state = 'yellow.contact')`)}},
	} {
		t.Run(name, func(t *testing.T) {
			o := tiny(c.figure)
			o.tamper = c.tamper
			r, err := Run(t.Context(), o)
			if r != nil {
				t.Errorf("there is a figure: %+v", r.Figures)
			}
			var w *Wrong
			if refusal := name == "a passage is refused"; !refusal && (!errors.As(err, &w) || w.Figure != strings.TrimSuffix(c.figure, "-colours")) || err == nil {
				t.Errorf("not noticed: %v", err)
			}
			t.Log(err)
		})
	}
}

func TestSettle(t *testing.T) {
	a, b, c := id.New(1), id.New(2), id.New(3)
	for name, x := range map[string]struct {
		acknowledged, stored map[id.ID]int
		fine                 bool
	}{
		"each once": {map[id.ID]int{a: 1, b: 1}, map[id.ID]int{a: 1, b: 1}, true},
		"lost":      {map[id.ID]int{a: 1, b: 1}, map[id.ID]int{a: 1}, false},
		"doubled":   {map[id.ID]int{a: 1, b: 1}, map[id.ID]int{a: 2, b: 1}, false},
		"strange":   {map[id.ID]int{a: 1, b: 1}, map[id.ID]int{a: 1, b: 1, c: 1}, false},
	} {
		if err := settle("passages", x.acknowledged, x.stored); (err == nil) != x.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// everySome lets one request in nth to a path go wrong, and all others through.
func everySome(path string, nth int64, wrong func(next http.Handler, w http.ResponseWriter, r *http.Request, body []byte)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		var n atomic.Int64
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return
			}
			if r.URL.Path == path && n.Add(1)%nth == 0 {
				wrong(next, w, r, body)
				return
			}
			next.ServeHTTP(w, again(r, body))
		})
	}
}

// again is the request with another body.
func again(r *http.Request, body []byte) *http.Request {
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return r
}

func say(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	io.WriteString(w, body)
}

func change(statement string) func(context.Context, *db.Tx) error {
	return func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, statement)
		return err
	}
}

// double stores one row of a table again under another id, which comes first among the columns behind the person.
func double(table, columns, where string) func(context.Context, *db.Tx) error {
	done := false
	return func(ctx context.Context, tx *db.Tx) error {
		if done {
			return nil
		}
		n, err := tx.Exec(ctx, `INSERT INTO `+table+` (person_id, `+columns+`) SELECT person_id, $1`+strings.TrimPrefix(columns, "id")+` FROM `+table+`
			WHERE id IN (SELECT MIN(id) FROM `+table+` WHERE `+where+`)`, shuffled())
		done = n > 0
		return err
	}
}
