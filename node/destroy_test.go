package node_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kangma/destruction"
	"kangma/evidence"
	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/node"
	"kangma/pass"
	"kangma/staff"
	"kangma/store"
)

// The end of a node: nothing before the rules have ended and the grace is over, and not by one alone; what the dry run
// counted is destroyed; nobody's name, number or phone is left anywhere; keys are retired; nothing more comes in; and the
// certificate, which the audit log names, says so to whoever has it and the log's key. BY-16, DE-1, DE-2, DE-3
func TestDestruction(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		dir, c := t.TempDir(), &clock{now: spring}
		cfg := config(t, dir, c)
		cfg.Pack, cfg.Database, cfg.Spool = "hubei@2020-03-22", url, filepath.Join(dir, "spool")
		n, err := node.Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { n.Close() }()
		h := &hubei{n, c, t}
		ctx := t.Context()
		h.officer("13800000002", staff.Headquarters, hubeiCode)
		end := h.ending()
		holder, _ := h.apply("13800138000", zhang)
		contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
		h.convert(holder, contact.ID)
		token := h.show(holder).Token
		waiting := filepath.Join(cfg.Spool, "waiting")
		if err := os.MkdirAll(cfg.Spool, 0o700); err != nil {
			t.Fatal(err)
		}
		h.ok(os.WriteFile(waiting, []byte(zhang.Name), 0o600))

		// Too early, and by one alone.
		_, err = h.ProposeDestruction(ctx, node.Itself, "疫情结束")
		h.refused(err, "destruction.in_force")
		c.Add(end.Sub(h.Now()))
		_, err = h.ProposeDestruction(ctx, node.Itself, "疫情结束")
		h.refused(err, "destruction.grace")
		c.Add(30*instant.Day - time.Microsecond)
		_, err = h.ProposeDestruction(ctx, node.Itself, "疫情结束")
		h.refused(err, "destruction.grace")
		c.Add(time.Microsecond)
		_, err = h.ProposeDestruction(ctx, h.back("13800138000"), "疫情结束")
		h.refused(err, "staff.not_permitted")
		officer := h.back("13800000002")
		o, err := h.ProposeDestruction(ctx, node.Itself, "疫情结束")
		h.ok(err)
		_, err = h.ApproveDestruction(ctx, node.Itself, o.ID, "")
		h.refused(err, "destruction.own")
		_, err = h.ApproveDestruction(ctx, officer, id.New(1), "")
		h.refused(err, "destruction.not_found")

		doom, err := h.Doom(ctx, officer)
		h.ok(err)
		if doom.Refused != nil || doom.Files != 1 || rows(doom.Destroyed, "people") != 1 || rows(doom.Destroyed, "evidence") == 0 || rows(doom.Destroyed, "cases") != 1 {
			t.Fatalf("%+v", doom)
		}
		if _, err := h.Destruction(ctx); fault.CodeOf(err) != fault.NotFound {
			t.Error("certified before:", err)
		}
		_, err = h.ApproveDestruction(ctx, officer, o.ID, "同意")
		h.ok(err)
		h.refused(h.RequestCode(ctx, "13800138111"), "node.destroyed")
		_, err = h.ProposeRules(ctx, node.Itself, node.Proposal{Reason: "续"})
		h.refused(err, "node.destroyed")
		h.settled()

		signed, err := h.Destruction(ctx)
		h.ok(err)
		cert, err := destruction.Verify(signed, h.LogKey())
		h.ok(err)
		if cert.Rules.Policy != doom.Policy || cert.Files != 1 || cert.Log.Size == 0 || cert.Approved.Role != string(staff.Headquarters) || len(cert.Keys) < 4 {
			t.Errorf("%+v", cert)
		}
		for i, was := range doom.Destroyed {
			if cert.Destroyed[i] != was {
				t.Errorf("the dry run said %+v, the certificate %+v", was, cert.Destroyed[i])
			}
		}
		if _, err := destruction.Verify(bytes.Replace(signed, []byte(`"rows": 1,`), []byte(`"rows": 2,`), 1), h.LogKey()); err == nil {
			t.Error("a changed certificate verifies")
		}
		if _, err := os.Stat(waiting); !os.IsNotExist(err) {
			t.Error("a file waits for its import still:", err)
		}
		nothingPersonal(t, url)

		// Keys are retired in the trust list, and no code verifies any more.
		trust, _, err := h.Trust(ctx)
		h.ok(err)
		for _, k := range trust.Issuers[0].Keys {
			if k.Until > h.Now() {
				t.Errorf("the key %v is not retired", k.KID)
			}
		}
		if len(trust.Issuers[0].Keys) == 0 {
			t.Error("no retired key is shown")
		}
		if a := pass.Verify(token, trust, nil, h.Now(), pass.DefaultLimits); a.Claims != nil {
			t.Error("a code still verifies")
		}

		// Started anew it stays what it is, makes no keys, and its log is sound, with the certificate in it.
		h.ok(n.Close())
		if n, err = node.Open(ctx, cfg); err != nil {
			t.Fatal(err)
		}
		h.Node = n
		h.refused(h.RequestCode(ctx, "13800138111"), "node.destroyed")
		again, err := h.Destruction(ctx)
		if err != nil || !bytes.Equal(again, signed) {
			t.Error("another certificate:", err)
		}
		h.ok(h.Settle(ctx))
		report, err := h.VerifyLog(ctx, nil, nil)
		if err != nil || !report.Sound() || report.Size <= cert.Log.Size {
			t.Errorf("%+v %v", report, err)
		}
		s, err := store.Open(ctx, url)
		h.ok(err)
		defer s.Close()
		h.ok(s.Read(ctx, func(tx *store.Tx) error {
			left, err := tx.SealedKeys(ctx)
			for _, k := range left {
				if k.Use != keys.UseTrust && k.Use != keys.UseCheckpoint {
					t.Errorf("the secret of a key for %s is left", k.Use)
				}
			}
			return err
		}))
	})
}

