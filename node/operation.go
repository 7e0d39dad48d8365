package node

import (
	"context"
	"encoding/json"

	"kangma/audit"
	"kangma/evidence"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/pass"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/review"
	"kangma/store"
)

// The seven operations of GB/T 38963-2020, by our own schema (docs/federation.md). Six are about somebody whose code the partner had linked:
// they name him as the two nodes do.

// named is a body that names somebody so.
type named struct {
	Name federation.Name `json:"name"`
}

// subscribed is the person whom a partner names.
func (n *Node) subscribed(ctx context.Context, tx *store.Tx, q *asked, name federation.Name) (federation.Subscription, person.Person, error) {
	list, err := tx.SubscriptionsNamed(ctx, q.From.Region, []federation.Name{name})
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "link.not_found", "nobody is known by this name between the two nodes; find his code first")
	}
	if err != nil {
		return federation.Subscription{}, person.Person{}, err
	}
	p, err := tx.Person(ctx, list[0].Person)
	return list[0], p, err
}

// answerQuery tells how somebody's code is now: colour and reason code, nothing else (FE-7).
func answerQuery(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[named](q)
	if err != nil {
		return nil, err
	}
	s, _, err := n.subscribed(ctx, tx, q, in.Name)
	if err != nil {
		return nil, err
	}
	if err := n.recordTold(ctx, tx, q, audit.CodeTold, s.Person, "健康信息查询 query"); err != nil {
		return nil, err
	}
	return n.stateOf(ctx, tx, s)
}

// declaredThere is a health declaration that somebody made at the partner.
type declaredThere struct {
	named
	Status      string   `json:"status"`
	Stayed      bool     `json:"stayed"`
	Contact     string   `json:"contact,omitempty"`
	Symptoms    []string `json:"symptoms,omitempty"`
	Temperature float64  `json:"temperature,omitempty"`
}

// answerDeclare takes somebody's declaration of the day, once a day as at home (NA-07), and tells his code after it.
func answerDeclare(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[declaredThere](q)
	if err != nil {
		return nil, err
	}
	attrs, err := Declaration{Status: in.Status, Stayed: in.Stayed, Contact: in.Contact, Symptoms: in.Symptoms, Temperature: in.Temperature}.attrs()
	if err != nil {
		return nil, err
	}
	s, p, err := n.subscribed(ctx, tx, q, in.Name)
	if err != nil {
		return nil, err
	}
	known, err := tx.EvidenceOf(ctx, []id.ID{p.ID})
	if err != nil {
		return nil, err
	}
	if declaredToday(known[p.ID], q.At) {
		return nil, fault.New(fault.Conflict, "declaration.once_a_day", "what was declared can be changed once a day")
	}
	d, err := declaration(p.ID, p.Residence, attrs, q.At)
	if err != nil {
		return nil, err
	}
	if err := evidence.Append(ctx, tx, d); err != nil {
		return nil, err
	}
	if err := n.recordTold(ctx, tx, q, audit.CodeTold, p.ID, "健康申报 declaration"); err != nil {
		return nil, err
	}
	return n.stateOf(ctx, tx, s)
}

// calledCode is a code to be shown, for as long as it lives.
type calledCode struct {
	federation.State
	Token   string `json:"token"`
	Expires int64  `json:"expires"`
}

