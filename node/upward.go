package node

import (
	"context"
	"encoding/json"

	"kangma/audit"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/person"
	"kangma/region"
	"kangma/review"
	"kangma/store"
)

// A request upward that is opened below the province travels to the province's node, is decided there as a case of its own, and its answer
// comes back (WZ-17). Where no such node is listed, it is worked on here.

// upwardKind is the job that carries a request to the province, and its answer back.
const upwardKind jobs.Kind[carrying] = "case.carry"

type carrying struct {
	Case id.ID `json:"case"`
}

// upwardAsk is the request as it travels; upwardAnswer the answer.
type upwardAsk struct {
	Case        id.ID  `json:"case"`
	Subject     string `json:"subject"`
	Description string `json:"description"`
	IDType      string `json:"id_type"`
	Number      string `json:"number"`
	Name        string `json:"name,omitempty"`
}

type upwardAnswer struct {
	Case id.ID  `json:"case"`
	Text string `json:"text"`
}

var upwardEffects = effects{
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		switch {
		case m.Event.Move == review.Open:
			province := n.province()
			if province.IsZero() {
				return nil
			}
			if err := tx.PutCaseMail(ctx, store.CaseMail{Case: m.Case.ID, Person: m.Case.Person, Partner: province}); err != nil {
				return err
			}
		case m.Event.Move == review.Answer:
			mail, ok, err := tx.CaseMail(ctx, m.Case.ID)
			if err != nil || !ok || mail.Theirs.IsZero() {
				return err
			}
		default:
			return nil
		}
		_, err := upwardKind.Enqueue(ctx, n.queue, tx.Raw(), carrying{m.Case.ID}, jobs.Options{})
		return err
	},
}

// province is the listed node of the province above this one, zero if there is none.
func (n *Node) province() region.Code {
	r := n.region.At(region.LevelProvince)
	if _, ok := n.Partners().Member(r); !ok || r == n.region || r.IsZero() {
		return 0
	}
	return r
}

// runCarry carries one case. An error, such as a province that does not answer, has it tried again later.
func (n *Node) runCarry(ctx context.Context, _ *jobs.Work, a carrying) error {
	return n.carry(ctx, a.Case)
}

func (n *Node) carry(ctx context.Context, v id.ID) error {
	var mail store.CaseMail
	var operation federation.Operation
	var body any
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		var ok bool
		var err error
		if mail, ok, err = tx.CaseMail(ctx, v); err != nil || !ok {
			return err
		}
		k, err := tx.Case(ctx, v)
		if err != nil {
			return err
		}
		if mail.Theirs.IsZero() {
			operation = federation.AskUpward
			body, err = n.upwardAsk(ctx, tx, k)
		} else {
			operation = federation.AnswerUpward
			body, err = n.upwardAnswer(ctx, tx, k, mail)
		}
		return err
	})
	if err != nil || operation == "" {
		return err
	}
	err = n.call(ctx, mail.Partner, operation, federation.Request{ID: v.String()}, body, nil)
	if f, refused := fault.As(err); refused && f.Key == "partner.refused" && operation == federation.AskUpward && fault.CodeOf(err) == fault.NotFound {
		return n.store.Write(ctx, func(tx *store.Tx) error { return n.replied(ctx, tx, v, f.Detail) })
	}
	return err
}

func (n *Node) upwardAsk(ctx context.Context, tx *store.Tx, k review.Case) (upwardAsk, error) {
	p, err := tx.Person(ctx, k.Person)
	if err != nil {
		return upwardAsk{}, err
	}
	who, err := n.vault.Open(p.ID, p.Sealed)
	if err != nil {
		return upwardAsk{}, err
	}
	d, err := review.Of(k.Kind)
	if err != nil {
		return upwardAsk{}, err
	}
	form, err := n.openForm(d, k, p)
	f, _ := form.(review.UpwardForm)
	return upwardAsk{Case: k.ID, Subject: f.Subject, Description: f.Description, IDType: string(who.Document.Kind()), Number: who.Document.Reveal(), Name: who.Name.Reveal()}, err
}

