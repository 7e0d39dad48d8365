package node

import (
	"context"
	"errors"
	"sync"

	"kangma/audit"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/person"
	"kangma/region"
	"kangma/store"
)

// LinkAsk is which codes a holder wants to see here.
type LinkAsk struct {
	ByPhone bool        // everybody's registered under the account's phone (WZ-02); else one person's by his document
	Person  id.ID       // whose, unless by phone; zero: the account's own
	Issuer  region.Code // only this node is asked; zero: in the order of choice
}

// LinkFound is what came of it.
type LinkFound struct {
	Codes    []LinkedCode
	NoAnswer []region.Code // that were asked and did not answer in time: whether they have a code is not known
	Left     int           // people found under the phone who cannot be shown by this account
}

// LinkedCode is a code of another node that is shown here.
type LinkedCode struct {
	federation.Link
	Issuer pass.Text // its authority's name, empty if it is no member any more
}

// LinkCodes asks other nodes for codes and links those that they have. Who does not answer in time is noted of the account's own person, whose code
// then shows that it waits for an answer (state 8), never a better colour (FE-6).
func (n *Node) LinkCodes(ctx context.Context, c Caller, ask LinkAsk) (out LinkFound, err error) {
	q, in, who, home, err := n.prepareLink(ctx, c, ask)
	if err != nil {
		return out, err
	}
	steps := [][]region.Code{{ask.Issuer}}
	if ask.Issuer.IsZero() {
		steps = federation.Choice(n.Partners(), n.region, home)
	} else if _, ok := n.Partners().Member(ask.Issuer); !ok || ask.Issuer == n.region {
		return out, fault.Field("issuer", ask.Issuer.String(), "is no node that is trusted here now")
	}
	if len(steps) == 0 {
		return out, fault.New(fault.Unavailable, "partner.none", "this node can ask no other now; try again later")
	}
	for _, step := range steps {
		found, silent := n.findAmong(ctx, step, q, in)
		out.NoAnswer = append(out.NoAnswer, silent...)
		if len(found) == 0 {
			continue
		}
		if out.Left, err = n.linkFound(ctx, c, found, in.How, who); err != nil {
			return out, err
		}
		break
	}
	if len(out.NoAnswer) > 0 {
		if err := n.noteSilent(ctx, c, who, out.NoAnswer[0]); err != nil {
			return out, err
		}
	}
	out.Codes, err = n.LinkedCodes(ctx, c)
	return out, err
}

// prepareLink is what is asked, of whom, and where he is at home.
func (n *Node) prepareLink(ctx context.Context, c Caller, ask LinkAsk) (q federation.Request, in findCodes, who id.ID, home region.Code, err error) {
	at := n.clock.Now()
	q.Consent = &federation.Consent{At: at.Unix(), How: "sms_code"}
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if who, err = linked(ctx, tx, c, ask.Person, at); err != nil && !(ask.ByPhone && fault.CodeOf(err) == fault.NotFound) {
			return err
		}
		if ask.ByPhone {
			a, err := tx.Account(ctx, c.Account)
			if err != nil {
				return err
			}
			contact, err := n.vault.OpenContact(a.ID, a.Sealed)
			in = findCodes{How: federation.ByPhone, Phone: contact.Phone.Reveal()}
			return err
		}
		p, err := tx.Person(ctx, who)
		if err != nil {
			return err
		}
		identity, err := n.vault.Open(p.ID, p.Sealed)
		if err != nil {
			return err
		}
		home = p.Residence
		in = findCodes{How: federation.ByIdentity, IDType: string(identity.Document.Kind()), Number: identity.Document.Reveal(), Name: identity.Name.Reveal()}
		switch kind := identity.Document.Kind(); {
		case kind == person.Passport:
			in.How = federation.ByPassport
		case kind != person.ResidentID:
			return fault.New(fault.Conflict, "link.document", "codes are linked by a resident identity number or a passport; this person has shown neither")
		case n.Identity != nil && ask.Person.IsZero(): // the provider saw the face of the account's own person
			in.How, q.Consent.How = federation.ByFace, "face"
		}
		return nil
	})
	return q, in, who, home, err
}

// foundAt is a code and who has it.
type foundAt struct {
	issuer region.Code
	foundCode
}

