package node_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/telecom/sandbox"
	"kangma/itinerary"
	"kangma/node"
	"kangma/pass"
)

// Cities of the simulated stays that are on no list: they must be nowhere but at the operator. 610100 is on the list.
var secretCities = []string{"652900", "542500", "230700"}

// tap is what passes between node and operator.
type tap struct {
	http.Handler
	mu   sync.Mutex
	said bytes.Buffer
}

func (x *tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rec := httptest.NewRecorder()
	x.Handler.ServeHTTP(rec, r)
	x.mu.Lock()
	x.said.Write(rec.Body.Bytes())
	x.mu.Unlock()
	w.WriteHeader(rec.Code)
	w.Write(rec.Body.Bytes())
}

// WZ-08, HB-10, IT-1, IT-6: the whole way with an answer of each kind; then no table of the node's database, no log, no
// audit entry, nothing that the node answers and nothing that the operator said holds a city of the stays; a city of the
// list stands in the list and nowhere else.
func TestNoPlaceIsEverKnown(t *testing.T) {
	var logged bytes.Buffer
	was := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
	defer slog.SetDefault(was)
	eachURL(t, func(t *testing.T, address string) {
		var o *sandbox.Operator
		line := &tap{}
		h := openAt(t, time.Date(2021, 12, 15, 1, 0, 0, 0, time.UTC), func(c *node.Config) {
			c.Database, c.Region, c.Name, c.Pack = address, wenzhouCity, pass.Text{ZH: "温州市", EN: "Wenzhou"}, "wenzhou@2021-12-01"
			o = sandbox.New(sandbox.Config{Parties: map[string][]byte{"wenzhou": operatorSecret}, Home: "330300", Now: c.Now})
			line.Handler = o.Handler()
			server := httptest.NewTLSServer(line)
			t.Cleanup(server.Close)
			c.Telecom = client(t, server, c.Now)
		})
		c, who := h.resident("", false)
		h.listed(riskyList)
		listedIn := cells(t, address, "610100", "610113")
		var answers bytes.Buffer
		for _, with := range [][]any{
			{"330300", 400, 0},
			{"652900", 300, 200, "542500", 200, 100, "330300", 100, 0},
			{"652900", 300, 250, "610100", 200, 100, "230700", 100, 0},
		} {
			h.stayed(o, 2*time.Minute, with...)
			h.queries(c, o)
			h.clock.Add(2 * time.Minute)
			i, err := h.FollowItinerary(t.Context(), c, id.ID{})
			if err != nil || i.Stage != itinerary.NotAsked {
				t.Fatal(i, err)
			}
			shown := h.show(c)
			why, err := h.Why(t.Context(), c, id.ID{}, 0)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&answers, "%+v\n%+v\n%+v\n", i, shown, why)
			h.clock.Add(time.Hour)
		}
		h.wantState(c, "3", "the last one was in a city of the list")
		copied, err := h.Copy(t.Context(), c, who)
		if err != nil {
			t.Fatal(err)
		}
		answers.Write(copied)
		for name, all := range map[string]string{"what the node answers": answers.String(), "what the operator said": line.said.String(), "the log": logged.String()} {
			for _, city := range append(slices.Clone(secretCities), "610100") {
				if holds(all, city) {
					t.Errorf("%s names %s", name, city)
				}
			}
		}
		if found := cells(t, address, secretCities...); len(found) > 0 {
			t.Errorf("the database names a place: %v", found)
		}
		if now := cells(t, address, "610100", "610113"); !slices.Equal(now, listedIn) || len(listedIn) == 0 {
			t.Errorf("the city of the list stands elsewhere than in the list: %v, before %v", now, listedIn)
		}
		if !strings.Contains(line.said.String(), `"risk":1`) || line.said.Len() > 4000 {
			t.Errorf("the tap heard %d bytes", line.said.Len())
		}
	})
}

// cells are the columns of all tables of a database in which one of some codes stands, as text, number or bytes.
func cells(t *testing.T, address string, codes ...string) (found []string) {
	t.Helper()
	d, err := db.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	tables, columns := "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", "SELECT name FROM pragma_table_info('%s')"
	if !strings.HasPrefix(address, "sqlite:") {
		tables, columns = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
			"SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '%s'"
	}
	err = d.Read(t.Context(), func(tx *db.Tx) error {
		names, err := texts(t, tx, tables)
		if err != nil || len(names) < 30 {
			return fmt.Errorf("%d tables: %w", len(names), err)
		}
		for _, table := range names {
			of, err := texts(t, tx, fmt.Sprintf(columns, table))
			if err != nil {
				return err
			}
			row := make([]any, len(of))
			into := make([]any, len(of))
			for i := range row {
				into[i] = &row[i]
			}
			err = tx.Query(t.Context(), func(scan db.Scan) error {
				err := scan(into...)
				for i, v := range row {
					if name := table + "." + of[i]; !slices.Contains(found, name) && slices.ContainsFunc(codes, func(code string) bool { return holds(v, code) }) {
						found = append(found, name)
					}
				}
				return err
			}, `SELECT "`+strings.Join(of, `", "`)+`" FROM `+table)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

func texts(t *testing.T, tx *db.Tx, query string) ([]string, error) {
	return db.List(t.Context(), tx, func(scan db.Scan) (s string, err error) {
		err = scan(&s)
		return s, err
	}, query)
}

// atRandom are ids, hashes and keys in hexadecimal, which may hold any digits.
var atRandom = regexp.MustCompile(`[0-9a-f]{16,}`)

// holds says whether a value holds a region's code: as text, as a number that is no time, or as a number in binary.
func holds(v any, code string) bool {
	n, err := strconv.ParseInt(code, 10, 64)
	if err != nil {
		panic(err)
	}
	switch v := v.(type) {
	case int64:
		return v == n || v/1e6 == n
	case string:
		return strings.Contains(atRandom.ReplaceAllString(v, ""), code)
	case []byte:
		for _, n := range []int64{n, n * 1e6} {
			if bytes.Contains(v, binary.BigEndian.AppendUint64(nil, uint64(n))) || bytes.Contains(v, binary.LittleEndian.AppendUint64(nil, uint64(n))) {
				return true
			}
		}
		return bytes.Contains(atRandom.ReplaceAll(v, nil), []byte(code))
	}
	return false
}
