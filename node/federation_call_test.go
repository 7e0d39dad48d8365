package node_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"kangma/api"
	"kangma/federation"
	"kangma/node"
	"kangma/person"
)

// overheard is a call that somebody on the way has written down.
type overheard struct {
	mu   sync.Mutex
	uri  string
	head http.Header
	body []byte
}

// listen has somebody on the way to a node write down the last call.
func (p *peer) listen() *overheard {
	o := &overheard{}
	node := api.New(p.Node, api.Options{})
	p.fronted(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o.mu.Lock()
		o.uri, o.head, o.body = r.URL.RequestURI(), r.Header.Clone(), body
		o.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		node.ServeHTTP(w, r)
	}))
	return o
}

// again sends a call that was written down, perhaps changed, and gives the code that is answered.
func (p *peer) again(uri string, head http.Header, body []byte) string {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.server.URL+uri, bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header = head.Clone()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	var reply federation.Reply
	if err := json.NewDecoder(answer.Body).Decode(&reply); err != nil {
		p.t.Fatal(err)
	}
	return reply.Code
}

// FE-5: a call counts once, for what was signed, at the node it was meant for, in its time, and from who is listed.
func TestCallsCountOnce(t *testing.T) {
	l := newCoast(t)
	ctx := t.Context()
	l.settled("13700000001")
	o := l.zhejiang.listen()
	here := l.wenzhou.login("13700000001", person.HolderDoor)
	_, err := l.wenzhou.LinkCodes(ctx, here, node.LinkAsk{ByPhone: true})
	l.must(err)
	l.must(l.wenzhou.FollowLinks(ctx))
	if o.uri != "/federation/v1/link.pull" {
		t.Fatal(o.uri)
	}
	without := o.head.Clone()
	without.Del("Signature")
	for name, test := range map[string]struct {
		to   *peer
		uri  string
		head http.Header
		body []byte
		want string
	}{
		"replayed":          {l.zhejiang, o.uri, o.head, o.body, "1005"},
		"another body":      {l.zhejiang, o.uri, o.head, append(o.body, ' '), "1002"},
		"another operation": {l.zhejiang, "/federation/v1/link.push", o.head, o.body, "1002"},
		"another node":      {l.hub, o.uri, o.head, o.body, "1002"},
		"unsigned":          {l.zhejiang, o.uri, without, o.body, "1002"},
	} {
		if got := test.to.again(test.uri, test.head, test.body); got != test.want {
			t.Errorf("%s: %s, not %s", name, got, test.want)
		}
	}
	l.clock.Add(10 * time.Minute)
	if got := l.zhejiang.again(o.uri, o.head, o.body); got != "1002" {
		t.Error("after its time:", got)
	}
	if _, err := l.hub.RemoveMember(ctx, node.Itself, l.wenzhou.Region, "测试"); err != nil {
		t.Fatal(err)
	}
	l.must(l.zhejiang.FetchTrust(ctx))
	if l.wenzhou.FollowLinks(ctx) == nil {
		t.Error("a removed node is answered")
	}
}

// FE-6: an answer that is unsigned, another node's or too late is none.
func TestLyingPartner(t *testing.T) {
	l := newCoast(t)
	ctx := t.Context()
	l.settled("13700000001")
	here := l.wenzhou.login("13700000001", person.HolderDoor)
	_, err := l.wenzhou.LinkCodes(ctx, here, node.LinkAsk{ByPhone: true})
	l.must(err)
	l.wenzhou.HTTP = &http.Client{Timeout: 300 * time.Millisecond} // the patience of holders, in small
	for name, h := range map[string]http.Handler{
		"unsigned": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Write([]byte(`{"code":"0000","message":"done","body":{"states":[]}}`))
		}),
		"another node's": api.New(l.hub.Node, api.Options{}),
		"slow": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body) // else nobody sees that the caller is gone
			<-r.Context().Done()
		}),
	} {
		l.clock.Add(5 * time.Minute) // past the circuit's pause
		l.zhejiang.fronted(h)
		codes, err := l.wenzhou.RefreshCode(ctx, here, codeOf(t, l, here), zhejiang)
		l.must(err)
		if codes[0].Status != federation.Silent {
			t.Errorf("%s: %+v", name, codes[0])
		}
	}
	l.zhejiang.fronted(nil)
	l.clock.Add(5 * time.Minute)
	codes, err := l.wenzhou.RefreshCode(ctx, here, codeOf(t, l, here), zhejiang)
	l.must(err)
	if codes[0].Status != federation.Known || codes[0].Colour != "green" {
		t.Errorf("%+v", codes[0])
	}
}

func codeOf(t *testing.T, l *coast, c node.Caller) (who [16]byte) {
	t.Helper()
	list, err := l.wenzhou.LinkedCodes(t.Context(), c)
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	return list[0].Person
}
