package node

import (
	"context"
	"log/slog"
	"slices"

	"kangma/evidence"
	"kangma/federation"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/store"
)

// takeStates puts what an issuer tells into its links, as evidence, and decides whom it concerns; it gives the names that no link has.
func (n *Node) takeStates(ctx context.Context, tx *store.Tx, issuer region.Code, states []federation.State, at instant.Instant) (unknown []federation.Name, err error) {
	unknown = []federation.Name{}
	names := make([]federation.Name, 0, len(states))
	for _, s := range states {
		if err := s.Check(at); err != nil {
			return nil, err
		}
		if !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	links, err := tx.LinksNamed(ctx, issuer, names)
	if err != nil {
		return nil, err
	}
	byName := map[federation.Name]*federation.Link{}
	for i := range links {
		byName[links[i].Name] = &links[i]
	}
	var told []federation.Link
	for _, s := range states {
		l := byName[s.Name]
		if l == nil {
			if !slices.Contains(unknown, s.Name) {
				unknown = append(unknown, s.Name)
			}
			continue
		}
		before := *l
		if changed := l.Take(s, at); changed {
			told = append(told, *l)
		} else if before == *l {
			continue
		}
		if err := tx.PutLink(ctx, *l); err != nil {
			return nil, err
		}
	}
	return unknown, n.notice(ctx, tx, told, at)
}

// notice makes evidence of what links say now, and decides.
func (n *Node) notice(ctx context.Context, tx *store.Tx, told []federation.Link, at instant.Instant) error {
	var records []evidence.Record
	var persons []id.ID
	for _, l := range told {
		attrs := evidence.Attrs{evidence.TextAttr(evidence.Status, string(l.Status)), evidence.TextAttr(evidence.Issuer, l.Issuer.String())}
		if l.Status == federation.Known {
			attrs = append(attrs, evidence.TextAttr(evidence.Colour, string(l.Colour)))
		}
		r, err := evidence.NewRecord(l.Person, "", evidence.Fact{Kind: evidence.Upstream, Source: "node " + l.Issuer.String(), ValidFrom: at, ValidUntil: instant.Never, Attrs: attrs}, at)
		if err != nil {
			return err
		}
		records = append(records, r)
		if !slices.Contains(persons, l.Person) {
			persons = append(persons, l.Person)
		}
	}
	if len(records) == 0 {
		return nil
	}
	if err := evidence.Append(ctx, tx, records...); err != nil {
		return err
	}
	_, err := n.decide(ctx, tx, persons, at)
	return err
}

// runLinks keeps up with the issuers of linked codes: what was not told is pulled, and who is silent for too long is taken for unanswered
// (state 8). One process does so at a time.
func (n *Node) runLinks(ctx context.Context) error {
	for {
		if err := n.FollowLinks(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "linked codes could not be brought up to date; it is tried again", "error", err)
		}
		if !sleep(ctx, federation.SyncTime, nil) {
			return ctx.Err()
		}
	}
}

// FollowLinks asks each issuer of linked codes once. The last error is given; each issuer is looked after by itself.
func (n *Node) FollowLinks(ctx context.Context) (last error) {
	var all []federation.Heard
	if err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Heard(ctx)
		return err
	}); err != nil {
		return err
	}
	for _, h := range all {
		if err := n.followIssuer(ctx, h); err != nil {
			last = err
		}
	}
	return last
}

func (n *Node) followIssuer(ctx context.Context, h federation.Heard) error {
	err := n.pullFrom(ctx, &h)
	if err == nil {
		return n.askAgain(ctx, h.Issuer)
	}
	if n.clock.Now() < h.At.Add(federation.Silence) {
		return err
	}
	if silent := n.markSilent(ctx, h.Issuer); silent != nil {
		return silent
	}
	return err
}

// pullFrom takes what an issuer told and this node may have missed, up to now.
func (n *Node) pullFrom(ctx context.Context, h *federation.Heard) error {
	after := h.From()
	for {
		var told stateList
		if err := n.call(ctx, h.Issuer, federation.PullColours, federation.Request{}, pull{After: after}, &told); err != nil {
			return err
		}
		err := n.store.Write(ctx, func(tx *store.Tx) error {
			at := n.clock.Now()
			if _, err := n.takeStates(ctx, tx, h.Issuer, told.States, at); err != nil {
				return err
			}
			if !told.Cursor.IsZero() && told.Cursor.String() > h.Cursor.String() {
				h.Cursor = told.Cursor
			}
			h.At = at
			return tx.PutHeard(ctx, *h)
		})
		if err != nil || !told.More || told.Cursor == after {
			return err
		}
		after = told.Cursor
	}
}

// markSilent notes of all codes of an issuer that it does not answer: they are unanswered, never green (FE-6).
func (n *Node) markSilent(ctx context.Context, issuer region.Code) error {
	return n.eachLink(ctx, issuer, federation.Known, func(ctx context.Context, tx *store.Tx, page []federation.Link) error {
		at := n.clock.Now()
		for i := range page {
			page[i].Status, page[i].Heard = federation.Silent, at
			if err := tx.PutLink(ctx, page[i]); err != nil {
				return err
			}
		}
		return n.notice(ctx, tx, page, at)
	})
}

// askAgain asks for the codes that were unanswered, once their issuer answers again.
func (n *Node) askAgain(ctx context.Context, issuer region.Code) error {
	for after := (federation.Name{}); ; {
		var page []federation.Link
		if err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
			page, err = tx.LinksOf(ctx, issuer, federation.Silent, after, mostStates)
			return err
		}); err != nil || len(page) == 0 {
			return err
		}
		if err := n.refresh(ctx, issuer, page); err != nil {
			return err
		}
		after = page[len(page)-1].Name
	}
}

// refresh asks an issuer how some codes are now.
func (n *Node) refresh(ctx context.Context, issuer region.Code, links []federation.Link) error {
	in := pull{Names: make([]federation.Name, len(links))}
	for i, l := range links {
		in.Names[i] = l.Name
	}
	var told stateList
	if err := n.call(ctx, issuer, federation.PullColours, federation.Request{}, in, &told); err != nil {
		return err
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		_, err := n.takeStates(ctx, tx, issuer, told.States, n.clock.Now())
		return err
	})
}

// eachLink goes through the standing links of an issuer in a status, a page a transaction.
func (n *Node) eachLink(ctx context.Context, issuer region.Code, status federation.Status, f func(context.Context, *store.Tx, []federation.Link) error) error {
	for after := (federation.Name{}); ; {
		var page []federation.Link
		err := n.store.Write(ctx, func(tx *store.Tx) (err error) {
			if page, err = tx.LinksOf(ctx, issuer, status, after, mostStates); err != nil || len(page) == 0 {
				return err
			}
			return f(ctx, tx, page)
		})
		if err != nil || len(page) < mostStates {
			return err
		}
		after = page[len(page)-1].Name
	}
}
