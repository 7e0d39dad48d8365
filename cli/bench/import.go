package bench

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"kangma/evidence"
	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/node"
	"kangma/region"
)

// feed is a source's table of records about people at random, numbered.
type feed struct {
	kind   evidence.Kind
	header string
	row    func(number string, who node.Whom, at time.Time) string
}

// tests are what most rows of most feeds are. No rule of Hubei looks at them, so only people who were not known are decided.
var tests = feed{evidence.TestNucleic, "条码号,姓名,身份证号,采样时间,检测结果,检测机构", func(number string, who node.Whom, at time.Time) string {
	return fmt.Sprintf("%s,%s,%s,%s,阴性,武汉一号检测所", number, who.Name, who.Number, at.Format(time.DateTime))
}}

// fevers of eight days ago are looked at by a rule, so everybody is decided anew, but give no colour any more (HB-04).
var fevers = feed{evidence.FeverClinic, "编号,姓名,身份证号,区划,开始时间", func(number string, who node.Whom, at time.Time) string {
	return fmt.Sprintf("%s,%s,%s,420102,%s", number, who.Name, who.Number, at.AddDate(0, 0, -8).Format(time.DateTime))
}}

// contacts turn every code that they meet.
var contacts = feed{evidence.ContactClose, "编号,姓名,身份证号,认定时间", func(number string, who node.Whom, at time.Time) string {
	return fmt.Sprintf("%s,%s,%s,%s", number, who.Name, who.Number, at.Format(time.DateTime))
}}

// importPlain measures the import of a plain feed into the population.
func importPlain(ctx context.Context, s *suite) (Figure, error) {
	f, err := importFeed(ctx, s, tests, anybody)
	f.What = "import a plain feed"
	f.Goals = importGoals(f.Value)
	return f, err
}

// importDecided measures the same where everybody whom the feed concerns is decided.
func importDecided(ctx context.Context, s *suite) (Figure, error) {
	f, err := importFeed(ctx, s, fevers, anybody)
	f.What = "import a feed by which all are decided"
	f.Goals = importGoals(f.Value)
	return f, err
}

func importGoals(rate float64) []Goal {
	return []Goal{atLeast("of rows", rate, 10_000, "/s"), aim(atLeast("of rows", rate, 20_000, "/s"))}
}

// anybody is somebody at random, again and again.
func anybody(_, people int) int { return rand.IntN(people) }

// importColours measures the same where every row turns a code, the dearest feed that there is.
func importColours(ctx context.Context, s *suite) (Figure, error) {
	const step = 1_000_000_007 // a prime larger than any population: each person comes once, in no order
	f, err := importFeed(ctx, s, contacts, func(i, people int) int { return i * step % people })
	f.What = "import a feed by which all codes turn"
	return f, err
}

// importFeed measures the import of a file against the bulk insert of the evidence that it makes.
func importFeed(ctx context.Context, s *suite, of feed, who func(i, people int) int) (Figure, error) {
	f := Figure{Unit: "/s", Beneath: "bulk insert of the same evidence into a table of the same form, as many rows a transaction"}
	if err := s.ready(ctx); err != nil {
		return f, err
	}
	floors, err := s.floors(ctx, `DROP TABLE IF EXISTS floor_evidence`, `CREATE TABLE floor_evidence (person_id BYTEA NOT NULL, id BYTEA NOT NULL, kind TEXT NOT NULL,
		source TEXT NOT NULL, record_key BYTEA, digest BYTEA, region BIGINT, valid_from BIGINT NOT NULL, valid_until BIGINT, recorded_at BIGINT NOT NULL,
		attrs TEXT NOT NULL, PRIMARY KEY (person_id, id)) WITHOUT ROWID`,
		`CREATE INDEX floor_evidence_record ON floor_evidence (record_key) WHERE record_key IS NOT NULL`)
	if err != nil {
		return f, err
	}
	turns := s.pick(5, 2)
	rows := min(s.People/(turns+1), s.pick(100_000, 1000))
	written := 0
	next := func(row int) int { return who(row, s.People) }
	samples, figures, err := inTurns(ctx, turns, func(ctx context.Context, turn int) (sample, error) {
		return insertEvidence(ctx, floors, rows)
	}, func(ctx context.Context, turn int) (sample, error) {
		path := filepath.Join(s.dir, fmt.Sprintf("%s-%d.csv", of.kind, turn))
		n, err := of.write(path, written, rows, next, s.tamper.feed)
		if err != nil {
			return sample{}, err
		}
		written += rows
		if err := s.rest(ctx); err != nil {
			return sample{}, err
		}
		return s.importFile(ctx, of, path, rows, n)
	})
	if err != nil {
		return f, err
	}
	var stored, numbers int
	if err := s.count(ctx, `SELECT COUNT(*), COUNT(DISTINCT record_key) FROM evidence WHERE kind = $1 AND source = $2`, []any{of.kind.String(), of.source()}, &stored, &numbers); err != nil {
		return f, err
	}
	if stored != written || numbers != written {
		return f, wrong("import", "%d rows were imported, %d are stored with %d numbers", written, stored, numbers)
	}
	f.compare(samples, figures, sample.rate)
	f.Also = []Note{{"rows a turn", float64(rows), ""}}
	f.Checked = count(written) + " rows read, stored and found again, each once"
	if of.kind == evidence.ContactClose {
		var turned int
		if err := s.count(ctx, `SELECT COUNT(*) FROM current WHERE state = 'yellow.contact'`, nil, &turned); err != nil {
			return f, err
		}
		if turned != written {
			return f, wrong("import", "%d codes should have turned yellow, %d are", written, turned)
		}
		f.Checked += "; as many codes have turned yellow"
	}
	return f, nil
}

