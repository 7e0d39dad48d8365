package node

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"time"

	"github.com/maypok86/otter/v2"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/pass"
	"kangma/person"
	"kangma/policy"
	"kangma/store"
)

// Shown is a code as its holder shows it (亮码).
type Shown struct {
	Person   id.ID
	Name     string // masked, as Number is (NA-03)
	Number   string
	Token    string // the text of the QR code
	Issued   instant.Instant
	Until    instant.Instant
	Now      instant.Instant // the node's time: the phone's does not count
	Decision policy.Record
	State    *policy.State
}

// A token that will be valid for less than this is not shown again: the holder would reach the gate with a dead one.
const leastLeft = 2 * time.Minute

// What other processes of the node have changed is seen after this long (BY-14 asks for 30 seconds at the gate).
const codeFresh = time.Second

// codes is what showing reads instead of the database. Whatever this process changes is forgotten at once, what others
// change within codeFresh. Safe for concurrent use.
type codes struct {
	links   *otter.Cache[id.ID, links]
	persons *otter.Cache[id.ID, *code]
}

type links struct {
	of   []person.Link
	read instant.Instant
}

// code is what is known of a person's code.
type code struct {
	person   id.ID
	decision policy.Record
	handle   person.Handle
	name     string // masked
	number   string // masked
	read     instant.Instant
	renewing renewing // of the itinerary
	token    string
	issued   instant.Instant
	until    instant.Instant
}

func newCodes() *codes {
	return &codes{
		links:   otter.Must(&otter.Options[id.ID, links]{MaximumSize: 1 << 20}),
		persons: otter.Must(&otter.Options[id.ID, *code]{MaximumSize: 1 << 20}),
	}
}

func (c *codes) forget(persons []id.ID) {
	for _, p := range persons {
		c.persons.Invalidate(p)
	}
}

func (c *codes) forgetAll() { c.persons.InvalidateAll() }

// Show shows the code of the caller's own person or of a ward: the one that is still valid, or a new one, which a tap
// asks for with fresh (NA-06, WH-06). A decision that is not of this moment is made anew first (NO-3).
func (n *Node) Show(ctx context.Context, c Caller, who id.ID, fresh bool) (Shown, error) {
	at := n.clock.Now()
	k, r, state, err := n.ready(ctx, c, who, at)
	if err != nil {
		return Shown{}, err
	}
	if fresh || k.token == "" || at >= k.until.Add(-leastLeft) {
		next := *k
		if next.token, next.issued, next.until, err = n.issue(&next, r, state, nil, at); err != nil {
			return Shown{}, err
		}
		k = &next
		n.codes.persons.Set(k.person, k)
	}
	return k.shown(state, at), nil
}

// ShowLive shows a code that moves (BY-12): a new token with the commitment of the phone's chain, whose links the phone
// alone knows. It is that phone's; Show goes on giving its own.
func (n *Node) ShowLive(ctx context.Context, c Caller, who id.ID, commitment pass.Link) (Shown, error) {
	at := n.clock.Now()
	k, r, state, err := n.ready(ctx, c, who, at)
	if err != nil {
		return Shown{}, err
	}
	live := *k
	if live.token, live.issued, live.until, err = n.issue(&live, r, state, &commitment, at); err != nil {
		return Shown{}, err
	}
	return live.shown(state, at), nil
}

func (k *code) shown(state *policy.State, at instant.Instant) Shown {
	return Shown{Person: k.person, Name: k.name, Number: k.number, Token: k.token, Issued: k.issued, Until: k.until, Now: at, Decision: k.decision, State: state}
}

// ready is shown, and the rules and the state to show it by.
func (n *Node) ready(ctx context.Context, c Caller, who id.ID, at instant.Instant) (*code, *regime, *policy.State, error) {
	if err := n.regime.Load().ended(at); err != nil {
		return nil, nil, nil, err
	}
	k, err := n.shown(ctx, c, who, at)
	if err != nil {
		return nil, nil, nil, err
	}
	if k.renewing.from <= at && at < k.renewing.until { // he shows it: his itinerary is renewed (WZ-07)
		renewed, err := n.renew(ctx, k.person)
		if err != nil {
			return nil, nil, nil, err
		}
		if renewed {
			if k, err = n.shown(ctx, c, who, at); err != nil {
				return nil, nil, nil, err
			}
		}
	}
	r := n.regime.Load()
	state := r.pack.State(k.decision.State)
	if state == nil {
		return nil, nil, nil, fault.New(fault.Busy, "regime.changing", "the rules are being changed this moment; try again")
	}
	return k, r, state, nil
}

