package node_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/node"
	"kangma/store"
)

// long is a file of so many rows: each record once, but for a tenth that come again, and a hundredth that is refused.
func long(rows int) string {
	var b strings.Builder
	b.WriteString(header)
	for i := range rows {
		number, result := i, "阴性"
		switch {
		case i%100 == 99:
			result = "可疑"
		case i%10 == 9:
			number = i - 5
		}
		fmt.Fprintf(&b, "%d,%s,%s,2020-03-24 09:00,%s\n", number, node.Sample(number%5000).Name, node.Sample(number%5000).Number, result)
	}
	return b.String()
}

func checkLong(t *testing.T, h importer, i node.Import, rows int64) {
	t.Helper()
	if i.Read != rows || i.Refused != rows/100 || i.Duplicate != rows/10-rows/100 {
		t.Errorf("%+v", i.Import)
	}
	if !i.DryRun && (h.count("SELECT COUNT(*) FROM evidence") != i.Stored || h.count("SELECT COUNT(DISTINCT record_key) FROM evidence") != i.Stored) {
		t.Error("not every row is stored once")
	}
	if n := h.count("SELECT COUNT(*) FROM import_refusals"); n != i.Refused {
		t.Errorf("%d refused rows are kept of %d", n, i.Refused)
	}
}

// An import is stopped and resumed, dry or not: every row counts once. EV-4
func TestImportStopsAndResumes(t *testing.T) {
	importers(t, func(t *testing.T, h importer) {
		const rows = 24_000
		for _, dry := range []bool{true, false} {
			o := nucleic
			o.DryRun = dry
			run, err := h.StartImport(t.Context(), node.Itself, strings.NewReader(long(rows)), o)
			if err != nil {
				t.Fatal(err)
			}
			stops := 0
			for i := h.reach(run, 1); i.State != jobs.Done; i = h.reach(run, i.Read+1) {
				if err := h.StopImport(t.Context(), node.Itself, run); fault.CodeOf(err) == fault.Conflict {
					break // it had just ended
				} else if err != nil {
					t.Fatal(err)
				}
				if i = h.rest(run); i.State == jobs.Done {
					break // its last batch was being stored
				}
				if info, err := os.Stat(filepath.Join(h.dir, run.String())); err != nil || info.Mode().Perm() != 0o600 {
					t.Fatal("the file does not wait, or is open to others", err)
				}
				if i.Share <= 0 || i.Share >= 1 && i.Read < rows {
					t.Errorf("%f of the file at row %d", i.Share, i.Read)
				}
				stops++
				if err := h.ResumeImport(t.Context(), node.Itself, run); err != nil {
					t.Fatal(err)
				}
			}
			if stops == 0 {
				t.Error("it was never stopped")
			}
			i := h.wait(run, jobs.Done)
			if err := h.ResumeImport(t.Context(), node.Itself, run); fault.CodeOf(err) != fault.Conflict {
				t.Errorf("resuming what has ended: %v", err)
			}
			if dry {
				if h.count("SELECT COUNT(*) FROM evidence") != 0 || i.Read != rows || i.Duplicate != rows/10-rows/100 {
					t.Errorf("%+v", i.Import)
				}
				continue
			}
			if i.Refused != rows/100 || i.Read != rows {
				t.Errorf("%+v", i.Import)
			}
			if n := h.count("SELECT COUNT(DISTINCT record_key) FROM evidence"); n != i.Stored || h.count("SELECT COUNT(*) FROM evidence") != n {
				t.Error("not every row is stored once")
			}
		}
	})
}

// rest waits until an import goes on no more.
func (h importer) rest(run id.ID) node.Import {
	h.t.Helper()
	for {
		i, err := h.Import(h.t.Context(), node.Itself, run)
		if err != nil {
			h.t.Fatal(err)
		}
		if i.Ended() {
			return i
		}
		time.Sleep(time.Millisecond)
	}
}

// reach waits until an import has read so many rows, or has ended.
func (h importer) reach(run id.ID, rows int64) node.Import {
	h.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		i, err := h.Import(h.t.Context(), node.Itself, run)
		if err != nil {
			h.t.Fatal(err)
		}
		if i.State == jobs.Failed || time.Now().After(deadline) {
			h.t.Fatalf("%s, %s", i.State, i.Error)
		}
		if i.Read >= rows || i.State == jobs.Done {
			return i
		}
	}
}

// What a child process is to do.
const (
	childDatabase = "KANGMA_IMPORT_CHILD"
	childFolder   = "KANGMA_IMPORT_FOLDER"
	childLife     = "KANGMA_IMPORT_LIFE"
)

// A process is killed again and again in the middle of an import, and another takes it up: every row is there once, with
// its decision. EV-4, JB-1
func TestImportKilled(t *testing.T) {
	eachURL(t, killImport)
}

func killImport(t *testing.T, url string) {
	const rows = 30_000
	dir := t.TempDir()
	cfg := config(t, dir, &clock{now: life(0)})
	cfg.Database, cfg.Spool = url, filepath.Join(dir, "spool")
	n, err := node.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	run, err := n.StartImport(t.Context(), node.Itself, strings.NewReader(long(rows)), nucleic)
	if err != nil {
		t.Fatal(err)
	}
	beside, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	h := importer{&hubei{n, nil, t}, beside, cfg.Spool}
	kills := 0
	for number := 1; ; number++ {
		before, err := n.Import(t.Context(), node.Itself, run)
		if err != nil {
			t.Fatal(err)
		}
		if before.State == jobs.Done {
			break
		}
		if number > 20 {
			t.Fatalf("after %d lives it stands at row %d: %s %s", number, before.Read, before.State, before.Error)
		}
		child := exec.Command(os.Args[0], "-test.run=^TestImportChild$", "-test.count=1")
		child.Env = append(os.Environ(), childDatabase+"="+url, childFolder+"="+dir, childLife+"="+fmt.Sprint(number))
		child.Stderr = os.Stderr
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		if i := h.reach(run, before.Read+1); i.State != jobs.Done {
			time.Sleep(time.Duration(number*7%23) * time.Millisecond) // somewhere in a batch
			kills++
		}
		child.Process.Kill()
		child.Wait()
	}
	if kills < 3 {
		t.Errorf("it was killed %d times only: more rows are needed", kills)
	}
	i, err := n.Import(t.Context(), node.Itself, run)
	if err != nil {
		t.Fatal(err)
	}
	checkLong(t, h, i, rows)
	if err := beside.DB().Read(t.Context(), func(tx *db.Tx) error {
		var undecided int64
		err := tx.QueryRow(t.Context(), "SELECT COUNT(*) FROM people WHERE person_id NOT IN (SELECT person_id FROM current)", nil, &undecided)
		if undecided > 0 {
			t.Errorf("%d people are not decided", undecided)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows in %d lives", rows, kills+1)
}

// life is when a process begins: each long enough after the one before that its lease has ended.
func life(number int) time.Time {
	return time.Date(2020, 3, 25, 1, number, 0, 0, time.UTC)
}

// TestImportChild is no test: it is the process that is killed.
func TestImportChild(t *testing.T) {
	url := os.Getenv(childDatabase)
	if url == "" {
		t.Skip("only as a child of TestImportKilled")
	}
	var number int
	fmt.Sscan(os.Getenv(childLife), &number)
	cfg := config(t, t.TempDir(), &clock{now: life(number)})
	cfg.Database, cfg.Spool = url, filepath.Join(os.Getenv(childFolder), "spool")
	n, err := node.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // whoever started it kills it long before
	defer cancel()
	if err := n.Run(ctx); err != nil {
		t.Fatal(err)
	}
}
