package node

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"kangma/audit"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/staff"
	"kangma/store"
)

// hubJoined remembers that the node wants to be a member, and what it told the hub of itself last.
const hubJoined = "hub.joined"

// FetchTrust asks the hub for its list, and keeps it if it is genuine, in its time and not older than the one held (FE-1, FE-2). What went
// wrong is remembered; the list held stays.
func (n *Node) FetchTrust(ctx context.Context) error {
	if n.Hub == nil {
		return fault.New(fault.Conflict, "hub.none", "node.yaml names no hub")
	}
	var known uint64
	if err := n.store.Look(ctx, func(tx *store.Tx) error {
		h, err := tx.Held(ctx)
		known = h.Sequence
		return err
	}); err != nil {
		return err
	}
	if n.Partners() == nil {
		known = 0 // a list that is over, or not believed any more, is asked for anew
	}
	offered, failed := n.askList(ctx, known)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		h, err := tx.Held(ctx)
		if err != nil {
			return err
		}
		if offered != nil {
			if failed = n.take(&h, offered, at); failed == nil {
				err := n.record(ctx, tx, audit.Entry{At: at, Actor: audit.Actor{Kind: audit.System, ID: "hub"}, Action: audit.TrustSet, Region: n.region,
					Object: audit.Object{Kind: "list", ID: strconv.FormatUint(h.Sequence, 10)}, Detail: audit.Detail{}.With("members", len(offered.Members))})
				if err != nil {
					return err
				}
			}
		}
		if failed != nil {
			h.Failures, h.FailedAt, h.Failure = h.Failures+1, at, failed.Error()
		} else {
			h.Failures, h.Failure, h.CheckedAt = 0, "", at
		}
		return tx.PutHeld(ctx, h)
	})
	if err != nil {
		return err
	}
	if err := n.loadHeld(ctx); err != nil {
		return err
	}
	return failed
}

// take puts an offered list in the place of the one held, or says why not.
func (n *Node) take(h *federation.Held, offered *federation.Trusted, at instant.Instant) error {
	if offered.At(at) == nil {
		return fault.New(fault.Invalid, "trust.refused", "the hub's list is refused: it has expired")
	}
	var held *federation.Trusted
	if h.Sequence > 0 {
		held, _ = h.Document.Verify(at, n.Hub.Roots...) // one that today's roots do not vouch for binds nobody
	}
	kept, err := federation.Keep(held, offered)
	if err != nil {
		return err
	}
	h.Sequence, h.Document = kept.Sequence, kept.Document
	return nil
}

// askList asks the hub; nil without an error if the list held is its newest.
func (n *Node) askList(ctx context.Context, known uint64) (*federation.Trusted, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, n.Hub.Address+"/v1/hub/list", nil)
	if err != nil {
		return nil, err
	}
	if known > 0 {
		r.Header.Set("If-None-Match", `"`+strconv.FormatUint(known, 10)+`"`)
	}
	status, body, err := n.exchange(r, federation.MaxDocument)
	switch {
	case err != nil:
		return nil, err
	case status == http.StatusNotModified && known > 0:
		return nil, nil
	case status != http.StatusOK:
		return nil, noAnswer("the hub answered with status " + strconv.Itoa(status))
	}
	d, err := federation.ParseDocument(body)
	if err != nil {
		return nil, err
	}
	return d.Verify(n.clock.Now(), n.Hub.Roots...)
}

// exchange sends a request to another node and reads its answer, of at most so many bytes.
func (n *Node) exchange(r *http.Request, most int64) (status int, body []byte, err error) {
	answer, err := n.outward().Do(r)
	if err != nil {
		return 0, nil, noAnswer("it cannot be reached, or is too slow").Because(err)
	}
	body, err = readAll(answer, most)
	return answer.StatusCode, body, err
}

// readAll reads an answer of at most so many bytes, and closes it.
func readAll(answer *http.Response, most int64) ([]byte, error) {
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	if err != nil {
		return nil, noAnswer("its answer broke off").Because(err)
	}
	if int64(len(body)) > most {
		return nil, noAnswer("its answer is too long")
	}
	return body, nil
}

func noAnswer(why string) *fault.Fault {
	return fault.New(fault.Unavailable, "partner.no_answer", "the other node gave no answer: %s", why)
}

// JoinHub tells the hub of this node, and keeps telling it of keys that change. It gives what the hub said and the fingerprint of the anchor,
// which the hub's people compare before they admit it.
func (n *Node) JoinHub(ctx context.Context, c Caller) (state, fingerprint string, err error) {
	if n.Hub == nil {
		return "", "", fault.New(fault.Conflict, "hub.none", "node.yaml names no hub")
	}
	at := n.clock.Now()
	self, err := n.ourselves(at)
	if err != nil {
		return "", "", err
	}
	err = n.write(ctx, c, nil, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.NodeRun})
		if err != nil {
			return err
		}
		if err := tx.PutSetting(ctx, hubJoined, "asked"); err != nil {
			return err
		}
		e := o.entry(audit.TrustSet, n.region, at)
		e.Object = audit.Object{Kind: "hub", ID: n.Hub.Address}
		return n.record(ctx, tx, e)
	})
	if err != nil {
		return "", "", err
	}
	state, err = n.submit(ctx, self, at)
	return state, federation.Fingerprint(self.Anchor), err
}

// tellHub submits this node again if its keys changed since it did, or it must.
func (n *Node) tellHub(ctx context.Context, must bool) error {
	at := n.clock.Now()
	var before string
	if err := n.store.Look(ctx, func(tx *store.Tx) (err error) {
		before, err = tx.Setting(ctx, hubJoined)
		return err
	}); err != nil || before == "" {
		return err
	}
	self, err := n.ourselves(at)
	if err != nil || !must && before == self.Digest() {
		return err
	}
	_, err = n.submit(ctx, self, at)
	return err
}

func (n *Node) submit(ctx context.Context, self federation.Member, at instant.Instant) (string, error) {
	anchor, err := n.key(keys.UseTrust)
	if err != nil {
		return "", err
	}
	e, err := federation.Submission{Member: self, Hub: n.Hub.Address, At: at}.Sign(anchor)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(e)
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, n.Hub.Address+"/v1/hub/submissions", bytes.NewReader(text))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	status, body, err := n.exchange(r, 64<<10)
	if err != nil {
		return "", err
	}
	var said struct{ State, Detail string }
	if json.Unmarshal(body, &said) != nil || status != http.StatusOK {
		return "", fault.New(fault.Conflict, "hub.refused", "the hub refused this node's submission: %s", said.Detail)
	}
	return said.State, n.store.Write(ctx, func(tx *store.Tx) error { return tx.PutSetting(ctx, hubJoined, self.Digest()) })
}

// HubStatus is what this node holds of its hub, and how fresh it is.
type HubStatus struct {
	federation.Held
	List  *federation.List   // that makes nodes trusted now; nil if none does
	Heard []federation.Heard // issuers of codes that are linked here, and when each last answered
}

// HubStatus says whom this node trusts now, and why not whom.
func (n *Node) HubStatus(ctx context.Context, c Caller) (out HubStatus, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.FederationManage}); err != nil {
			return err
		}
		if out.Held, err = tx.Held(ctx); err != nil {
			return err
		}
		out.Heard, err = tx.Heard(ctx)
		return err
	})
	out.List = n.Partners()
	return out, err
}
