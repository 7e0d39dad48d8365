package store_test

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/testkit"
	"kangma/pass"
	"kangma/passage"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/store"
	"kangma/store/migrations"
)

// writerVariable names the database that a child process writes to until it is killed.
const writerVariable = "KANGMA_CRASH_WRITER"

// SR-4, DB-1: a process is killed again and again under load; what it had answered is there, once, and whole.
func TestKilledProcessLosesNothing(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killRepeatedly(t, testkit.SQLiteURL(t, migrations.Files), 6) })
	t.Run("postgres", func(t *testing.T) { killRepeatedly(t, testkit.PostgresURL(t, migrations.Files), 4) })
}

func killRepeatedly(t *testing.T, url string, rounds int) {
	answered := make(map[string]bool)
	for round := range rounds {
		before := len(answered)
		runAndKill(t, url, time.Duration(200+rand.IntN(400))*time.Millisecond, answered)
		if len(answered) == before {
			t.Fatalf("round %d answered nothing: there was no load", round)
		}
		s, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatalf("after kill %d: %v", round, err)
		}
		checkAnswered(t, s, answered)
		s.Close()
	}
	t.Logf("%d answered writes in %d lives", len(answered), rounds)
}

// runAndKill starts a writer, lets it write for a while after its first answer, kills it, and adds what it had answered.
func runAndKill(t *testing.T, url string, life time.Duration, answered map[string]bool) {
	child := exec.Command(os.Args[0], "-test.run=^TestCrashWriter$", "-test.count=1")
	child.Env = append(os.Environ(), writerVariable+"="+url)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var kill sync.Once
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break // a line that was cut off was not answered
		}
		if err != nil {
			t.Fatal(err)
		}
		answer := strings.TrimSpace(line)
		if answered[answer] {
			t.Fatalf("%s was answered twice", answer)
		}
		answered[answer] = true
		kill.Do(func() { time.AfterFunc(life, func() { child.Process.Kill() }) })
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the writer ended by itself")
	}
}

// checkAnswered wants every answered passage once, and every answered person with all that was written with him.
func checkAnswered(t *testing.T, s *store.Store, answered map[string]bool) {
	t.Helper()
	ctx := t.Context()
	stored := make(map[string]int)
	if err := s.Read(ctx, func(tx *store.Tx) error {
		if err := tx.Raw().Query(ctx, func(scan db.Scan) error {
			var p id.ID
			err := scan(&p)
			stored["passage "+p.String()]++
			return err
		}, "SELECT id FROM passages"); err != nil {
			return err
		}
		briefs, err := tx.Briefs(ctx, nil, id.ID{}, 1<<20)
		if err != nil {
			return err
		}
		var persons []id.ID
		for _, b := range briefs {
			persons = append(persons, b.ID)
			stored["person "+b.ID.String()]++
		}
		facts, err := tx.EvidenceOf(ctx, persons)
		if err != nil {
			return err
		}
		current, err := tx.Current(ctx, persons)
		if err != nil {
			return err
		}
		entries, err := tx.AuditEntries(ctx, audit.Query{Limit: 1 << 20})
		if err != nil {
			return err
		}
		logged := make(map[id.ID]int)
		for _, e := range entries {
			logged[e.Subject]++
		}
		for _, p := range persons { // answered or not: all or nothing
			if len(facts[p]) != 1 || current[p].ID.IsZero() || logged[p] != 1 {
				t.Errorf("person %s is half there: %d facts, %d audit entries", p, len(facts[p]), logged[p])
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for answer := range answered {
		if stored[answer] != 1 {
			t.Errorf("%s was answered and is there %d times", answer, stored[answer])
		}
	}
}

// TestCrashWriter is no test: it is the process that is killed.
func TestCrashWriter(t *testing.T) {
	url := os.Getenv(writerVariable)
	if url == "" {
		t.Skip("only as a child of TestKilledProcessLosesNothing")
	}
	ctx := context.Background()
	s, err := store.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	answer := func(what string, v id.ID) {
		mu.Lock()
		defer mu.Unlock()
		os.Stdout.WriteString(what + " " + hex.EncodeToString(v[:]) + "\n")
	}
	now := func() instant.Instant { return instant.Of(time.Now()) }
	group := db.NewGroup(64, 0, func(ctx context.Context, items []passage.Passage) error {
		return s.Write(ctx, func(tx *store.Tx) error {
			isNew, err := tx.InsertPassages(ctx, items)
			if err == nil && slices.Contains(isNew, false) {
				err = fmt.Errorf("a passage is not new")
			}
			return err
		})
	})
	street := region.MustParseCode("420102002000")
	for range 8 {
		go func() {
			for {
				at := now()
				p := passage.Passage{ID: id.New(at), Pseudonym: passage.Pseudonym(id.New(at)), Day: passage.DayOf(at), Region: street, Point: id.New(at),
					Collector: id.New(at), At: at, Gate: pass.Pass, RecordedAt: at}
				if err := group.Do(ctx, p); err != nil {
					fmt.Fprintln(os.Stderr, "passage:", err)
					continue
				}
				answer("passage", p.ID)
			}
		}()
	}
	for range 4 {
		go func() {
			for {
				who, err := newcomer(ctx, s, now())
				if err != nil {
					fmt.Fprintln(os.Stderr, "person:", err)
					continue
				}
				answer("person", who)
			}
		}()
	}
	time.Sleep(time.Minute) // whoever started it kills it long before
}

// newcomer stores a person with evidence, decision and audit entry in one transaction.
func newcomer(ctx context.Context, s *store.Store, at instant.Instant) (id.ID, error) {
	p := person.Person{ID: id.New(at), Document: person.Index(id.New(at)), DocumentType: person.ResidentID,
		Sealed: person.Sealed{Key: make([]byte, 60), Box: make([]byte, 200)}, CreatedAt: at}
	handle := id.New(at)
	copy(p.Handle[:], handle[8:])
	fact, err := evidence.NewRecord(p.ID, "", evidence.Fact{Kind: evidence.Registration, Source: "holder", ValidFrom: at, ValidUntil: instant.Never}, at)
	if err != nil {
		return p.ID, err
	}
	return p.ID, s.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.InsertPeople(ctx, []person.Person{p}); err != nil {
			return err
		}
		if err := tx.InsertEvidence(ctx, []evidence.Record{fact}); err != nil {
			return err
		}
		if err := tx.InsertDecisions(ctx, []policy.Record{{Person: p.ID, ID: id.New(at), At: at, Policy: "hubei@2020-03-22", Colour: policy.Green,
			State: "green", Gate: policy.Pass, NextReview: instant.Never}}); err != nil {
			return err
		}
		return tx.AddAuditEntry(ctx, audit.Entry{ID: id.New(at), At: at, Actor: audit.Actor{Kind: audit.Holder, ID: p.ID.String()},
			Action: audit.CodeApply, Subject: p.ID})
	})
}