// Rules that were renewed, or are to come, keep the node. BY-16, DE-1
func TestRenewedIsNotDestroyed(t *testing.T) {
	h := openAt(t, spring, func(c *node.Config) { c.Pack = "hubei@2020-03-22" })
	ctx := t.Context()
	h.officer("13800000002", staff.Headquarters, hubeiCode)
	k := h.upload(earlier(t))
	end := h.ending()
	h.clock.Add(end.Sub(h.Now()) + 40*instant.Day)
	o, err := h.ProposeDestruction(ctx, node.Itself, "疫情结束")
	h.ok(err)
	officer := h.back("13800000002")
	p, err := h.ProposeRules(ctx, node.Itself, node.Proposal{Digest: k.Digest, Reason: "续"})
	h.ok(err)
	_, err = h.ApproveRules(ctx, officer, p.ID, "")
	h.ok(err)
	_, err = h.ApproveDestruction(ctx, officer, o.ID, "")
	h.refused(err, "destruction.to_come")
	h.clock.Add(2 * instant.Day)
	h.follow()
	_, err = h.ApproveDestruction(ctx, h.back("13800000002"), o.ID, "")
	h.refused(err, "destruction.in_force")
}

// ending publishes rules that end in a week, and gives when.
func (h *hubei) ending() instant.Instant {
	h.t.Helper()
	ctx := h.t.Context()
	k := h.upload(earlier(h.t))
	h.clock.Add(instant.Day)
	p, err := h.ProposeRules(ctx, node.Itself, node.Proposal{Digest: k.Digest, Until: h.Now().Add(7 * instant.Day), Reason: "试", Emergency: "试"})
	h.ok(err)
	p, err = h.ApproveRules(ctx, h.back("13800000002"), p.ID, "")
	h.ok(err)
	h.follow()
	h.settled()
	return p.Until
}

func rows(list []destruction.Table, name string) int64 {
	for _, t := range list {
		if t.Name == name {
			return t.Rows
		}
	}
	return -1
}

