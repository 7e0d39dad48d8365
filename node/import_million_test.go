//go:build million

package node_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/node"
)

// TestMillion measures an import into a population; it is no part of the suite:
//
//	PACK, KIND  another rule book than hubei, another kind than test.nucleic
//	DATA=/tmp/million PEOPLE=1000000 ROWS=500000 go test -tags million -run TestMillion -timeout 1h ./node
//
// DATA keeps the population between runs; DBURL takes another database than DATA/kangma.db.
func TestMillion(t *testing.T) {
	number := func(name string, otherwise int) int {
		fmt.Sscan(os.Getenv(name), &otherwise)
		return otherwise
	}
	people, rows := number("PEOPLE", 1_000_000), number("ROWS", 200_000)
	dir := os.Getenv("DATA")
	if dir == "" {
		t.Skip("no DATA")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	c := config(t, dir, nil)
	c.Now, c.Spool = past, filepath.Join(dir, "spool")
	if pack := os.Getenv("PACK"); pack != "" {
		c.Pack = pack
	}
	if url := os.Getenv("DBURL"); url != "" {
		c.Database = url
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n, err := node.Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	begin := time.Now()
	if err := n.Populate(ctx, people, func(done int) {
		if done%100_000 == 0 {
			fmt.Printf("populated %d in %s\n", done, time.Since(begin).Round(time.Millisecond))
		}
	}); err != nil {
		fmt.Println(err)
	}
	file := filepath.Join(dir, "feed.csv")
	kind := evidence.TestNucleic
	if k, ok := evidence.KindOf(os.Getenv("KIND")); ok {
		kind = k
	}
	feed(t, file, people, rows)
	var done = make(chan error)
	go func() { done <- n.Run(ctx) }()
	for range number("TIMES", 1) {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		begin = time.Now()
		run, err := n.StartImport(ctx, node.Itself, f, node.ImportOptions{File: file, Kind: kind, Source: "lab-1"})
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		wait(t, n, run, begin)
	}
	cancel()
	<-done
}

// cpu is what this process has used.
func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// past is a clock in the time of the pack.
func past() time.Time { return time.Now().AddDate(-5, 0, 0) }

func wait(t *testing.T, n *node.Node, run id.ID, begin time.Time) {
	var peak uint64
	before := cpu()
	for {
		i, err := n.Import(t.Context(), node.Itself, run)
		if err != nil {
			t.Fatal(err)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapInuse)
		if i.Ended() {
			d, used := time.Since(begin), cpu()-before
			fmt.Printf("%s: %d read, %d stored, %d refused, %d duplicate in %s: %.0f/s, %.0f µs of CPU a row, heap at most %d MB\n", i.State, i.Read, i.Stored, i.Refused, i.Duplicate,
				d.Round(time.Millisecond), float64(i.Read)/d.Seconds(), float64(used.Microseconds())/float64(i.Read), peak>>20)
			if i.State != jobs.Done {
				t.Fatal(i.Error)
			}
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// feed writes nucleic results of six columns about random people, with numbers of its own every time.
func feed(t *testing.T, path string, people, rows int) {
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	defer w.Flush()
	fmt.Fprintln(w, "条码号,姓名,身份证号,采样时间,检测结果,检测机构")
	series := time.Now().UnixNano()
	for i := range rows {
		p := node.Sample(rand.IntN(people))
		result := "阴性"
		if rand.IntN(1000) == 0 {
			result = "阳性"
		}
		fmt.Fprintf(w, "%d-%d,%s,%s,%s,%s,武汉一号检测所\n", series, i, p.Name, p.Number, past().Add(-time.Duration(rand.IntN(86400))*time.Second).Format("2006-01-02 15:04:05"), result)
	}
}
