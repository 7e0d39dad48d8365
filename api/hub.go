package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"kangma/api/wire"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/node"
	"kangma/region"
)

// hubList is the signed list of a hub, as nodes fetch it: its ETag is the list's sequence.
func (a *API) hubList(ctx context.Context, w http.ResponseWriter, r *http.Request, _ node.Caller) {
	known, _ := strconv.ParseUint(strings.Trim(r.Header.Get("If-None-Match"), `"`), 10, 64)
	sequence, document, err := a.node.HubList(ctx, known)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	w.Header().Set("ETag", `"`+strconv.FormatUint(sequence, 10)+`"`)
	w.Header().Set("Cache-Control", "no-cache")
	if document == nil {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	answer(w, func(b []byte) []byte { return append(b, document...) })
}

func (a *API) submitNode(ctx context.Context, _ node.Caller, in *struct{ Body wire.Envelope }) (wire.Submitted, error) {
	e := federation.Envelope{Kind: in.Body.Kind, Payload: in.Body.Payload}
	for _, s := range in.Body.Signatures {
		e.Signatures = append(e.Signatures, federation.Signature(s))
	}
	r, err := a.node.ReceiveSubmission(ctx, e)
	return wire.Submitted{State: r.State, Candidate: r.Candidate}, err
}

func (a *API) hubCandidates(ctx context.Context, c node.Caller, _ *nothing) (wire.Page[wire.HubCandidate], error) {
	list, err := a.node.HubCandidates(ctx, c)
	return wire.Page[wire.HubCandidate]{Items: each(list, hubCandidate)}, err
}

func (a *API) hubMembers(ctx context.Context, c node.Caller, _ *nothing) (wire.Page[wire.Partner], error) {
	list, err := a.node.Members(ctx, c)
	return wire.Page[wire.Partner]{Items: each(list, hubMember)}, err
}

func (a *API) hubStatus(ctx context.Context, c node.Caller, _ *nothing) (wire.HubStatus, error) {
	s, err := a.node.HubStatus(ctx, c)
	out := wire.HubStatus{Sequence: s.Sequence, Failures: s.Failures, Failure: s.Failure, Partners: []wire.Partner{}}
	if s.CheckedAt > 0 {
		out.CheckedAt = wire.Time(s.CheckedAt)
	}
	if s.List != nil {
		out.Sequence, out.IssuedAt, out.Expires = s.List.Sequence, wire.Time(s.List.IssuedAt), wire.Time(s.List.Expires)
		out.Partners = each(s.List.Members, hubPartner)
	}
	return out, err
}

func (a *API) admitMember(ctx context.Context, c node.Caller, in *Acting) (federation.Candidate, error) {
	v, err := in.id()
	if err != nil {
		return federation.Candidate{}, err
	}
	return a.node.AdmitMember(ctx, c, v, in.Body.Reason)
}

func (a *API) refuseMember(ctx context.Context, c node.Caller, in *Acting) (federation.Candidate, error) {
	v, err := in.id()
	if err != nil {
		return federation.Candidate{}, err
	}
	return a.node.RefuseMember(ctx, c, v, in.Body.Reason)
}

// ofRegion is an address that names a member.
type ofRegion struct {
	Region string `path:"region" maxLength:"12"`
	Body   wire.Because
}

func (a *API) removeMember(ctx context.Context, c node.Caller, in *ofRegion) (federation.Admission, error) {
	r, err := region.ParseCode(in.Region)
	if err != nil {
		return federation.Admission{}, fault.Field("region", in.Region, "is not a region code")
	}
	return a.node.RemoveMember(ctx, c, r, in.Body.Reason)
}

func hubPartner(m federation.Member) wire.Partner {
	return wire.Partner{Region: m.Region.String(), Name: wire.Text{Zh: m.Name.ZH, En: m.Name.EN}, Address: m.Address,
		Anchor: federation.Fingerprint(m.Anchor), Keys: len(m.Keys), Standing: "listed"}
}

func hubMember(x federation.Admission) wire.Partner {
	out := hubPartner(x.Submission.Member)
	out.Since = wire.Time(x.Since)
	if out.Removed = actOf(x.Removed); x.Removed != nil {
		out.Standing = "removed"
	}
	return out
}

func hubCandidate(c federation.Candidate) wire.HubCandidate {
	out := wire.HubCandidate{ID: c.ID, Node: hubPartner(c.Submission.Member), State: string(c.Standing()),
		Vouched: actOf(c.Vouched), Admitted: actOf(c.Admitted), Refused: actOf(c.Refused)}
	out.Node.Standing = out.State
	return out
}
