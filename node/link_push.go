package node

import (
	"context"
	"log/slog"
	"slices"

	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
	"kangma/store"
)

// tellPartners stores, in the transaction of the decisions, what other nodes are to be told: only where colour or reason changed (FE-7).
func (n *Node) tellPartners(ctx context.Context, tx *store.Tx, changed []policy.Record, before map[id.ID]policy.Record) error {
	if len(changed) == 0 || n.Partners() == nil {
		return nil
	}
	persons, now := make([]id.ID, len(changed)), make(map[id.ID]*policy.Record, len(changed))
	for i := range changed {
		persons[i], now[changed[i].Person] = changed[i].Person, &changed[i]
	}
	told_, err := tx.Subscriptions(ctx, persons)
	if err != nil {
		return err
	}
	var list []federation.Change
	for _, s := range told_ {
		d := now[s.Person]
		state := told(s.Name, d)
		if old, known := before[s.Person]; known {
			if was := told(s.Name, &old); was.Colour == state.Colour && was.Reason == state.Reason {
				continue
			}
		}
		list = append(list, federation.Change{Partner: s.Partner, ID: id.New(d.At), State: state, Urgent: s.How == federation.ByFace})
	}
	if slices.ContainsFunc(list, func(c federation.Change) bool { return c.Urgent }) {
		tx.OnCommit(func() { wake(n.pushWake) })
	}
	return tx.InsertChanges(ctx, list)
}

// dropSubscriptions tells partners that a person's code is no more, and nothing else of him ever.
func (n *Node) dropSubscriptions(ctx context.Context, tx *store.Tx, who id.ID, at instant.Instant) error {
	list, err := tx.Subscriptions(ctx, []id.ID{who})
	if err != nil {
		return err
	}
	for _, s := range list {
		if err := tx.DropSubscription(ctx, s); err != nil {
			return err
		}
		gone := federation.State{Name: s.Name, Status: federation.Without, At: at}
		if err := tx.InsertChanges(ctx, []federation.Change{{Partner: s.Partner, ID: id.New(at), State: gone, Urgent: true}}); err != nil {
			return err
		}
	}
	tx.OnCommit(func() { wake(n.pushWake) })
	return nil
}

// mostStates go in one message.
const mostStates = 500

// stateList is the body of pushes and of the answers to pulls.
type stateList struct {
	States []federation.State `json:"states"`
	Cursor id.ID              `json:"cursor,omitzero"`
	More   bool               `json:"more,omitempty"`
}

// namesOnly are names that the other side does not know.
type namesOnly struct {
	Names []federation.Name `json:"names"`
}

// runPush tells partners of changes: the urgent ones at once, all others within the sync time (WZ-16). One process does so at a time.
func (n *Node) runPush(ctx context.Context) error {
	urgent := false
	for {
		if err := n.PushChanges(ctx, urgent); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "another node could not be told of changes; it is tried again", "error", err)
		}
		before := n.clock.Now()
		if !sleep(ctx, federation.SyncTime, n.pushWake) {
			return ctx.Err()
		}
		urgent = n.clock.Now() < before.Add(federation.SyncTime)
	}
}

// PushChanges tells every partner what it was not told yet. Of one that does not answer the rest waits; the last error is given.
func (n *Node) PushChanges(ctx context.Context, urgent bool) (last error) {
	var to []region.Code
	if err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		to, err = tx.UnsentPartners(ctx, urgent)
		return err
	}); err != nil {
		return err
	}
	for _, partner := range to {
		if err := n.pushTo(ctx, partner, urgent); err != nil {
			last = err
		}
	}
	return last
}

func (n *Node) pushTo(ctx context.Context, partner region.Code, urgent bool) error {
	for {
		var list []federation.Change
		if err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
			list, err = tx.Unsent(ctx, partner, urgent, mostStates)
			return err
		}); err != nil || len(list) == 0 {
			return err
		}
		body, ids := stateList{States: make([]federation.State, len(list))}, make([]id.ID, len(list))
		for i, c := range list {
			body.States[i], ids[i] = c.State, c.ID
		}
		var unknown namesOnly
		if err := n.call(ctx, partner, federation.PushColours, federation.Request{}, body, &unknown); err != nil {
			return err
		}
		err := n.store.Write(ctx, func(tx *store.Tx) error {
			gone, err := tx.SubscriptionsNamed(ctx, partner, unknown.Names)
			if err != nil {
				return err
			}
			for _, s := range gone { // it shows this code no more
				if err := tx.DropSubscription(ctx, s); err != nil {
					return err
				}
			}
			return tx.MarkSent(ctx, partner, ids)
		})
		if err != nil || len(list) < mostStates {
			return err
		}
	}
}

// answerPush takes what a partner tells of codes that are linked here.
func answerPush(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[stateList](q)
	if err != nil {
		return nil, err
	}
	unknown, err := n.takeStates(ctx, tx, q.From.Region, in.States, q.At)
	return namesOnly{unknown}, err
}

// answerPull tells a partner what changed since its cursor, or how the codes of some names are now.
func answerPull(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[pull](q)
	if err != nil {
		return nil, err
	}
	out := stateList{States: []federation.State{}, Cursor: in.After}
	if len(in.Names) > mostStates {
		return nil, fault.New(fault.TooLarge, "link.too_many_names", "at most %d names can be asked at once", mostStates)
	}
	if len(in.Names) == 0 {
		list, err := tx.ChangesAfter(ctx, q.From.Region, in.After, mostStates+1)
		if err != nil {
			return nil, err
		}
		if out.More = len(list) > mostStates; out.More {
			list = list[:mostStates]
		}
		for _, c := range list {
			out.States, out.Cursor = append(out.States, c.State), c.ID
		}
		return out, nil
	}
	subscribed, err := tx.SubscriptionsNamed(ctx, q.From.Region, in.Names)
	if err != nil {
		return nil, err
	}
	known := map[federation.Name]bool{}
	for _, s := range subscribed {
		state, err := n.stateOf(ctx, tx, s)
		if err != nil {
			return nil, err
		}
		known[s.Name] = true
		out.States = append(out.States, state)
	}
	for _, name := range in.Names {
		if !known[name] {
			out.States = append(out.States, federation.State{Name: name, Status: federation.Without, At: q.At})
		}
	}
	return out, nil
}

type pull struct {
	After id.ID             `json:"after,omitzero"`
	Names []federation.Name `json:"names,omitempty"`
}

// answerEnd ends what a partner is told about one of its names.
func answerEnd(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[namesOnly](q)
	if err != nil {
		return nil, err
	}
	list, err := tx.SubscriptionsNamed(ctx, q.From.Region, in.Names)
	for _, s := range list {
		if err := tx.DropSubscription(ctx, s); err != nil {
			return nil, err
		}
	}
	return namesOnly{}, err
}
