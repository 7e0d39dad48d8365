package api

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/evidence"
	"kangma/internal/id"
	"kangma/node"
	"kangma/policy"
)

func (a *API) policies(ctx context.Context, _ node.Caller, _ *nothing) (out wire.Page[wire.Policy], err error) {
	list, err := a.node.Published(ctx)
	out.Items = each(list, published)
	return out, err
}

func (a *API) policy(ctx context.Context, _ node.Caller, in *struct {
	Policy string `path:"policy" maxLength:"200" doc:"name@version"`
}) (wire.PolicyText, error) {
	r, err := a.node.PublishedPack(ctx, in.Policy)
	if err != nil {
		return wire.PolicyText{}, err
	}
	return wire.PolicyText{Policy: published(r),
		Rules: each(r.Pack.Rules, func(r *policy.Rule) wire.PolicyRule {
			return wire.PolicyRule{Rule: r.ID, Title: text(r.Title), Text: text(r.Text), Source: r.Source, Code: r.Code, Kinds: each(r.Kinds, evidence.Kind.String),
				Colour: string(r.Gives.Colour), Mark: string(r.Gives.Mark), Label: r.Gives.Label, Who: text(r.Lift.Who), How: text(r.Lift.How)}
		}),
		States: each(r.Pack.States, func(s *policy.State) wire.PolicyState {
			return wire.PolicyState{State: s.Name, Gate: string(s.Gate), Title: text(s.Title), Guidance: text(s.Holder), AtGate: text(s.AtGate)}
		})}, nil
}

func published(r node.PublishedRules) wire.Policy {
	out := wire.Policy{Policy: r.Pack.ID(), Digest: r.Pack.Digest.String(), Title: text(r.Pack.Title), Authority: text(r.Pack.Authority), Source: r.Pack.Source,
		From: wire.Time(r.From), Until: wire.Time(r.Until), InForce: r.InForce, Ended: r.Ended}
	if r.Publication != nil {
		out.Emergency = r.Publication.Emergency
	}
	return out
}

// uploadPolicy takes a zip of a pack's folder as the body.
func (a *API) uploadPolicy(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	data, err := sent(w, r, policy.MostArchive)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	k, err := a.node.UploadPack(ctx, c, data)
	a.say(w, r, candidate(k), err)
}

func candidate(k policy.Kept) wire.Candidate {
	return wire.Candidate{Policy: k.Policy, Digest: k.Digest.String(), Shipped: k.Shipped, RecordedAt: wire.Time(k.RecordedAt),
		Findings: each(k.Findings, func(f policy.Finding) wire.PackFinding {
			return wire.PackFinding{Severity: string(f.Severity), File: f.File, Rule: f.Rule, What: f.What, Mend: f.Mend}
		})}
}

func (a *API) candidates(ctx context.Context, c node.Caller, in *struct {
	Before string `query:"before" maxLength:"40" doc:"recorded before this instant"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"500"`
}) (out wire.Page[wire.Candidate], err error) {
	before, err := parseTime("before", in.Before)
	if err != nil {
		return out, err
	}
	list, err := a.node.Candidates(ctx, c, before, in.Limit)
	out.Items = each(list, candidate)
	return out, err
}

func (a *API) propose(ctx context.Context, c node.Caller, in *struct{ Body wire.Propose }) (policy.Publication, error) {
	b := in.Body
	d, err := policy.ParseDigest(b.Digest)
	if err != nil {
		return policy.Publication{}, err
	}
	return a.node.ProposeRules(ctx, c, node.Proposal{Digest: d, From: b.From.Instant(0), Until: b.Until.Instant(0), Reason: b.Reason, Emergency: b.Emergency})
}

// Acting is how an act on a publication is asked for.
type Acting struct {
	ByID
	Body wire.Because
}

func (a *API) approve(ctx context.Context, c node.Caller, in *Acting) (policy.Publication, error) {
	v, err := in.id()
	if err != nil {
		return policy.Publication{}, err
	}
	return a.node.ApproveRules(ctx, c, v, in.Body.Reason)
}

func (a *API) withdraw(ctx context.Context, c node.Caller, in *Acting) (policy.Publication, error) {
	v, err := in.id()
	if err != nil {
		return policy.Publication{}, err
	}
	return a.node.WithdrawRules(ctx, c, v, in.Body.Reason)
}

func (a *API) publications(ctx context.Context, c node.Caller, in *struct{ Paging }) (out wire.Page[wire.Publication], err error) {
	before, err := in.before()
	if err != nil {
		return out, err
	}
	list, err := a.node.Publications(ctx, c, before, in.Limit)
	at := a.node.Now()
	out.Items = each(list, func(p policy.Publication) wire.Publication {
		one := publication(p)
		one.Standing = string(p.Standing(at))
		return one
	})
	out.Next = whole(list, in.Limit, func(p policy.Publication) id.ID { return p.ID })
	return out, err
}

// publication is one right after an act on it: its rules have not begun.
func publication(p policy.Publication) wire.Publication {
	out := wire.Publication{ID: p.ID, Policy: p.Policy, Digest: p.Digest.String(), Standing: string(p.Standing(0)), From: wire.Time(p.From), Until: wire.Time(p.Until),
		Reason: p.Reason, Emergency: p.Emergency, Proposed: *actOf(&p.Proposed), Approved: actOf(p.Approved), Withdrawn: actOf(p.Withdrawn)}
	return out
}

func actOf(x *policy.Act) *wire.Act {
	if x == nil {
		return nil
	}
	return &wire.Act{At: wire.Time(x.At), By: x.By.Account, Role: x.By.Role, Reason: x.Reason}
}