// findAmong asks nodes side by side.
func (n *Node) findAmong(ctx context.Context, nodes []region.Code, q federation.Request, in findCodes) (found []foundAt, silent []region.Code) {
	answers, errs := make([]foundCodes, len(nodes)), make([]error, len(nodes))
	var wg sync.WaitGroup
	for i, r := range nodes {
		wg.Go(func() { errs[i] = n.call(ctx, r, federation.FindCodes, q, in, &answers[i]) })
	}
	wg.Wait()
	for i, r := range nodes {
		if errs[i] != nil {
			if fault.CodeOf(errs[i]) == fault.Unavailable {
				silent = append(silent, r)
			}
			continue
		}
		for _, code := range answers[i].Codes {
			if code.Check(n.clock.Now()) == nil {
				found = append(found, foundAt{r, code})
			}
		}
	}
	return found, silent
}

// linkFound links what was found: by document to the person who asked, by phone to everybody under it, who may be new here (WZ-02, WZ-04).
func (n *Node) linkFound(ctx context.Context, c Caller, found []foundAt, how federation.How, who id.ID) (left int, err error) {
	for _, relation := range []person.Relation{"", person.Self, person.Ward} { // wards need somebody whose wards they are
		for _, f := range found {
			if f.Relation != relation {
				continue
			}
			whose := who
			if f.Who != nil {
				claim := Claim{Ward: f.Relation == person.Ward, Name: f.Who.Name, IDType: f.Who.IDType, Number: f.Who.Number, Birth: f.Who.Birth}
				if whose, err = n.showHere(ctx, c, claim); err != nil {
					if fault.CodeOf(err) == fault.Internal {
						return left, err
					}
					left++ // such as somebody who shows his code himself here
					continue
				}
			}
			if err := n.linkOne(ctx, c, f, how, whose); err != nil {
				return left, err
			}
		}
	}
	return left, nil
}

// showHere makes a person whom another node knows under this phone one of the account's, without asking again who he is (WZ-02).
func (n *Node) showHere(ctx context.Context, c Caller, claim Claim) (id.ID, error) {
	if claim.IDType == string(person.NoDocument) {
		return id.ID{}, fault.New(fault.Conflict, "identity.needs_document", "without a document nobody can be found again here")
	}
	if held, err := n.sameHere(ctx, c, claim); err != nil || !held.IsZero() {
		return held, err
	}
	r, err := n.parseClaim(claim, n.clock.Now())
	if err != nil {
		return id.ID{}, err
	}
	return n.bindPerson(ctx, c, r, claim.Ward)
}

// sameHere is the person of the account who has this document already, zero if none has.
func (n *Node) sameHere(ctx context.Context, c Caller, claim Claim) (who id.ID, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		all, err := n.held(ctx, tx, c, n.clock.Now())
		for _, h := range all {
			if h.Who.Document.Exists() && h.Who.Document.Reveal() == claim.Number && string(h.Who.Document.Kind()) == claim.IDType {
				who = h.ID
			}
		}
		return err
	})
	return who, err
}

func (n *Node) linkOne(ctx context.Context, c Caller, f foundAt, how federation.How, who id.ID) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		before, err := tx.Links(ctx, who)
		if err != nil {
			return err
		}
		l := federation.Link{Person: who, Issuer: f.issuer, Name: f.Name, How: how, By: c.Account, From: at, Until: instant.Never}
		for _, b := range before {
			switch {
			case b.Issuer != f.issuer:
			case b.Name == f.Name:
				l = b
				if how == federation.ByFace {
					l.How = how
				}
			default: // the issuer calls him by another name now
				b.Until = at
				if err := tx.PutLink(ctx, b); err != nil {
					return err
				}
			}
		}
		changed := l.Take(f.State, at)
		if err := tx.PutLink(ctx, l); err != nil {
			return err
		}
		if err := n.follows(ctx, tx, f.issuer, at); err != nil {
			return err
		}
		e := holderEntry(c, audit.CodeLink, who, at)
		e.Detail = e.Detail.With("issuer", f.issuer).With("how", how)
		if err := n.record(ctx, tx, e); err != nil || !changed {
			return err
		}
		return n.notice(ctx, tx, []federation.Link{l}, at)
	})
}