// nothingPersonal looks for who was known in the bytes of every table, and of SQLite in those of its files.
func nothingPersonal(t *testing.T, url string) {
	t.Helper()
	ctx := t.Context()
	s, err := store.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	secrets := []string{zhang.Name, zhang.Number, "13800138000", "13800000002", "解放大道1号"}
	look := func(where string, b []byte) {
		for _, secret := range secrets {
			if bytes.Contains(b, []byte(secret)) || bytes.Contains(b, []byte(hex.EncodeToString([]byte(secret)))) { // as PostgreSQL writes bytes
				t.Errorf("%s: %q is readable", where, secret)
			}
		}
	}
	err = s.Read(ctx, func(tx *store.Tx) error {
		for _, table := range append(store.Tables(), "destructions", "destruction_approvals") {
			row := "CAST(t AS TEXT)"
			if strings.HasPrefix(url, "sqlite:") {
				columns, err := db.List(ctx, tx.Raw(), func(scan db.Scan) (c string, err error) { err = scan(&c); return c, err },
					"SELECT 'COALESCE(CAST(' || name || ' AS TEXT), '''')' FROM pragma_table_info($1)", table)
				if err != nil {
					return err
				}
				row = strings.Join(columns, " || ' ' || ")
			}
			if err := tx.Raw().Query(ctx, func(scan db.Scan) error {
				var text string
				err := scan(&text)
				look(table, []byte(text))
				return err
			}, "SELECT "+row+" FROM "+table+" t"); err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		for _, file := range []string{path, path + "-wal"} {
			if b, err := os.ReadFile(file); err == nil {
				look(filepath.Ext(file), b)
			}
		}
	}
}

const destroyChild = "KANGMA_DESTROY_CHILD"

// A process is killed again and again while it destroys, and another goes on: what is certified is what was there, row by
// row. BY-16, JB-1
func TestDestructionKilled(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		ctx := t.Context()
		const people = 12_000
		c := &clock{now: spring}
		cfg := config(t, t.TempDir(), c)
		cfg.Pack, cfg.Database = "hubei@2020-03-22", url
		n, err := node.Open(ctx, cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		h := &hubei{n, c, t}
		h.officer("13800000002", staff.Headquarters, hubeiCode)
		end := h.ending()
		h.ok(h.Populate(ctx, people, func(int) {}))
		c.Add(end.Sub(h.Now()) + 30*instant.Day)
		officer := h.back("13800000002")
		o, err := h.ProposeDestruction(ctx, node.Itself, "疫情结束")
		h.ok(err)
		doom, err := h.Doom(ctx, officer)
		h.ok(err)
		_, err = h.ApproveDestruction(ctx, officer, o.ID, "")
		h.ok(err)
		kills := 0
		for life := 1; ; life++ {
			if _, err := h.Destruction(ctx); err == nil {
				break
			} else if fault.CodeOf(err) != fault.NotFound || life > 40 {
				t.Fatal(life, err)
			}
			before := h.left()
			child := exec.Command(os.Args[0], "-test.run=^TestDestroyChild$", "-test.count=1")
			begin := h.Now().Add(time.Duration(life) * time.Minute) // after the lease of the one before
			child.Env = append(os.Environ(), destroyChild+"="+url, childLife+"="+fmt.Sprint(int64(begin)))
			child.Stderr = os.Stderr
			h.ok(child.Start())
			for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
				if _, err := h.Destruction(ctx); err == nil {
					break
				}
				if left := h.left(); left > 0 && left < before && kills < 3 {
					kills++
					break
				}
				if time.Now().After(deadline) {
					t.Fatal("it does not go on")
				}
			}
			child.Process.Kill()
			child.Wait()
		}
		if kills < 2 {
			t.Errorf("it was killed %d times only: more people are needed", kills)
		}
		signed, err := h.Destruction(ctx)
		h.ok(err)
		cert, err := destruction.Verify(signed, h.LogKey())
		h.ok(err)
		for i, was := range doom.Destroyed {
			if cert.Destroyed[i] != was {
				t.Errorf("the dry run said %+v, the certificate %+v", was, cert.Destroyed[i])
			}
		}
		if rows(cert.Destroyed, "people") != people {
			t.Errorf("%d people", rows(cert.Destroyed, "people"))
		}
		t.Logf("killed %d times", kills)
	})
}

// left is how many rows are still to be destroyed.
func (h *hubei) left() (n int64) {
	h.t.Helper()
	doom, err := h.Doom(h.t.Context(), node.Itself)
	h.ok(err)
	for _, t := range doom.Destroyed {
		n += t.Rows
	}
	return n
}

// TestDestroyChild is no test: it is the process that is killed.
func TestDestroyChild(t *testing.T) {
	url := os.Getenv(destroyChild)
	if url == "" {
		t.Skip("only as a child of TestDestructionKilled")
	}
	var at int64
	fmt.Sscan(os.Getenv(childLife), &at)
	cfg := config(t, t.TempDir(), &clock{now: instant.Instant(at).Time()})
	cfg.Pack, cfg.Database = "hubei@2020-03-22", url
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
