package tour

import (
	"context"
	"encoding/json"
	"fmt"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/demo"
	"kangma/internal/id"
)

// someone lives in a story.
type someone struct {
	*teller
	at, name, phone, number, county string
	id                              id.ID
}

// new is somebody whom no node knows yet.
func (t *teller) new(node, name, county string) *someone {
	*t.people++
	n := *t.people
	return &someone{teller: t, at: node, name: name, county: county, phone: fmt.Sprintf("1360000%04d", n), number: demo.ResidentNumber(county, "19800606", 400+n)}
}

// resident is somebody who has applied at a node, and is well.
func (t *teller) resident(node, name, county string) *someone {
	p := t.new(node, name, county)
	p.apply("none")
	return p
}

// apply is the whole way: terms, who he is, the form.
func (p *someone) apply(status string) {
	c := p.api()
	account := ask(p.teller, func(ctx context.Context) (wire.Account, error) { return c.Account(ctx) })
	p.do(func(ctx context.Context) error { return c.AcceptTerms(ctx, account.Terms) })
	claimed := ask(p.teller, func(ctx context.Context) (wire.Claimed, error) {
		return c.Claim(ctx, wire.Claim{Relation: "self", Name: p.name, IDType: "resident_id", Number: p.number})
	})
	p.id = claimed.Person
	ask(p.teller, func(ctx context.Context) (wire.Applied, error) { return c.Apply(ctx, p.form(status)) })
}

func (p *someone) form(status string) wire.Application {
	return wire.Application{Person: p.id, Purpose: "resident", Channel: "tour", Region: p.county, Address: "人民路1号", Truth: true,
		Health: wire.Health{Status: status, Contact: "no"}}
}

// api is the node as he uses it.
func (p *someone) api() *client.Client { return p.login(p.at, p.phone, wire.HolderDoor) }

// code is what he shows now.
func (p *someone) code() wire.Code { return p.codeOf(p.id) }

func (p *someone) codeOf(person id.ID) wire.Code {
	c := p.api()
	return ask(p.teller, func(ctx context.Context) (wire.Code, error) {
		return c.Show(ctx, wire.ShowRequest{Person: person, Fresh: true})
	})
}

// shows is the colour that his code must have, and the state, if one is given.
func (p *someone) shows(colour string, state ...string) wire.Code {
	c := p.code()
	p.want(c.Colour == colour && (len(state) == 0 || c.State == state[0]), "%s shows %s, state %s, not %s %v", p.phone, c.Colour, c.State, colour, state)
	return c
}

// why is the first reason of his colour.
func (p *someone) why() wire.Reason {
	c := p.api()
	why := ask(p.teller, func(ctx context.Context) (wire.Why, error) { return c.Why(ctx, p.id, 0) })
	p.want(len(why.Reasons) > 0, "nothing explains the colour of %s", p.phone)
	if p.err != nil {
		return wire.Reason{}
	}
	return why.Reasons[0]
}

// evidence is what decides his colour now, of a kind.
func (p *someone) evidence(kind string) id.ID {
	for _, e := range p.why().Evidence {
		if e.Kind == kind {
			return ask(p.teller, func(context.Context) (id.ID, error) { return id.Parse(e.ID) })
		}
	}
	p.want(false, "no %s decides the colour of %s", kind, p.phone)
	return id.ID{}
}

// recorded is what an authority records of him; attrs is JSON, and may be empty.
func (p *someone) recorded(kind, region, source, attrs string) id.ID {
	desk := p.staff(p.at, dataOfficer)
	if attrs == "" {
		attrs = "{}"
	}
	r := ask(p.teller, func(ctx context.Context) (wire.Recorded, error) {
		return desk.RecordEvidence(ctx, wire.NewEvidence{Whom: p.whom(), Kind: kind, Source: source, Region: region, ValidFrom: p.time(0),
			Attrs: json.RawMessage(attrs), Purpose: wire.Purpose{Purpose: "control"}})
	})
	return r.ID
}

func (p *someone) whom() wire.Whom { return wire.Whom{IDType: "resident_id", Number: p.number} }

// opens opens a case of his; form is anything that JSON can tell.
func (p *someone) opens(kind string, form any, evidence ...id.ID) wire.CaseRow {
	c := p.api()
	return ask(p.teller, func(ctx context.Context) (wire.CaseRow, error) {
		text, err := json.Marshal(form)
		if err != nil {
			return wire.CaseRow{}, err
		}
		return c.OpenCase(ctx, wire.NewCase{Kind: kind, Person: p.id, Evidence: evidence, Form: text})
	})
}

// moves is one move of a member of staff in a case, as the case stands.
func (t *teller) moves(node, phone string, k wire.CaseRow, move, reason string, form any) wire.CaseRow {
	desk := t.staff(node, phone)
	return ask(t, func(ctx context.Context) (wire.CaseRow, error) { return tryMove(ctx, desk, k, move, reason, form) })
}

func tryMove(ctx context.Context, desk *client.Client, k wire.CaseRow, move, reason string, form any) (wire.CaseRow, error) {
	m := wire.DeskMove{CaseMove: wire.CaseMove{Move: move, Version: k.Version, Reason: reason}}
	if form != nil {
		var err error
		if m.Form, err = json.Marshal(form); err != nil {
			return wire.CaseRow{}, err
		}
	}
	return desk.MoveDeskCase(ctx, k.ID, m)
}

// mayNot is a move that must be refused.
func (t *teller) mayNot(node, phone string, k wire.CaseRow, move, key string) string {
	desk := t.staff(node, phone)
	if t.err != nil {
		return ""
	}
	_, err := tryMove(t.ctx, desk, k, move, "同意", nil)
	return t.refused(key, err)
}

// scan is what a gate of a node answers to a code.
func (t *teller) scan(node, phone, token string, temperature float64) wire.Verdict {
	gate := t.staff(node, phone)
	points := ask(t, func(ctx context.Context) (wire.Points, error) { return gate.Points(ctx) })
	t.want(len(points.Points) > 0, "%s has no point to stand at", phone)
	if t.err != nil {
		return wire.Verdict{}
	}
	return ask(t, func(ctx context.Context) (wire.Verdict, error) {
		return gate.Scan(ctx, wire.Scan{ID: id.New(t.now()), Point: points.Points[0].ID, Text: token, Temperature: temperature})
	})
}
