package node_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/feed"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
	"kangma/staff"
)

// authority is who sends to a feed.
type authority struct {
	h    *hubei
	feed string
	key  ed25519.PrivateKey
}

// feedOf sets up a feed with a key that two people let count.
func (h *hubei) feedOf(a feed.Authority, way feed.Way, change func(*feed.Feed)) authority {
	h.t.Helper()
	spec, _ := a.Spec()
	f := feed.Feed{Name: string(a) + "-one", Authority: a, Kinds: spec.Kinds, Source: string(a) + " bureau", Way: way, Expected: time.Hour}
	if change != nil {
		change(&f)
	}
	_, err := h.AddFeed(h.t.Context(), node.Itself, f)
	h.ok(err)
	public, key, _ := ed25519.GenerateKey(nil)
	k, err := h.ProposeFeedKey(h.t.Context(), node.Itself, f.Name, feed.KeyText(public))
	h.ok(err)
	_, err = h.ApproveFeedKey(h.t.Context(), h.desk("13700130001", staff.HealthDataOfficer, hubeiProvince), f.Name, k.ID)
	h.ok(err)
	return authority{h, f.Name, key}
}

func digest(content string) feed.Digest { return sha256.Sum256([]byte(content)) }

func (a authority) push(name, content string) (feed.Delivery, bool, error) {
	d := digest(content)
	return a.h.Deliver(a.h.t.Context(), node.Arrival{Feed: a.feed, Name: name, Digest: d, Signature: feed.Sign(a.key, a.feed, name, d), Way: feed.Push, Content: strings.NewReader(content)})
}

// judgedAll runs the background work until a delivery's rows are all judged.
func (h *hubei) judgedAll(v id.ID) (out node.FeedDelivery) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	defer func() { cancel(); <-done }()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		list, _, err := h.Deliveries(h.t.Context(), node.Itself, node.DeliveryQuery{Limit: 50})
		h.ok(err)
		for _, d := range list {
			if d.ID == v && d.Ended {
				return d
			}
		}
	}
	h.t.Fatal("the delivery was not read to its end")
	return out
}

func withSpool(dir string) func(*node.Config) {
	return func(c *node.Config) { c.Spool, c.Drop = filepath.Join(dir, "spool"), filepath.Join(dir, "feeds") }
}

// NA-15, FD-1: the sample of each authority is what its feed takes whole: every row of every kind that it may state.
func TestSamplesOfAuthorities(t *testing.T) {
	eachEngine(t, time.Date(2022, 3, 26, 0, 0, 0, 0, time.UTC), withSpool(t.TempDir()), func(t *testing.T, h *hubei) {
		for _, spec := range feed.Authorities {
			a := h.feedOf(spec.Authority, feed.Push, nil)
			sample, err := spec.Authority.Sample()
			h.ok(err)
			d, _, err := a.push("sample.csv", string(sample))
			h.ok(err)
			rows := int64(strings.Count(string(sample), "\n") - 1)
			if got := h.judgedAll(d.ID); got.Stored != rows || got.Read != rows || got.Dead() {
				t.Errorf("%s: %+v, want %d rows", spec.Authority, got.Delivery, rows)
			}
			for _, k := range spec.Kinds {
				if !strings.Contains(string(sample), k.String()) && len(spec.Kinds) > 1 {
					t.Errorf("the sample of %s has no %s", spec.Authority, k)
				}
			}
		}
	})
}

const tested = "证件号码,姓名,依据种类,记录编号,开始时间,检测结果\n"

func row(i int, kind, result string) string {
	p := node.Sample(i)
	return fmt.Sprintf("%s,%s,%s,N-%s-%d,2020-03-24T08:00:00+08:00,%s\n", p.Number, p.Name, kind, kind, i, result)
}