func (n *Node) upwardAnswer(ctx context.Context, tx *store.Tx, k review.Case, mail store.CaseMail) (upwardAnswer, error) {
	p, err := tx.Person(ctx, k.Person)
	if err != nil {
		return upwardAnswer{}, err
	}
	out := upwardAnswer{Case: mail.Theirs}
	history, err := n.history(ctx, tx, k, p)
	for _, e := range history {
		if e.Move == review.Answer {
			out.Text = e.Words.Reason
		}
	}
	return out, err
}

// answerAsk opens the case of a request that a node below made (WZ-17). The person reads that it was asked.
func answerAsk(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[upwardAsk](q)
	if err != nil {
		return nil, err
	}
	if !n.region.Contains(q.From.Region) {
		return nil, fault.New(fault.Forbidden, "upward.not_below", "this node answers for %s, which %s is not in", n.region, q.From.Region)
	}
	if _, ok, err := tx.CaseMailOf(ctx, q.From.Region, in.Case); err != nil || ok {
		return nil, err
	}
	who, err := n.parseWhom(Whom{IDType: in.IDType, Number: in.Number, Name: in.Name}, q.At)
	if err != nil {
		return nil, err
	}
	p, known, err := n.byDocument(ctx, tx, who)
	if err == nil && !known {
		err = fault.New(fault.NotFound, "upward.unknown", "nobody with this document is known at the province")
	}
	if err != nil {
		return nil, err
	}
	return nil, n.openReceived(ctx, tx, q, p, review.UpwardForm{Subject: in.Subject, Description: q.From.Name.ZH + "：" + in.Description}, in.Case, "下级上报 request")
}

// openReceived opens a case for what another node asks about somebody; theirs is its own case, which the answer goes back to, zero for none.
func (n *Node) openReceived(ctx context.Context, tx *store.Tx, q *asked, p person.Person, f review.UpwardForm, theirs id.ID, purpose string) error {
	d, err := review.Of(review.Upward)
	if err != nil {
		return err
	}
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	form, err := d.ParseForm(text, n.Regions())
	if err != nil {
		return err
	}
	open := &opening{Case: review.Case{ID: id.New(q.At), Kind: d.Kind}, At: q.At, Form: form, Person: p}
	if err := n.prepareCase(ctx, tx, d, open); err != nil {
		return err
	}
	m, err := n.openCase(ctx, tx, d, open, review.Attempt{Move: review.Receive, By: review.Actor{Side: review.System}, Form: true}, "system")
	if err != nil {
		return err
	}
	if !theirs.IsZero() {
		if err := tx.PutCaseMail(ctx, store.CaseMail{Case: m.Case.ID, Person: p.ID, Partner: q.From.Region, Theirs: theirs}); err != nil {
			return err
		}
	}
	if err := n.recordTold(ctx, tx, q, audit.UpwardAsk, p.ID, purpose+" "+q.From.Region.String()); err != nil {
		return err
	}
	return n.recordMove(ctx, tx, systemEntry(audit.ReviewOpen, m), m)
}

// answerAnswer takes the province's answer to a request of this node.
func answerAnswer(ctx context.Context, n *Node, tx *store.Tx, q *asked) (any, error) {
	in, err := taken[upwardAnswer](q)
	if err != nil {
		return nil, err
	}
	mail, ok, err := tx.CaseMail(ctx, in.Case)
	if err != nil {
		return nil, err
	}
	if !ok || mail.Partner != q.From.Region || !mail.Theirs.IsZero() {
		return nil, fault.New(fault.NotFound, "case.not_found", "there is no such request")
	}
	return nil, n.replied(ctx, tx, in.Case, in.Text)
}

// replied closes a request with the province's answer, which its holder and its asker read. It may be repeated.
func (n *Node) replied(ctx context.Context, tx *store.Tx, v id.ID, text string) error {
	k, err := tx.Case(ctx, v)
	if err != nil || !k.IsOpen() {
		return err
	}
	d, err := review.Of(k.Kind)
	if err != nil {
		return err
	}
	m, err := n.moveCase(ctx, tx, d, k, review.Attempt{Move: review.Reply, Version: k.Version, By: review.Actor{Side: review.System}, Words: review.Words{Reason: text}}, nil, n.clock.Now())
	if err != nil {
		return err
	}
	return n.recordMove(ctx, tx, systemEntry(audit.ReviewMove, m), m)
}
