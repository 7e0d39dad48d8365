package node_test

import (
	"crypto/ed25519"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/feed"
	"kangma/node"
)

// office is an authority that lets its files be fetched, as docs/playbooks/feeds.md says.
type office struct {
	mu    sync.Mutex
	key   ed25519.PrivateKey
	feed  string
	names []string
	files map[string]string
	cut   int // the next answer breaks off after so many bytes
	asked []string
	wrong bool // it signs with another key
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked = append(o.asked, r.URL.Query().Get("after")+" "+r.Header.Get("Range"))
	next := ""
	for i, n := range o.names {
		if n == r.URL.Query().Get("after") && i+1 < len(o.names) {
			next = o.names[i+1]
		}
	}
	if r.URL.Query().Get("after") == "" && len(o.names) > 0 {
		next = o.names[0]
	}
	if next == "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	content := o.files[next]
	d := digest(content)
	key := o.key
	if o.wrong {
		_, key, _ = ed25519.GenerateKey(nil)
	}
	w.Header().Set(node.HeaderName, next)
	w.Header().Set(node.HeaderDigest, d.String())
	w.Header().Set(node.HeaderSignature, feed.Sign(key, o.feed, next, d))
	w.Header().Set("ETag", `"`+d.String()[:16]+`"`)
	if o.cut > 0 {
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		w.Write([]byte(content[:o.cut]))
		o.cut = 0
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(content))
}

// NA-15, FD-3, FD-5: the node fetches on its schedule what came after the last file, one after the other; what broke off is asked for from there
// on; nothing new is news too; what no key signed is not kept.
func TestFetchedFeed(t *testing.T) {
	eachEngine(t, spring, withSpool(t.TempDir()), func(t *testing.T, h *hubei) {
		ctx := t.Context()
		o := &office{files: map[string]string{}}
		server := httptest.NewServer(o)
		defer server.Close()
		a := h.feedOf(feed.Border, feed.Pull, func(f *feed.Feed) { f.Address, f.Every = server.URL+"/files", time.Minute })
		o.key, o.feed = a.key, a.feed
		put := func(name string, i int) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.names = append(o.names, name)
			o.files[name] = "证件号码,姓名,记录编号,入境时间\n" + node.Sample(i).Number + ",," + name + ",2020-03-24T08:00:00+08:00\n"
		}
		count := func() int {
			list, _, err := h.Deliveries(ctx, node.Itself, node.DeliveryQuery{Limit: 50})
			h.ok(err)
			return len(list)
		}
		put("1.csv", 1)
		put("2.csv", 2)
		h.ok(h.FollowFeeds(ctx))
		if n := count(); n != 2 {
			t.Fatalf("%d files were fetched of 2: %q", n, o.asked)
		}
		asked := len(o.asked)
		h.ok(h.FollowFeeds(ctx))
		if len(o.asked) != asked {
			t.Error("it did not wait for its time")
		}

		put("3.csv", 3)
		o.cut = 30
		h.clock.Add(2 * time.Minute)
		h.ok(h.FollowFeeds(ctx))
		if s, _ := h.Feed(ctx, node.Itself, a.feed); count() != 2 || s.Trouble == "" {
			t.Errorf("half a file was taken, or nobody is told: %+v", s.State)
		}
		h.clock.Add(2 * time.Minute)
		h.ok(h.FollowFeeds(ctx))
		if n := count(); n != 3 {
			t.Errorf("%d files", n)
		}
		resumed := false
		for _, q := range o.asked {
			resumed = resumed || strings.Contains(q, "bytes=30-")
		}
		if !resumed {
			t.Errorf("it was not asked for from where it broke off: %q", o.asked)
		}
		s, err := h.Feed(ctx, node.Itself, a.feed)
		if err != nil || s.Trouble != "" || s.Last != "3.csv" || s.Freshness != feed.Fresh {
			t.Errorf("%+v %v", s.Feed, err)
		}
		h.clock.Add(50 * time.Minute)
		h.ok(h.FollowFeeds(ctx)) // nothing new
		h.clock.Add(50 * time.Minute)
		if s, _ := h.Feed(ctx, node.Itself, a.feed); s.Freshness != feed.Fresh {
			t.Error("that nothing is new was no news:", s.Freshness)
		}

		put("4.csv", 4)
		o.wrong = true
		h.clock.Add(2 * time.Minute)
		h.ok(h.FollowFeeds(ctx))
		if s, _ := h.Feed(ctx, node.Itself, a.feed); count() != 3 || !strings.Contains(s.Trouble, "signed") {
			t.Errorf("%d files, %q", count(), s.Trouble)
		}
		list, _, err := h.Deliveries(ctx, node.Itself, node.DeliveryQuery{Feed: a.feed, Limit: 50})
		h.ok(err)
		for _, d := range list {
			if got := h.judgedAll(d.ID); got.Stored != 1 || got.Read != 1 {
				t.Errorf("%+v", got.Delivery)
			}
		}
	})
}