// NA-15, FD-1, FD-2, FD-3, FD-5: what is pushed is taken under a signature of a key that counts, once; of it what the feed may bring, under the
// feed's own source; and the counts add up.
func TestPushedFeed(t *testing.T) {
	eachEngine(t, spring, withSpool(t.TempDir()), func(t *testing.T, h *hubei) {
		ctx := t.Context()
		a := h.feedOf(feed.Health, feed.Push, func(f *feed.Feed) { f.Kinds = []evidence.Kind{evidence.TestNucleic, evidence.ContactClose} })
		content := tested + row(1, "test.nucleic", "阴性") + row(2, "contact.close", "") + row(3, "case.confirmed", "") + row(1, "test.nucleic", "阴性") + "1,x,test.nucleic,9,2020-03-24,阴性\n"
		d, again, err := a.push("one.csv", content)
		if err != nil || again {
			t.Fatal(d, again, err)
		}
		got := h.judgedAll(d.ID)
		if got.Read != 5 || got.Stored != 2 || got.Refused != 2 || got.Duplicate != 1 || !got.Dead() {
			t.Errorf("%+v", got.Delivery)
		}
		if same, again, err := a.push("another-name.csv", content); err != nil || !again || same.ID != d.ID {
			t.Error("the same content is another delivery:", same, again, err)
		}
		p := node.Sample(2)
		r, err := h.LookUp(ctx, node.Itself, p, staff.Purpose{Kind: "control"})
		h.ok(err)
		if len(r.Facts) != 1 || r.Facts[0].Source != "health bureau" || r.Facts[0].Kind != evidence.ContactClose {
			t.Errorf("%+v", r.Facts)
		}

		other := a
		_, other.key, _ = ed25519.GenerateKey(nil)
		_, _, forged := other.push("two.csv", tested)
		h.refused(forged, "feed.signature")
		d2 := digest(tested)
		_, _, altered := h.Deliver(ctx, node.Arrival{Feed: a.feed, Name: "x.csv", Digest: d2, Signature: feed.Sign(a.key, a.feed, "x.csv", d2), Way: feed.Push, Content: strings.NewReader("other")})
		h.refused(altered, "feed.digest")
		_, _, nobody := h.Deliver(ctx, node.Arrival{Feed: "nobody", Name: "x.csv", Digest: d2, Signature: feed.Sign(a.key, "nobody", "x.csv", d2), Way: feed.Push, Content: strings.NewReader(tested)})
		h.refused(nobody, "feed.signature")
		_, _, path := a.push("../x.csv", tested)
		h.refused(path, "field.invalid")
		s, err := h.Feed(ctx, node.Itself, a.feed)
		if err != nil || s.Trouble == "" || s.Dead != 1 || s.Freshness != feed.Fresh {
			t.Errorf("%+v %v", s, err)
		}
		_, err = h.RetireFeedKey(ctx, node.Itself, a.feed, s.Keys[0].ID)
		h.ok(err)
		_, _, retired := a.push("three.csv", tested+row(5, "test.nucleic", "阴性"))
		h.refused(retired, "feed.signature")
	})
}