// follows has this node keep up with an issuer from now on.
func (n *Node) follows(ctx context.Context, tx *store.Tx, issuer region.Code, at instant.Instant) error {
	all, err := tx.Heard(ctx)
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.Issuer == issuer {
			return nil
		}
	}
	return tx.PutHeard(ctx, federation.Heard{Issuer: issuer, At: at})
}

// noteSilent notes that a node did not say in time whether it has a code of a person (WZ-12, state 8).
func (n *Node) noteSilent(ctx context.Context, c Caller, who id.ID, issuer region.Code) error {
	if who.IsZero() {
		return nil
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		links, err := tx.Links(ctx, who)
		if err != nil {
			return err
		}
		silent := federation.Link{Person: who, Issuer: issuer, Status: federation.Silent}
		for _, l := range links {
			if l.Issuer == issuer {
				silent = l
				silent.Status, silent.Heard = federation.Silent, at
				if err := tx.PutLink(ctx, silent); err != nil {
					return err
				}
			}
		}
		return n.notice(ctx, tx, []federation.Link{silent}, at)
	})
}

// LinkedCodes are the codes of other nodes of all people of the account, the worst colour first (WZ-02, WZ-03, NA-05).
func (n *Node) LinkedCodes(ctx context.Context, c Caller) (list []LinkedCode, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		people, err := tx.LinksOfAccount(ctx, c.Account)
		if err != nil {
			return err
		}
		var all []federation.Link
		for _, p := range people {
			if !p.Open(n.clock.Now()) {
				continue
			}
			links, err := tx.Links(ctx, p.Person)
			if err != nil {
				return err
			}
			all = append(all, links...)
		}
		federation.WorstFirst(all)
		for _, l := range all {
			code := LinkedCode{Link: l}
			if m, ok := n.Partners().Member(l.Issuer); ok {
				code.Issuer = m.Name
			}
			list = append(list, code)
		}
		return nil
	})
	return list, err
}

// linkTo is the link of one of the account's people to an issuer.
func (n *Node) linkTo(ctx context.Context, tx *store.Tx, c Caller, who id.ID, issuer region.Code) (federation.Link, error) {
	who, err := linked(ctx, tx, c, who, n.clock.Now())
	if err != nil {
		return federation.Link{}, err
	}
	links, err := tx.Links(ctx, who)
	if err != nil {
		return federation.Link{}, err
	}
	for _, l := range links {
		if l.Issuer == issuer {
			return l, nil
		}
	}
	return federation.Link{}, fault.New(fault.NotFound, "link.not_found", "no code of that node is linked")
}

// UnlinkCode ends a link (WZ-06): the other node's code counts here no more, and it tells this one nothing more.
func (n *Node) UnlinkCode(ctx context.Context, c Caller, who id.ID, issuer region.Code) error {
	var l federation.Link
	err := n.write(ctx, c, nil, func(tx *store.Tx) (err error) {
		if l, err = n.linkTo(ctx, tx, c, who, issuer); err != nil {
			return err
		}
		at := n.clock.Now()
		l.Until, l.Status, l.Colour, l.Reason = at, federation.Without, "", ""
		if err := tx.PutLink(ctx, l); err != nil {
			return err
		}
		e := holderEntry(c, audit.CodeUnlink, l.Person, at)
		e.Detail = e.Detail.With("issuer", issuer)
		if err := n.record(ctx, tx, e); err != nil {
			return err
		}
		return n.notice(ctx, tx, []federation.Link{l}, at)
	})
	if err != nil {
		return err
	}
	// If it cannot be told now, its next push is answered with a name that is unknown, and it ends then.
	if err := n.call(ctx, issuer, federation.EndLink, federation.Request{}, namesOnly{[]federation.Name{l.Name}}, nil); fault.CodeOf(err) == fault.Internal && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// RefreshCode asks the issuer how a linked code is now; an answer that does not come in time is noted (state 8).
func (n *Node) RefreshCode(ctx context.Context, c Caller, who id.ID, issuer region.Code) ([]LinkedCode, error) {
	var l federation.Link
	err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		l, err = n.linkTo(ctx, tx, c, who, issuer)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := n.refresh(ctx, issuer, []federation.Link{l}); fault.CodeOf(err) == fault.Unavailable {
		err = n.noteSilent(ctx, c, l.Person, issuer)
		if err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	return n.LinkedCodes(ctx, c)
}
