package node

import (
	"context"
	"strconv"

	"kangma/audit"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/person"
	"kangma/policy"
	"kangma/store"
)

// findCodes asks whose codes somebody has: everybody's under a phone, or one person's by document.
type findCodes struct {
	How    federation.How `json:"how"`
	Phone  string         `json:"phone,omitempty"`
	IDType string         `json:"id_type,omitempty"`
	Number string         `json:"number,omitempty"`
	Name   string         `json:"name,omitempty"`
}

// foundCode is a code that was found, and who its holder is where that was not known.
type foundCode struct {
	federation.State
	Relation person.Relation `json:"relation,omitempty"`
	Who      *foundPerson    `json:"who,omitempty"`
}

type foundPerson struct {
	Name   string `json:"name"`
	IDType string `json:"id_type"`
	Number string `json:"number,omitempty"`
	Birth  string `json:"birth,omitempty"`
}

type foundCodes struct {
	Codes []foundCode `json:"codes"`
}

// answerFind tells a partner somebody's codes, and from then on their changes (WZ-02). The person reads that it was told.
func answerFind(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[findCodes](q)
	if err != nil {
		return nil, err
	}
	out := foundCodes{Codes: []foundCode{}}
	if in.How == federation.ByPhone {
		phone, err := person.ParsePhone(in.Phone)
		if err != nil {
			return nil, err
		}
		account, err := tx.AccountByPhone(ctx, n.vault.IndexPhone(phone))
		if fault.CodeOf(err) == fault.NotFound {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		links, err := tx.LinksOfAccount(ctx, account.ID)
		if err != nil {
			return nil, err
		}
		for _, l := range links {
			if !l.Open(q.At) {
				continue
			}
			p, err := tx.Person(ctx, l.Person)
			if err != nil {
				return nil, err
			}
			if err := n.tellCode(ctx, tx, q, in.How, p, &l, &out); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	p, known, err := n.namedBy(ctx, tx, q, in)
	if err != nil || !known {
		return out, err
	}
	return out, n.tellCode(ctx, tx, q, in.How, p, nil, &out)
}

// namedBy finds the person of a document whose name is the one given.
func (n *Node) namedBy(ctx context.Context, tx *store.Tx, q *asked, in findCodes) (p person.Person, ok bool, err error) {
	who, err := n.parseWhom(Whom{IDType: in.IDType, Number: in.Number, Name: in.Name}, q.At)
	if err != nil {
		return p, false, err
	}
	if in.How == federation.ByPassport != (who.Document.Kind() == person.Passport) || in.How != federation.ByPassport && in.How != federation.ByIdentity && in.How != federation.ByFace {
		return p, false, fault.Field("how", string(in.How), "is no way to find somebody by this document")
	}
	p, ok, err = n.byDocument(ctx, tx, who)
	if err != nil || !ok || p.Deleted() {
		return p, false, err
	}
	known, err := n.vault.Open(p.ID, p.Sealed)
	if err != nil {
		return p, false, err
	}
	return p, !known.Name.IsZero() && known.Name.Same(who.Name), nil
}

// tellCode adds a person's code to what is told, unless there is none.
func (n *Node) tellCode(ctx context.Context, tx *store.Tx, q *asked, how federation.How, p person.Person, l *person.Link, out *foundCodes) error {
	applications, err := tx.Applications(ctx, p.ID)
	if err != nil || len(applications) == 0 || p.Deleted() {
		return err
	}
	s := federation.Subscription{Person: p.ID, Partner: q.From.Region, Name: federation.NewName(), How: how, Since: q.At}
	before, err := tx.Subscriptions(ctx, []id.ID{p.ID})
	if err != nil {
		return err
	}
	for _, b := range before {
		if b.Partner == s.Partner {
			if s.Name, s.Since = b.Name, b.Since; b.How == federation.ByFace {
				s.How = b.How
			}
		}
	}
	if err := tx.PutSubscription(ctx, s); err != nil {
		return err
	}
	state, err := n.stateOf(ctx, tx, s)
	if err != nil {
		return err
	}
	code := foundCode{State: state}
	if l != nil {
		who, err := n.vault.Open(p.ID, p.Sealed)
		if err != nil {
			return err
		}
		code.Relation = l.Relation
		code.Who = &foundPerson{Name: who.Name.Reveal(), IDType: string(who.Document.Kind()), Number: who.Document.Reveal(), Birth: p.Birth.Reveal()}
	}
	out.Codes = append(out.Codes, code)
	return n.recordTold(ctx, tx, q, audit.CodeTold, p.ID, "关联健康码 linking "+q.From.Region.String())
}

// recordTold notes what another node was told or did about a person: he reads it among the looks (BY-06).
func (n *Node) recordTold(ctx context.Context, tx *store.Tx, q *asked, action audit.Action, who id.ID, purpose string) error {
	e := audit.Entry{At: q.At, Actor: audit.Actor{Kind: audit.Node, ID: q.From.Region.String(), Text: q.From.Name.ZH}, Action: action, Region: n.region,
		Subject: who, Purpose: purpose, Object: audit.Object{Kind: "node", ID: q.From.Region.String()}}
	if q.Consent != nil {
		e.Detail = e.Detail.With("consent", q.Consent.How).With("at", strconv.FormatInt(q.Consent.At, 10))
	}
	return n.record(ctx, tx, e)
}

// stateOf is a person's code as it is told a partner: what holds now, decided anew if its time had come.
func (n *Node) stateOf(ctx context.Context, tx *store.Tx, s federation.Subscription) (federation.State, error) {
	if _, err := n.decide(ctx, tx, []id.ID{s.Person}, n.clock.Now()); err != nil {
		return federation.State{}, err
	}
	now, err := tx.Current(ctx, []id.ID{s.Person})
	if err != nil {
		return federation.State{}, err
	}
	d, ok := now[s.Person]
	if !ok {
		return federation.State{Name: s.Name, Status: federation.Without, At: n.clock.Now()}, nil
	}
	return told(s.Name, &d), nil
}

// told is a decision as it is told: colour and reason code, never evidence (FE-7).
func told(name federation.Name, d *policy.Record) federation.State {
	s := federation.State{Name: name, Status: federation.Known, Colour: d.Colour, At: d.At}
	if len(d.Reasons) > 0 {
		s.Reason = d.Reasons[0].Rule
	}
	return s
}