// NA-15, FD-1, FD-4: who may set up feeds, and what a feed can never be: a border feed never brings a case; one person alone lets no key count.
func TestSettingUpFeeds(t *testing.T) {
	eachEngine(t, spring, withSpool(t.TempDir()), func(t *testing.T, h *hubei) {
		ctx := t.Context()
		officer, hq := h.desk("13700130001", staff.HealthDataOfficer, hubeiProvince), h.desk("13700130002", staff.Headquarters, hubeiProvince)
		county, auditor := h.desk("13700130003", staff.HealthDataOfficer, wuhan), h.desk("13700130004", staff.Auditor, hubeiProvince)
		border := feed.Feed{Name: "border-wuhan", Authority: feed.Border, Kinds: []evidence.Kind{evidence.Entry, evidence.CaseConfirmed}, Source: "武汉边检", Way: feed.Push, Expected: time.Hour}
		_, err := h.AddFeed(ctx, officer, border)
		h.refused(err, "feed.kind")
		border.Kinds = border.Kinds[:1]
		for _, c := range []struct {
			name string
			with func(*feed.Feed)
			key  string
		}{
			{"name", func(f *feed.Feed) { f.Name = "../x" }, "field.invalid"},
			{"way", func(f *feed.Feed) { f.Way = "fax" }, "field.invalid"},
			{"expected", func(f *feed.Feed) { f.Expected = 0 }, "field.invalid"},
			{"kinds", func(f *feed.Feed) { f.Kinds = nil }, "field.missing"},
			{"address", func(f *feed.Feed) { f.Way, f.Every, f.Address = feed.Pull, time.Minute, "http://example.org/x" }, "field.invalid"},
			{"mapping", func(f *feed.Feed) { f.Mapping = "none such" }, "field.invalid"},
		} {
			bad := border
			c.with(&bad)
			_, err := h.AddFeed(ctx, officer, bad)
			if f, _ := fault.As(err); f == nil || f.Key != c.key || f.Field != c.name {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		_, err = h.AddFeed(ctx, county, border)
		h.refused(err, "staff.outside_region")
		_, err = h.AddFeed(ctx, auditor, border)
		h.refused(err, "staff.not_permitted")
		f, err := h.AddFeed(ctx, officer, border)
		h.ok(err)
		_, err = h.AddFeed(ctx, hq, border)
		h.refused(err, "feed.exists")
		if list, err := h.Feeds(ctx, auditor); err != nil || len(list) != 1 || list[0].Freshness != feed.Unsigned {
			t.Error(list, err)
		}
		if list, err := h.Feeds(ctx, county); err != nil || len(list) != 0 {
			t.Error("the county sees the province's feed:", list, err)
		}

		public, key, _ := ed25519.GenerateKey(nil)
		a := authority{h, f.Name, key}
		k, err := h.ProposeFeedKey(ctx, officer, f.Name, feed.KeyText(public))
		h.ok(err)
		_, _, unapproved := a.push("a.csv", "x")
		h.refused(unapproved, "feed.signature")
		_, err = h.ApproveFeedKey(ctx, officer, f.Name, k.ID)
		h.refused(err, "feed.own_key")
		_, err = h.ApproveFeedKey(ctx, county, f.Name, k.ID)
		h.refused(err, "staff.outside_region")
		_, err = h.ApproveFeedKey(ctx, hq, f.ID.String(), k.ID)
		h.ok(err)
		f.Kinds = append(f.Kinds, evidence.TestNucleic)
		_, err = h.ChangeFeed(ctx, officer, f.Name, f)
		h.refused(err, "feed.kind")
		f.Kinds, f.Paused = f.Kinds[:1], true
		_, err = h.ChangeFeed(ctx, officer, f.Name, f)
		h.ok(err)
		_, _, paused := a.push("a.csv", "x")
		h.refused(paused, "feed.paused")
	})
}

// NA-15, FD-6: a file that cannot be read waits as a dead letter; once the mapping can read it, it is taken; refused rows are taken corrected, under
// the name of who corrected them; what nobody can mend is dismissed, with a reason.
func TestDeadLetters(t *testing.T) {
	eachEngine(t, spring, withSpool(t.TempDir()), func(t *testing.T, h *hubei) {
		ctx := t.Context()
		a := h.feedOf(feed.Health, feed.Push, func(f *feed.Feed) { f.Kinds = []evidence.Kind{evidence.TestNucleic} })
		p := node.Sample(1)
		d, _, err := a.push("odd.csv", "甲,乙,丙\n"+p.Number+",20200324,阴性\n")
		h.ok(err)
		if !d.Dead() || d.Reason == "" {
			t.Fatalf("it was taken: %+v", d)
		}
		dead := func(want int) []node.FeedDelivery {
			t.Helper()
			list, _, err := h.Deliveries(ctx, node.Itself, node.DeliveryQuery{Dead: true, Limit: 10})
			if err != nil || len(list) != want {
				t.Fatalf("%d dead letters, want %d: %v", len(list), want, err)
			}
			return list
		}
		dead(1)
		if s, _ := h.Feed(ctx, node.Itself, a.feed); s.Freshness == feed.Fresh {
			t.Error("what nobody can read is no news")
		}
		_, err = h.RetakeDelivery(ctx, node.Itself, d.ID, nil)
		if fault.CodeOf(err) != fault.Invalid {
			t.Error("nothing was mended:", err)
		}
		m := evidence.Mapping{Name: "odd", Fields: map[evidence.Field]evidence.Column{evidence.FieldIDNumber: {Names: []string{"甲"}}, evidence.FieldValidFrom: {Names: []string{"乙"}},
			evidence.AttrField(evidence.Result): {Names: []string{"丙"}}, evidence.FieldKind: {Value: "test.nucleic"}}}
		h.ok(h.SaveMapping(ctx, node.Itself, m))
		s, err := h.Feed(ctx, node.Itself, a.feed)
		h.ok(err)
		s.Mapping = "odd"
		_, err = h.ChangeFeed(ctx, node.Itself, a.feed, s.Feed)
		h.ok(err)
		_, err = h.RetakeDelivery(ctx, node.Itself, d.ID, nil)
		h.ok(err)
		if got := h.judgedAll(d.ID); got.Stored != 1 || got.Refused != 0 || got.Dead() {
			t.Errorf("%+v", got.Delivery)
		}
		dead(0)

		q := node.Sample(2)
		bad, _, err := a.push("rows.csv", "甲,乙,丙\n"+q.Number+",20200324,阴性\n123,20200324,阴性\n")
		h.ok(err)
		h.judgedAll(bad.ID)
		dead(1)
		_, err = h.RetakeDelivery(ctx, h.desk("13700130009", staff.Auditor, hubeiProvince), bad.ID, strings.NewReader("x"))
		h.refused(err, "staff.not_permitted")
		_, err = h.RetakeDelivery(ctx, node.Itself, bad.ID, nil)
		h.refused(err, "feed.corrected_rows")
		mended, err := h.RetakeDelivery(ctx, node.Itself, bad.ID, strings.NewReader("甲,乙,丙\n"+node.Sample(3).Number+",20200324,阴性\n"))
		h.ok(err)
		if got := h.judgedAll(mended.ID); got.Stored != 1 || got.Replaces != bad.ID || got.Way != feed.Corrected {
			t.Errorf("%+v", got.Delivery)
		}
		dead(0)
		_, err = h.RetakeDelivery(ctx, node.Itself, bad.ID, strings.NewReader("again"))
		h.refused(err, "delivery.not_dead")

		hopeless, _, err := a.push("hopeless.csv", "什么,也,没有\n1,2,3\n")
		h.ok(err)
		h.refused(h.DismissDelivery(ctx, node.Itself, hopeless.ID, " "), "field.missing")
		h.ok(h.DismissDelivery(ctx, node.Itself, hopeless.ID, "发错了"))
		dead(0)
		if left, _ := os.ReadDir(h.Spool); len(left) != 0 {
			t.Errorf("%d files are left in the spool", len(left))
		}
	})
}

// NA-15, FD-3, FD-5: files that are dropped with their signature are taken in order, once, whatever breaks off in between: as if killed after
// the delivery was stored and before the file was put away. What nobody signed is put aside with the reason.
func TestDroppedFeed(t *testing.T) {
	dir := t.TempDir()
	eachEngine(t, spring, func(c *node.Config) { withSpool(filepath.Join(dir, id.New(1).String()))(c) }, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		a := h.feedOf(feed.Border, feed.Drop, nil)
		h.ok(h.FollowFeeds(ctx)) // makes the folder
		folder := filepath.Join(h.Drop, a.feed)
		drop := func(name, content string, key ed25519.PrivateKey) {
			t.Helper()
			h.ok(os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
			if key != nil {
				h.ok(os.WriteFile(filepath.Join(folder, name+".sig"), []byte(feed.Sign(key, a.feed, name, digest(content))+"\n"), 0o600))
			}
		}
		content := "证件号码,姓名,记录编号,入境时间\n" + node.Sample(1).Number + "," + node.Sample(1).Name + ",R1,2020-03-24T08:00:00+08:00\n"
		drop("a.csv", content, a.key)
		drop("unsigned.csv", content+"\n", nil)
		_, stranger, _ := ed25519.GenerateKey(nil)
		drop("forged.csv", content+"\n\n", stranger)
		h.ok(os.Symlink("/etc/hostname", filepath.Join(folder, "link")))
		h.ok(os.WriteFile(filepath.Join(folder, "link.sig"), []byte("x"), 0o600))
		h.ok(h.FollowFeeds(ctx))
		there := func(name string) bool { _, err := os.Stat(filepath.Join(folder, name)); return err == nil }
		for name, want := range map[string]bool{"a.csv": false, "taken/a.csv": true, "taken/a.csv.sig": true, "unsigned.csv": true, "forged.csv": false, "refused/forged.csv": true, "refused/forged.csv.reason": true} {
			if there(name) != want {
				t.Errorf("%s is there: %v", name, !want)
			}
		}
		list, _, err := h.Deliveries(ctx, node.Itself, node.DeliveryQuery{Limit: 10})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		drop("a.csv", content, a.key) // as it lay before it was put away
		h.ok(h.FollowFeeds(ctx))
		if list, _, _ = h.Deliveries(ctx, node.Itself, node.DeliveryQuery{Limit: 10}); len(list) != 1 || there("a.csv") {
			t.Errorf("%d deliveries", len(list))
		}
		if got := h.judgedAll(list[0].ID); got.Stored != 1 || got.Duplicate != 0 {
			t.Errorf("%+v", got.Delivery)
		}
	})
}

// NA-15, FD-7: a feed from which nothing came is late, then stale, and staff are told once of each; silence changes nobody's colour; what comes ends it.
func TestFreshnessOfFeeds(t *testing.T) {
	eachEngine(t, spring, withSpool(t.TempDir()), func(t *testing.T, h *hubei) {
		ctx := t.Context()
		a := h.feedOf(feed.Telecom, feed.Push, nil)
		stands := func(want feed.Freshness) {
			t.Helper()
			h.ok(h.FollowFeeds(ctx))
			if s, err := h.Feed(ctx, node.Itself, a.feed); err != nil || s.Freshness != want {
				t.Errorf("%s, want %s: %v", s.Freshness, want, err)
			}
		}
		notices := func(want int) {
			t.Helper()
			officer := h.login("13700130001", person.StaffDoor)
			got, err := h.StaffNotices(ctx, officer, node.NoticeQuery{Limit: 50})
			h.ok(err)
			n := 0
			for _, x := range got.Page {
				if x.Kind == "feed.late" {
					n++
				}
			}
			if n != want {
				t.Errorf("%d notices of a late feed, want %d", n, want)
			}
		}
		stands(feed.Awaited)
		h.clock.Add(time.Hour)
		stands(feed.Late)
		stands(feed.Late)
		notices(1)
		h.clock.Add(time.Hour)
		stands(feed.Stale)
		stands(feed.Stale)
		notices(2)
		sample := "证件号码,姓名,依据种类,记录编号,开始时间,查询结果\n" + node.Sample(1).Number + ",,itinerary,1,2020-03-25T08:00:00+08:00,正常\n"
		_, _, err := a.push("a.csv", sample)
		h.ok(err)
		stands(feed.Fresh)
		h.clock.Add(61 * time.Minute)
		stands(feed.Late)
		notices(3)
	})
}