// shown is the code of the caller's own person or of a ward, with a decision of this moment. What is not in memory, or
// not fresh, is looked up.
func (n *Node) shown(ctx context.Context, c Caller, who id.ID, at instant.Instant) (*code, error) {
	l, known := n.codes.links.GetIfPresent(c.Account)
	known = known && at < l.read.Add(codeFresh)
	if known {
		person, err := pick(l.of, who, at)
		if err != nil {
			return nil, err
		}
		if k, ok := n.codes.persons.GetIfPresent(person); ok && at < k.read.Add(codeFresh) && n.stands(&k.decision, at) {
			return k, nil
		}
	}
	var k *code
	err := n.store.Look(ctx, func(tx *store.Tx) (err error) {
		if !known {
			l.read = at
			if l.of, err = tx.LinksOfAccount(ctx, c.Account); err != nil {
				return err
			}
		}
		person, err := pick(l.of, who, at)
		if err != nil {
			return err
		}
		k, err = n.readCode(ctx, tx, person, at)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !known {
		n.codes.links.Set(c.Account, l)
	}
	if !n.stands(&k.decision, at) {
		was := k.decision.ID
		if k.decision, err = n.decideNow(ctx, k.person); err != nil {
			return nil, err
		}
		if k.decision.ID != was {
			k.token, k.issued, k.until = "", 0, 0
		}
	}
	n.codes.persons.Set(k.person, k)
	return k, nil
}

// readCode reads the decision of a person, and what else of his code is not in memory. A token stays while the decision does.
func (n *Node) readCode(ctx context.Context, tx *store.Tx, who id.ID, at instant.Instant) (*code, error) {
	now, err := tx.Current(ctx, []id.ID{who})
	if err != nil {
		return nil, err
	}
	k := &code{person: who, decision: now[who], read: at}
	if k.renewing, err = n.renewable(ctx, tx, who); err != nil {
		return nil, err
	}
	if was, ok := n.codes.persons.GetIfPresent(who); ok {
		k.handle, k.name, k.number = was.handle, was.name, was.number
		if was.decision.ID == k.decision.ID {
			k.token, k.issued, k.until = was.token, was.issued, was.until
		}
		return k, nil
	}
	p, err := tx.Person(ctx, who)
	if err != nil {
		return nil, err
	}
	k.handle = p.Handle
	k.name, k.number, err = n.masked(p)
	return k, err
}

// stands says whether a decision stands under the regime in force and is not due for review.
func (n *Node) stands(d *policy.Record, at instant.Instant) bool {
	return d.Regime >= n.regime.Load().Stands && at < d.NextReview
}

func (n *Node) decideNow(ctx context.Context, who id.ID) (d policy.Record, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := n.decide(ctx, tx, []id.ID{who}, n.clock.Now()); err != nil {
			return err
		}
		now, err := tx.Current(ctx, []id.ID{who})
		d = now[who]
		return err
	})
	return d, err
}

// issue signs a token of 15 minutes (NA-06, BY-01), with a commitment if it is to move (BY-12).
func (n *Node) issue(k *code, r *regime, state *policy.State, commitment *pass.Link, at instant.Instant) (token string, issued, until instant.Instant, err error) {
	signer, err := n.key(keys.UsePass)
	if err != nil {
		return "", 0, 0, err
	}
	issued = instant.Instant(at.Unix() * 1e6)
	until = min(issued.Add(pass.Life), r.Until) // no code outlives its rules (BY-16)
	signs, err := signsOf(&k.decision)
	if err != nil {
		return "", 0, 0, err
	}
	is := live{place: statusIndex(), state: uint16(state.Number), signs: signs, decision: k.decision.ID, expires: until}
	token, err = pass.Issue(signer, pass.Claims{
		Issuer: n.region, IssuedAt: issued, Expires: until, CTI: n.handles.CTI(k.handle),
		State: is.state, Colour: signs.colour, Mark: signs.mark, Gate: signs.gate,
		Policy: uint32(r.pack.Number), Epoch: uint32(r.Number), Status: is.place, Commitment: commitment,
	})
	if err == nil {
		n.issued.add(k.person, is)
	}
	return token, issued, until, err
}

// statusIndex is a place in the status list, at random: nobody can tell from two places whether they are of one person.
func statusIndex() uint32 {
	var b [4]byte
	rand.Read(b[:])
	return pass.ShownPlace(binary.BigEndian.Uint32(b[:]))
}