func (f feed) source() string { return "bench-" + f.kind.String() }

// write makes the file. tampered, of tests, says how often a row is written. It gives the number of rows written.
func (f feed) write(path string, from, rows int, who func(int) int, tampered func(int) int) (n int, err error) {
	file, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	w := bufio.NewWriter(file)
	fmt.Fprintln(w, f.header)
	at := time.Now().In(time.FixedZone("", 8*3600))
	for i := range rows {
		copies := 1
		if tampered != nil {
			copies = tampered(i)
		}
		for c := range copies {
			fmt.Fprintln(w, f.row(fmt.Sprintf("%d.%d", from+i, c), node.Sample(who(from+i)), at.Add(-time.Duration(1+rand.IntN(600))*time.Minute)))
			n++
		}
	}
	return n, w.Flush()
}

// importFile imports a file and waits for the end.
func (s *suite) importFile(ctx context.Context, of feed, path string, rows, written int) (sample, error) {
	file, err := os.Open(path)
	if err != nil {
		return sample{}, err
	}
	defer os.Remove(path)
	defer file.Close()
	begin := start()
	run, err := s.node.StartImport(ctx, node.Itself, file, node.ImportOptions{File: path, Kind: of.kind, Source: of.source()})
	if err != nil {
		return sample{}, err
	}
	for {
		i, err := s.node.Import(ctx, node.Itself, run)
		if err != nil {
			return sample{}, err
		}
		if i.Ended() {
			one := begin.done(rows)
			if i.State != jobs.Done || i.Read != int64(rows) || i.Stored != i.Read || i.Refused+i.Duplicate != 0 {
				return sample{}, wrong("import", "%d rows: the import is %s, %d read, %d stored, %d refused, %d duplicate: %s", rows, i.State, i.Read, i.Stored, i.Refused, i.Duplicate, i.Error)
			}
			return one, nil
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return sample{}, err
		}
	}
}

// insertBatch is how many rows the node imports, and decides anew, in one transaction.
const insertBatch = 2000

var intoFloorEvidence = db.IntoTable("floor_evidence", `person_id, id, kind, source, record_key, digest, region, valid_from, valid_until, recorded_at, attrs`, "")

// insertEvidence is the floor of an import: rows of the same form and size, into the same kind of table.
func insertEvidence(ctx context.Context, d *db.DB, rows int) (sample, error) {
	at := instant.Of(time.Now())
	type row struct{ person, record, key, digest id.ID }
	all := make([]row, rows)
	for i := range all {
		all[i] = row{shuffled(), id.New(at), shuffled(), shuffled()}
	}
	begin := start()
	for batch := range slices.Chunk(all, insertBatch) {
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Insert(ctx, tx, intoFloorEvidence, batch, func(r *row, v []any) []any {
				return append(v, r.person, r.record, "test.nucleic", "bench-test.nucleic", r.key[:], r.digest[:], region.Code(0), at, nil, at, `{"result":"negative"}`)
			})
			return err
		})
		if err != nil {
			return sample{}, err
		}
	}
	return begin.done(rows), nil
}

// shuffled is an id in no order, as people of a feed and hashes are.
func shuffled() (v id.ID) {
	for i := range v {
		v[i] = byte(rand.Uint32())
	}
	return v
}
