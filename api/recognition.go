package api

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/federation"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/pass"
	"kangma/region"
)

func (a *API) recognition(ctx context.Context, _ node.Caller, _ *nothing) (wire.Recognition, error) {
	now, err := a.node.Recognition(ctx)
	out := wire.Recognition{Else: pass.Unknown.String(), Rows: []wire.RecognisedRow{}, Papers: []wire.RecognisedFrom{}}
	m := now.Matrix
	if err != nil || m == nil {
		return out, err
	}
	out.Name, out.Digest, out.Else, out.Stopped = m.ID(), now.Edition.Digest.String(), m.Else.String(), now.Stopped
	out.Title, out.Authority, out.From, out.Until = text(m.Title), text(m.Authority), wire.Time(now.Edition.From), wire.Time(now.Edition.Until)
	for _, r := range m.RowsBy(a.node.Region) {
		out.Rows = append(out.Rows, wire.RecognisedRow{Issuers: each(r.Issuers, region.Code.String), Uses: each(r.Uses, word), In: each(r.In, region.Code.String),
			Places: r.Places, From: wire.Time(r.From), Until: wire.Time(r.Until), Basis: r.Basis, Means: each(r.Means, meaning), Refuses: r.Refuses})
	}
	for _, r := range m.PapersBy(a.node.Region) {
		p := wire.RecognisedFrom{Countries: r.Countries, Kinds: each(r.Kinds, word), Uses: each(r.Uses, word), Rules: r.Rules, Gate: r.Gate.String(),
			From: wire.Time(r.From), Until: wire.Time(r.Until), Basis: r.Basis}
		if note := text(r.Note); note != (wire.Text{}) {
			p.Note = &note
		}
		out.Papers = append(out.Papers, p)
	}
	return out, nil
}

func word[S ~string](s S) string { return string(s) }

func meaning(m pass.Meaning) wire.Meaning {
	out := wire.Meaning{Colour: m.Colour.String(), Gate: m.Gate.String(), Shown: m.Shown.String()}
	for _, s := range m.States {
		out.States = append(out.States, int(s))
	}
	if m.Note != (pass.Text{}) {
		out.Note = &wire.Text{Zh: m.Note.ZH, En: m.Note.EN}
	}
	return out
}

// mostEdition is how long a file of an edition may be: lists of keys are the longest.
const mostEdition = 8 << 20

// proposeEdition takes the file as the body.
func (a *API) proposeEdition(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	q := r.URL.Query()
	from, err := parseTime("from", q.Get("from"))
	var data []byte
	if err == nil {
		data, err = sent(w, r, mostEdition)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	kind := federation.EditionKind(q.Get("kind"))
	if kind == "" {
		kind = federation.Recognitions
	}
	e, err := a.node.ProposeEdition(ctx, c, kind, data, from, q.Get("reason"))
	a.say(w, r, edition(e), err)
}

func (a *API) editions(ctx context.Context, c node.Caller, in *struct {
	Paging
	Kind string `query:"kind" enum:"recognition,signers,rules" doc:"of all if absent"`
}) (out wire.Page[wire.Edition], err error) {
	before, err := in.before()
	if err != nil {
		return out, err
	}
	list, err := a.node.Editions(ctx, c, federation.EditionKind(in.Kind), before, in.Limit)
	at := a.node.Now()
	out.Items = each(list, func(e federation.Edition) wire.Edition { return editionAt(e, at) })
	out.Next = whole(list, in.Limit, func(e federation.Edition) id.ID { return e.ID })
	return out, err
}

// editionFile gives the file as it was proposed.
func (a *API) editionFile(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	v, err := parseID("id", r.PathValue("id"))
	var e federation.Edition
	if err == nil {
		e, err = a.node.Edition(ctx, c, v)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="`+e.ID.String()+`.yaml"`)
	w.Write(e.Data)
}

func (a *API) approveEdition(ctx context.Context, c node.Caller, in *Acting) (federation.Edition, error) {
	v, err := in.id()
	if err != nil {
		return federation.Edition{}, err
	}
	return a.node.ApproveEdition(ctx, c, v, in.Body.Reason)
}

func (a *API) withdrawEdition(ctx context.Context, c node.Caller, in *Acting) (federation.Edition, error) {
	v, err := in.id()
	if err != nil {
		return federation.Edition{}, err
	}
	return a.node.WithdrawEdition(ctx, c, v, in.Body.Reason)
}

// Stopping is how a stop is asked for.
type Stopping struct {
	ByID
	Body wire.StopRecognising
}

func (a *API) stopEdition(ctx context.Context, c node.Caller, in *Stopping) (federation.Edition, error) {
	v, err := in.id()
	if err != nil {
		return federation.Edition{}, err
	}
	return a.node.StopEdition(ctx, c, v, in.Body.Issuer, in.Body.Reason)
}

// edition is one right after an act on it.
func edition(e federation.Edition) wire.Edition {
	last := e.Proposed.At
	for _, x := range append(e.Stops, federation.Stop{}) {
		last = max(last, x.At)
	}
	if e.Approved != nil {
		last = max(last, e.Approved.At)
	}
	return editionAt(e, last)
}

func editionAt(e federation.Edition, at instant.Instant) wire.Edition {
	return wire.Edition{ID: e.ID, Kind: string(e.Kind), Name: e.Name, Digest: e.Digest.String(), Standing: string(e.Standing(at)), From: wire.Time(e.From),
		Until: wire.Time(e.Until), Reason: e.Reason, Proposed: *actOf(&e.Proposed), Approved: actOf(e.Approved), Withdrawn: actOf(e.Withdrawn),
		Stops: each(e.Stops, func(s federation.Stop) wire.Stop { return wire.Stop{Issuer: s.Issuer, Act: *actOf(&s.Act)} })}
}
