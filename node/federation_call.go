package node

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/httpsig"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/pass"
	"kangma/region"
)

// callPath begins the addresses at which nodes answer each other; its version changes when a reader of the one before would misread.
const callPath = "/federation/v1/"

// How signatures of calls are made (docs/federation.md).
const (
	callLabel  = "km"
	callTag    = "kangma-call"
	callLife   = time.Minute     // from created to expires
	callSkew   = 2 * time.Minute // that clocks may differ
	mostAnswer = 4 << 20
)

var (
	askCovers    = []httpsig.Component{{Name: "@method"}, {Name: "@target-uri"}, {Name: "content-digest"}, {Name: "content-type"}}
	answerCovers = []httpsig.Component{{Name: "@status"}, {Name: "content-digest"}, {Name: "content-type"}, {Name: "signature", Req: true}}
)

// partners is what a process knows of how others answer, and how often they ask.
type partners struct {
	mu       sync.Mutex
	circuits map[region.Code]*federation.Circuit
	asking   map[region.Code]*limit
}

// circuit runs f on the circuit of a partner.
func (p *partners) circuit(r region.Code, f func(*federation.Circuit)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.circuits == nil {
		p.circuits = map[region.Code]*federation.Circuit{}
	}
	if p.circuits[r] == nil {
		p.circuits[r] = &federation.Circuit{}
	}
	f(p.circuits[r])
}

// call asks another node for an operation. An answer that is late, unsigned, another's or malformed is none: fault.Unavailable with key
// partner.no_answer. A refusal is its fault.
func (n *Node) call(ctx context.Context, to region.Code, o federation.Operation, q federation.Request, body, out any) error {
	row, err := federation.Of(o)
	if err != nil {
		return err
	}
	at := n.clock.Now()
	m, ok := n.Partners().Member(to)
	if !ok || to == n.region {
		return fault.New(fault.Unavailable, "partner.unknown", "no node of %s is trusted here now", to)
	}
	if q.Body, err = json.Marshal(body); err != nil {
		return err
	}
	if q.ID == "" {
		q.ID = rand.Text()
	}
	may := false
	n.partners.circuit(to, func(c *federation.Circuit) { may = c.Allow(at) })
	if !may {
		return noAnswer("it did not answer lately, and is asked again in a while")
	}
	reply, err := n.ask(ctx, m, row, q)
	n.partners.circuit(to, func(c *federation.Circuit) {
		if err != nil {
			c.Failed(n.clock.Now())
		} else {
			c.Answered()
		}
	})
	if err != nil {
		return err
	}
	if err := reply.Err(); err != nil {
		return err
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(reply.Body, out); err != nil {
		return noAnswer("what it answered is malformed").Because(err)
	}
	return nil
}

// ask sends a signed request and believes a signed answer alone.
func (n *Node) ask(ctx context.Context, m federation.Member, row federation.Terms, q federation.Request) (reply federation.Reply, err error) {
	text, err := json.Marshal(q)
	if err != nil {
		return reply, err
	}
	ctx, cancel := context.WithTimeout(ctx, row.Patience)
	defer cancel()
	target := m.Address + callPath + string(row.Operation)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(text))
	if err != nil {
		return reply, err
	}
	r.Header.Set("Content-Type", "application/json")
	asked := &httpsig.Message{Method: r.Method, Target: target, Header: r.Header}
	if err := n.signMessage(asked, text, askCovers, rand.Text()); err != nil {
		return reply, err
	}
	answer, err := n.outward().Do(r)
	if err != nil {
		return reply, noAnswer("it cannot be reached, or is too slow").Because(err)
	}
	body, err := readAll(answer, mostAnswer)
	if err != nil {
		return reply, err
	}
	said := &httpsig.Message{Status: answer.StatusCode, Header: answer.Header, Asked: asked}
	if _, _, err := n.believe(said, body, answerCovers, m.Region); err != nil {
		return reply, noAnswer("what answered is not the node that was asked").Because(err)
	}
	if err := json.Unmarshal(body, &reply); err != nil {
		return reply, noAnswer("what it answered is malformed").Because(err)
	}
	return reply, nil
}

// signMessage adds digest and signature, by this node's call key.
func (n *Node) signMessage(m *httpsig.Message, body []byte, covers []httpsig.Component, nonce string) error {
	k, err := n.key(keys.UseCall)
	if err != nil {
		return err
	}
	created := n.clock.Now().Unix()
	m.Header.Set("Content-Digest", httpsig.Digest(body))
	return httpsig.Sign(m, callLabel, httpsig.Params{Components: covers, Created: created, Expires: created + int64(callLife/time.Second), Nonce: nonce,
		KeyID: n.region.String() + "/" + pass.KID(k.KID()).String(), Tag: callTag}, k.Sign)
}

// believe says which listed node signed a message, meant for now, and by which nonce (FE-5). Only a member of the region may have, if one is given.
func (n *Node) believe(m *httpsig.Message, body []byte, covers []httpsig.Component, only region.Code) (federation.Member, httpsig.Params, error) {
	refuse := func(why string) (federation.Member, httpsig.Params, error) {
		return federation.Member{}, httpsig.Params{}, fault.New(fault.Unauthenticated, "call.signature", "the signature is not believed: %s", why)
	}
	s, err := httpsig.Read(m, callLabel)
	if err != nil {
		return refuse("it is missing or malformed")
	}
	code, number, _ := strings.Cut(s.KeyID, "/")
	r, err := region.ParseCode(code)
	if err != nil || !only.IsZero() && r != only {
		return refuse("it is another node's")
	}
	var kid pass.KID
	if kid.UnmarshalText([]byte(number)) != nil {
		return refuse("its key has no number")
	}
	at := n.clock.Now()
	from, ok := n.Partners().Member(r)
	if !ok {
		return refuse("no such node is listed")
	}
	k, ok := from.Key(kid, pass.UseCall, at)
	if !ok {
		return refuse("no such key of it is listed for calls now")
	}
	created, expires := instant.Instant(s.Created*1e6), instant.Instant(s.Expires*1e6)
	switch {
	case s.Tag != callTag || s.Created == 0 || expires <= created || expires.Sub(created) > 2*callLife:
		return refuse("it is not made for calls")
	case created > at.Add(callSkew) || at >= expires.Add(callSkew):
		return refuse("it is not of now; look at the clocks")
	case httpsig.CheckDigest(m.Header, body) != nil:
		return refuse("the body is not the one that was signed")
	case s.Verify(k.Verify, covers...) != nil:
		return refuse("it does not hold")
	}
	return from, s.Params, nil
}
