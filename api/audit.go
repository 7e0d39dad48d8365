package api

import (
	"context"
	"net/http"
	"strconv"

	"kangma/api/wire"
	"kangma/audit"
	"kangma/internal/fault"
	"kangma/node"
)

// entries lists acts for an auditor.
func (a *API) entries(ctx context.Context, c node.Caller, in *struct {
	Paging
	ForPurpose
	Subject string   `query:"subject" maxLength:"32" doc:"acts about this person"`
	Staff   string   `query:"staff" maxLength:"32" doc:"acts of this member of staff"`
	Action  []string `query:"action" maxItems:"50" doc:"any of these"`
	Region  string   `query:"region" maxLength:"12"`
	From    string   `query:"from" maxLength:"40"`
	Until   string   `query:"until" maxLength:"40"`
}) (out wire.Page[wire.Entry], err error) {
	purpose, err := parsePurpose(in.ForPurpose.wire())
	if err != nil {
		return out, err
	}
	q := audit.Query{Limit: in.Limit}
	if q.Before, err = in.before(); err != nil {
		return out, err
	}
	if q.Subject, err = parseID("subject", in.Subject); err != nil {
		return out, err
	}
	if in.Staff != "" {
		q.Actor = audit.Actor{Kind: audit.Staff, ID: in.Staff}
	}
	for _, s := range in.Action {
		if !audit.Action(s).Valid() {
			return out, fault.Field("action", s, "is not in the list of actions")
		}
		q.Actions = append(q.Actions, audit.Action(s))
	}
	r, err := a.knownRegion("region", in.Region)
	if err != nil {
		return out, err
	}
	if q.From, err = parseTime("from", in.From); err != nil {
		return out, err
	}
	if q.Until, err = parseTime("until", in.Until); err != nil {
		return out, err
	}
	page, next, err := a.node.Entries(ctx, c, r, q, purpose)
	return wire.Page[wire.Entry]{Items: each(page, entry), Next: cursor(next)}, err
}

func entry(e audit.Entry) wire.Entry {
	out := wire.Entry{ID: e.ID, At: wire.Time(e.At), Actor: wire.Actor{Kind: string(e.Actor.Kind), ID: e.Actor.ID, Text: e.Actor.Text}, Role: e.Role,
		Region: e.Region.String(), Purpose: e.Purpose, Action: string(e.Action), Says: e.Action.Says(), Subject: e.Subject,
		Object: wire.Object{Kind: e.Object.Kind, ID: e.Object.ID}, Detail: map[string]string{}}
	for _, p := range e.Detail {
		out.Detail[p.Key] = p.Value
	}
	return out
}

// The log's own texts are for outsiders, who have no login: signed notes and proofs in the forms of C2SP.

func (a *API) checkpoint(ctx context.Context, w http.ResponseWriter, r *http.Request, _ node.Caller) {
	note, err := a.node.Checkpoint(ctx)
	a.plain(w, r, note, err)
}

func (a *API) logKey(_ context.Context, w http.ResponseWriter, r *http.Request, _ node.Caller) {
	a.plain(w, r, []byte(a.node.LogKey()+"\n"), nil)
}

func (a *API) inclusion(ctx context.Context, w http.ResponseWriter, r *http.Request, _ node.Caller) {
	v, err := parseID("entry", r.URL.Query().Get("entry"))
	if err == nil && v.IsZero() {
		err = fault.Missing("entry")
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	proof, err := a.node.ProveEntry(ctx, v)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	text, err := proof.MarshalText()
	a.plain(w, r, text, err)
}

func (a *API) consistency(ctx context.Context, w http.ResponseWriter, r *http.Request, _ node.Caller) {
	s := r.URL.Query().Get("size")
	size, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		a.refuse(w, r, fault.Field("size", s, "is not the size of an older log"))
		return
	}
	proof, err := a.node.ProveGrowth(ctx, size)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	text, err := proof.MarshalText()
	a.plain(w, r, text, err)
}

func (a *API) plain(w http.ResponseWriter, r *http.Request, text []byte, err error) {
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	plainly(w, string(text))
}
