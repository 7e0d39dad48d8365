package node

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/pass"
	"kangma/store"
)

// Hub is where a node learns whom to trust (docs/federation.md).
type Hub struct {
	Address string            // how its addresses begin
	Roots   []federation.Root // one, or two while one takes over from the other
}

// hubSettings of a node that is a hub.
const (
	hubRoot       = "hub.root"
	hubDelegation = "hub.delegation"
)

// outward is the client for calls of other nodes, which are slow, down, or lie.
func (n *Node) outward() *http.Client {
	if n.HTTP != nil {
		return n.HTTP
	}
	return outwardClient
}

var outwardClient = &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// roots are in what all trust of this node ends: what node.yaml names, and if it is a hub its own.
func (n *Node) roots(ctx context.Context, tx *store.Tx) ([]federation.Root, error) {
	var roots []federation.Root
	if n.Hub != nil {
		roots = append(roots, n.Hub.Roots...)
	}
	own, err := tx.Setting(ctx, hubRoot)
	if err != nil || own == "" {
		return roots, err
	}
	r, err := federation.ParseRoot(own)
	return append(roots, r), err
}

// Partners is the list of members that this node trusts now, nil if it trusts nobody: no hub, or none that was heard in time.
func (n *Node) Partners() *federation.List { return n.hubTrust.Load().At(n.clock.Now()) }

// loadHeld reads the list that is held, in every process after every change. A list that does not verify under today's roots is as none.
func (n *Node) loadHeld(ctx context.Context) error {
	var trusted *federation.Trusted
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		roots, err := n.roots(ctx, tx)
		if err != nil {
			return err
		}
		d, sequence, err := n.heldDocument(ctx, tx)
		if err != nil || sequence == 0 {
			trusted = nil
			return err
		}
		if now := n.hubTrust.Load(); now != nil && now.Sequence == sequence {
			trusted = now
			return nil
		}
		if trusted, err = d.Verify(n.clock.Now(), roots...); err != nil {
			slog.ErrorContext(ctx, "the list of the hub that is stored cannot be believed; no other node is trusted", "error", err)
		}
		return nil
	})
	if err == nil {
		n.trustBy(trusted)
	}
	return err
}

// heldDocument is what a member fetched, or what a hub published itself.
func (n *Node) heldDocument(ctx context.Context, tx *store.Tx) (federation.Document, uint64, error) {
	if n.Hub != nil {
		h, err := tx.Held(ctx)
		return h.Document, h.Sequence, err
	}
	sequence, err := tx.HubSequence(ctx)
	if err != nil || sequence == 0 {
		return federation.Document{}, 0, err
	}
	d, err := tx.HubDocument(ctx)
	return d, sequence, err
}

// trustBy has the node trust by a list from now on; gates learn of it with their next trust list.
func (n *Node) trustBy(t *federation.Trusted) {
	if n.hubTrust.Swap(t) != t {
		n.trust.Store(nil)
	}
}

// followHub makes what the leading process fetched or published known to this one within seconds.
func (n *Node) followHub(ctx context.Context) error {
	for sleep(ctx, 5*time.Second, n.hubWake) {
		if err := n.loadHeld(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "the hub's list could not be read again; it is tried again", "error", err)
		}
	}
	return ctx.Err()
}

// runHub keeps the hub's list fresh, and fetches it where another node is the hub. One process does so at a time.
func (n *Node) runHub(ctx context.Context) error {
	for failures := 0; ; {
		var err error
		if over, gone := n.over(ctx); gone != nil || over {
			err = gone
		} else if n.Hub != nil {
			err = n.FollowHub(ctx)
		} else {
			err = n.renewList(ctx)
		}
		failures++
		if err == nil {
			failures = 0
		} else if ctx.Err() == nil {
			slog.WarnContext(ctx, "the hub's list could not be brought up to date; it is tried again", "error", err)
		}
		if !sleep(ctx, federation.Pause(failures), n.hubSoon) {
			return ctx.Err()
		}
	}
}

// FollowHub fetches the hub's list and tells the hub of keys that changed.
func (n *Node) FollowHub(ctx context.Context) error {
	err := n.FetchTrust(ctx)
	if told := n.tellHub(ctx, false); err == nil {
		err = told
	}
	return err
}

// ourselves is this node as others are to know it.
func (n *Node) ourselves(at instant.Instant) (federation.Member, error) {
	m := federation.Member{Region: n.region, Name: n.Name, Address: n.Address}
	anchor, err := n.key(keys.UseTrust)
	if err != nil {
		return m, err
	}
	if m.Anchor, err = public(anchor); err != nil {
		return m, err
	}
	for _, k := range n.signing.Published(at) {
		switch k.Use {
		case keys.UsePass, keys.UsePaper, keys.UseStatus, keys.UseCall:
			pub, err := public(k)
			if err != nil {
				return m, err
			}
			m.Keys = append(m.Keys, pub)
		}
	}
	if n.Address == "" {
		return m, fault.Missing("address").WithKey("hub.no_address")
	}
	return m, m.Check()
}

func public(k *keys.SigningKey) (*pass.Key, error) {
	return pass.NewKey(k.KID(), k.Algorithm(), k.Public, pass.Use(k.Use), k.From, k.Until)
}

// Delegation is the root's word on this hub's list keys; NotFound if the node is no hub.
func (n *Node) delegation(ctx context.Context, tx *store.Tx) (e federation.Envelope, d federation.Delegation, err error) {
	text, err := tx.Setting(ctx, hubDelegation)
	if err == nil && text == "" {
		err = fault.New(fault.NotFound, "hub.none", "this node is no hub")
	}
	if err != nil {
		return e, d, err
	}
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		return e, d, err
	}
	roots, err := n.roots(ctx, tx)
	if err != nil {
		return e, d, err
	}
	d, err = federation.OpenDelegation(e, roots...)
	return e, d, err
}
