package node

import (
	"context"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/pass"
	"kangma/region"
	"kangma/store"
)

// recalled is the status list as gates get it, and until when it may be handed out.
type recalled struct {
	list   *pass.StatusList
	signed []byte
	json   []byte
	fresh  instant.Instant
}

// A status list is signed anew every listFresh, if anybody asks; it says nothing after listLife, which is longer than
// any token lives.
const (
	listFresh = 10 * time.Second
	listLife  = time.Hour
)

// Recalls is the status list of this node: which tokens are recalled before they expire (BY-14, docs/token.md section 7).
// It gives the list, its signed form and its JSON form. Another issuer's is refused with not_found.
func (n *Node) Recalls(ctx context.Context, issuer region.Code) (*pass.StatusList, []byte, []byte, error) {
	if issuer != n.region {
		return nil, nil, nil, fault.New(fault.NotFound, "status.not_here", "this node has no status list of %s", issuer)
	}
	at := n.clock.Now()
	if r := n.recalled.Load(); r != nil && at < r.fresh {
		return r.list, r.signed, r.json, nil
	}
	r, err := n.readRecalls(ctx, at)
	if err != nil {
		return nil, nil, nil, err
	}
	n.recalled.Store(r)
	return r.list, r.signed, r.json, nil
}

func (n *Node) readRecalls(ctx context.Context, at instant.Instant) (*recalled, error) {
	entries := map[uint32]pass.Status{}
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		rs, err := tx.Recalls(ctx, at)
		for _, r := range rs {
			entries[r.Place] = r.Status
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	out := &recalled{fresh: at.Add(listFresh)}
	out.list, err = pass.NewStatusList(pass.StatusList{Region: n.region, Subject: "/v1/status?issuer=" + n.region.String(), IssuedAt: at, Expires: at.Add(listLife), TTL: listFresh},
		pass.MaxStatusEntries, entries)
	if err != nil {
		return nil, err
	}
	signer, err := n.key(keys.UseStatus)
	if err != nil {
		return nil, err
	}
	if out.signed, err = out.list.Sign(signer); err != nil {
		return nil, err
	}
	out.json, err = out.list.JSON(out.signed)
	return out, err
}
