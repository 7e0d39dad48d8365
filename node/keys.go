package node

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"kangma/audit"
	"kangma/contact"
	"kangma/federation"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/pass"
	"kangma/person"
	"kangma/store"
)

// openKeys derives the node's keys from its root, and opens or makes its signing keys.
func (n *Node) openKeys(ctx context.Context) (err error) {
	kek := derived(n.Root.Keys(keys.IdentityKEK))
	if n.ring, err = person.NewKeyring(kek[0], kek[1:]...); err != nil {
		return err
	}
	if n.vault, err = person.NewVault(n.ring, derived([]keys.Key{n.Root.Fixed(keys.BlindIndex)})[0]); err != nil {
		return err
	}
	mac := derived(n.Root.Keys(keys.SessionMAC))
	if n.mint, err = person.NewMint(mac[0], mac[1:]...); err != nil {
		return err
	}
	handle := n.Root.Fixed(keys.Handle)
	if n.handles, err = pass.NewHandles(handle.Secret[:]); err != nil {
		return err
	}
	if n.older, err = olderRegister(n.Root); err != nil {
		return err
	}
	if n.matching, err = contact.NewBody(n.Root.Fixed(keys.Contact).Secret); err != nil {
		return err
	}
	if n.contactPolicies, err = contact.Shipped(); err != nil {
		return err
	}
	const day = instant.Day
	n.plans = []keys.Plan{
		{Use: keys.UsePass, Algorithm: n.Algorithm, Life: 90 * day, Overlap: 7 * day},
		{Use: keys.UsePaper, Algorithm: n.Algorithm, Life: 1095 * day, Overlap: pass.MaxPaperLife + 7*day}, // what it signs is carried for months
		{Use: keys.UseStatus, Algorithm: n.Algorithm, Life: 90 * day, Overlap: 7 * day},
		{Use: keys.UseTrust, Algorithm: keys.ES256, Life: 3650 * day, Overlap: 365 * day},
		{Use: keys.UseCheckpoint, Algorithm: keys.EdDSA, Life: 3650 * day, Overlap: 30 * day},
		{Use: keys.UseCall, Algorithm: keys.ES256, Life: 90 * day, Overlap: 7 * day},
		{Use: keys.UsePlace, Algorithm: keys.ES256, Life: 3650 * day, Overlap: 1095 * day}, // a poster is good for three years at least
		{Use: keys.UseRegister, Algorithm: keys.ES256, Life: 90 * day, Overlap: 14 * day},  // a gate goes on for a week without the node, and sends what it has within days
	}
	if n.signing, err = keys.Open(ctx, n.store.Keys(), n.Root); err != nil {
		return err
	}
	if slices.ContainsFunc(n.signing.Published(n.clock.Now()), func(k *keys.SigningKey) bool { return k.Use == keys.UseList }) {
		n.plans = append(n.plans, listPlan)
	}
	return n.rotateKeys(ctx)
}

func derived(from []keys.Key) []person.Key {
	out := make([]person.Key, len(from))
	for i, k := range from {
		out[i] = person.Key{ID: k.ID, Secret: k.Secret}
	}
	return out
}