// answerCall gives somebody's code as he would show it himself (NA-06).
func answerCall(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[named](q)
	if err != nil {
		return nil, err
	}
	s, p, err := n.subscribed(ctx, tx, q, in.Name)
	if err != nil {
		return nil, err
	}
	r, err := n.current(ctx, tx)
	if err == nil {
		err = r.ended(q.At)
	}
	if err != nil {
		return nil, err
	}
	state, err := n.stateOf(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	now, err := tx.Current(ctx, []id.ID{p.ID})
	if err != nil {
		return nil, err
	}
	d, ok := now[p.ID]
	shown := r.pack.State(d.State)
	if !ok || shown == nil || d.Colour == policy.None {
		return nil, fault.New(fault.NotFound, "code.none", "there is no code of this person now")
	}
	token, _, until, err := n.issue(&code{person: p.ID, decision: d, handle: p.Handle}, r, shown, nil, q.At)
	if err != nil {
		return nil, err
	}
	return calledCode{state, token, until.Unix()}, n.recordTold(ctx, tx, q, audit.CodeTold, p.ID, "用码请求 request to call a code")
}

// makeCode is an application that somebody made at the partner.
type makeCode struct {
	Who     foundPerson   `json:"who"`
	Purpose string        `json:"purpose"`
	Region  string        `json:"region"`
	Address string        `json:"address"`
	Phone   string        `json:"phone,omitempty"`
	Truth   bool          `json:"truth"`
	Health  declaredThere `json:"health"`
}

// answerMake applies for somebody and tells the code that he got; the partner is told of its changes from then on (NA-11).
func answerMake(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[makeCode](q)
	if err != nil {
		return nil, err
	}
	r, err := n.parseClaim(Claim{Name: in.Who.Name, IDType: in.Who.IDType, Number: in.Who.Number, Birth: in.Who.Birth}, q.At)
	if err != nil {
		return nil, err
	}
	home, err := region.ParseCode(in.Region)
	if err != nil {
		return nil, fault.Field("region", in.Region, "is not a region code")
	}
	h := in.Health
	form, err := n.readApplication(Application{Purpose: in.Purpose, Channel: "node " + q.From.Region.String(), Region: home, Address: in.Address, Phone: in.Phone, Truth: in.Truth,
		Health: Declaration{Status: h.Status, Stayed: h.Stayed, Contact: h.Contact, Symptoms: h.Symptoms, Temperature: h.Temperature}})
	if err != nil {
		return nil, err
	}
	p, _, err := person.Register(ctx, tx, n.vault, r, q.At)
	if err != nil {
		return nil, err
	}
	if _, err := n.applyFor(ctx, tx, p.ID, form, id.ID{}, q.At); err != nil {
		return nil, err
	}
	var out foundCodes
	if err := n.tellCode(ctx, tx, q, federation.ByIdentity, p, nil, &out); err != nil || len(out.Codes) == 0 {
		return nil, err
	}
	return out.Codes[0].State, nil
}

// verifyCode asks what a shown text is worth here.
type verifyCode struct {
	Token string `json:"token"`
}

type verifiedCode struct {
	Answer string `json:"answer"` // pass, ask, stop, unknown
	Reason string `json:"reason"` // docs/token.md section 4
	Issuer string `json:"issuer,omitempty"`
}

// answerVerify answers as a gate of this node without a network does: about the text, and about nobody.
func answerVerify(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[verifyCode](q)
	if err != nil {
		return nil, err
	}
	if len(in.Token) > pass.MaxLength {
		return nil, fault.Secret("token", "is longer than %d characters", pass.MaxLength)
	}
	a, err := n.verify(ctx, in.Token, id.ID{}, q.At)
	return verifiedCode{Answer: a.Outcome.String(), Reason: string(a.Reason), Issuer: a.Issuer}, err
}

// answerCorrect opens a case for who says that something about him is wrong (NA-05); which evidence it is the answering node's staff find.
func answerCorrect(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[struct {
		named
		Description string `json:"description"`
	}](q)
	if err != nil {
		return nil, err
	}
	_, p, err := n.subscribed(ctx, tx, q, in.Name)
	if err != nil {
		return nil, err
	}
	return nil, n.openReceived(ctx, tx, q, p, review.UpwardForm{Subject: "wrong_data", Description: q.From.Name.ZH + "：" + in.Description}, id.ID{}, "纠错 correction")
}

// answerTrip takes a declaration before arrival (WZ-11): the form is the case's own.
func answerTrip(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[struct {
		named
		Form json.RawMessage `json:"form"`
	}](q)
	if err != nil {
		return nil, err
	}
	_, p, err := n.subscribed(ctx, tx, q, in.Name)
	if err != nil {
		return nil, err
	}
	d, err := review.Of(review.Arrival)
	if err != nil {
		return nil, err
	}
	open := &opening{Case: review.Case{ID: id.New(q.At), Kind: d.Kind}, At: q.At, Person: p}
	if open.Form, err = d.ParseForm(in.Form, n.Regions()); err != nil {
		return nil, err
	}
	if err := n.prepareCase(ctx, tx, d, open); err != nil {
		return nil, err
	}
	m, err := n.openCase(ctx, tx, d, open, review.Attempt{Move: review.Open, By: review.Actor{Side: review.Holder}, Form: true}, "node "+q.From.Region.String())
	if err != nil {
		return nil, err
	}
	if err := n.recordTold(ctx, tx, q, audit.CodeTold, p.ID, "行程申报 trip declaration"); err != nil {
		return nil, err
	}
	return map[string]string{"state": string(m.Case.State)}, n.recordMove(ctx, tx, systemEntry(audit.ReviewOpen, m), m)
}