// rotateKeys makes the signing keys that are needed now, each with its audit entry.
func (n *Node) rotateKeys(ctx context.Context) error {
	at := n.clock.Now()
	if over, err := n.over(ctx); err != nil || over { // no key is made any more (BY-16)
		return err
	}
	if err := n.destroyRegisterKeys(ctx, at); err != nil {
		return err
	}
	made, err := n.signing.Rotate(ctx, n.plans, at)
	if err != nil || len(made) == 0 {
		return err
	}
	n.trust.Store(nil)
	return n.store.Write(ctx, func(tx *store.Tx) error {
		for _, k := range made {
			kid := pass.KID(k.KID())
			err := n.record(ctx, tx, audit.Entry{At: at, Actor: audit.Actor{Kind: audit.System, ID: "keys"}, Action: audit.KeyMake,
				Object: audit.Object{Kind: "key", ID: kid.String()},
				Detail: audit.Detail{}.With("use", k.Use).With("algorithm", k.Algorithm()).With("until", k.Until)})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// followKeys makes the keys that other processes rotated and the days that they destroyed known to this one, within a minute.
func (n *Node) followKeys(ctx context.Context) error {
	for sleep(ctx, time.Minute, nil) {
		err := n.signing.Reload(ctx)
		if err == nil {
			n.trust.Store(nil)
			err = n.forgetDays(ctx)
		}
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "the keys could not be read again; it is tried again in a minute", "error", err)
		}
	}
	return ctx.Err()
}

// forgetDays drops the keys of days that are destroyed (BY-07).
func (n *Node) forgetDays(ctx context.Context) error {
	return n.store.Read(ctx, func(tx *store.Tx) error {
		left, err := tx.Days(ctx)
		if err == nil {
			n.days.keep(left)
		}
		return err
	})
}

func (n *Node) key(use keys.Use) (*keys.SigningKey, error) {
	for _, p := range n.plans {
		if p.Use == use {
			return n.signing.Current(p, n.clock.Now())
		}
	}
	panic("node: no plan for keys of use " + string(use))
}

// trusted is the trust list as gates get it, and until when it may be handed out.
type trusted struct {
	list   *pass.TrustList
	signed []byte
	json   []byte
	fresh  instant.Instant
}

// A gate that heard nothing for trustLife believes nobody; a list is signed anew every trustFresh.
const (
	trustLife  = 7 * 24 * time.Hour
	trustFresh = 10 * time.Minute
)

// retiredKeys are the keys of codes and status lists that ended with the node (BY-16): gates are to see that they did.
func (n *Node) retiredKeys(ctx context.Context) (list []*pass.Key, err error) {
	err = n.store.Look(ctx, func(tx *store.Tx) error {
		stored, err := tx.RetiredKeys(ctx)
		list = list[:0]
		for _, k := range stored {
			if k.Use != keys.UsePass && k.Use != keys.UsePaper && k.Use != keys.UseStatus {
				continue
			}
			pub, err := pass.NewKey(k.KID, k.Algorithm, k.Public, pass.Use(k.Use), k.From, k.Until)
			if err != nil {
				return err
			}
			list = append(list, pub)
		}
		return err
	})
	return list, err
}

// Trust is the list of whom gates of this node believe: itself, and the members of the hub's list while that holds. A gate needs no more than
// this node's anchor; who was removed at the hub is missing in the next list, and its codes are unknown there.
func (n *Node) Trust(ctx context.Context) (*pass.TrustList, []byte, error) {
	at := n.clock.Now()
	if t := n.trust.Load(); t != nil && at < t.fresh {
		return t.list, t.json, nil
	}
	issuer := pass.Issuer{Region: n.region, Name: n.Name}
	for _, k := range n.signing.Published(at) {
		if k.Use != keys.UsePass && k.Use != keys.UsePaper && k.Use != keys.UseStatus {
			continue
		}
		pub, err := pass.NewKey(k.KID(), k.Algorithm(), k.Public, pass.Use(k.Use), k.From, k.Until)
		if err != nil {
			return nil, nil, err
		}
		issuer.Keys = append(issuer.Keys, pub)
	}
	retired, err := n.retiredKeys(ctx)
	if err != nil {
		return nil, nil, err
	}
	issuer.Keys = append(issuer.Keys, retired...)
	second := instant.Instant(at.Unix() * 1e6)
	version := uint64(at.Unix())
	if n.trustVersion.Load() >= version {
		version = n.trustVersion.Load() + 1 // another content never goes under the same number
	}
	held := n.Partners()
	list, err := pass.NewTrustList(version, second, second.Add(trustLife), append(foreign(held, issuer), issuer))
	if err != nil {
		return nil, nil, err
	}
	n.trustVersion.Store(version)
	recognised, changes, err := n.forGates(ctx, at)
	if err != nil {
		return nil, nil, err
	}
	if list, err = list.Recognising(recognised); err != nil {
		return nil, nil, err
	}
	anchor, err := n.key(keys.UseTrust)
	if err != nil {
		return nil, nil, err
	}
	t := &trusted{list: list, fresh: min(at.Add(trustFresh), changes)}
	if held != nil {
		t.fresh = min(t.fresh, held.Expires)
	}
	if t.signed, err = list.Sign(anchor); err != nil {
		return nil, nil, err
	}
	if t.json, err = list.JSON(t.signed); err != nil {
		return nil, nil, err
	}
	n.trust.Store(t)
	return list, t.json, nil
}

// foreign are the other members as gates know them. A key with the number of one of ours is left out: it must not keep ours from gates.
func foreign(l *federation.List, ours pass.Issuer) (list []pass.Issuer) {
	if l == nil {
		return nil
	}
	for _, m := range l.Members {
		if m.Region == ours.Region {
			continue
		}
		issuer := m.Issuer()
		issuer.Keys = slices.DeleteFunc(issuer.Keys, func(k *pass.Key) bool {
			return slices.ContainsFunc(ours.Keys, func(o *pass.Key) bool { return o.KID == k.KID })
		})
		list = append(list, issuer)
	}
	return list
}
