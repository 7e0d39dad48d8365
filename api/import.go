package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"kangma/api/wire"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/node"
)

// startImport takes a CSV or XLSX file as the body; what is known of it stands in the address.
func (a *API) startImport(_ context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	o, err := importOptions(r.URL.Query())
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	run, err := a.node.StartImport(r.Context(), c, uploaded(w, r), o)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	answer(w, func(b []byte) []byte {
		o := begin(b)
		o.text("id", run.String())
		return o.end()
	})
}

// importParams are what may be said of a file.
var importParams = []string{"file", "mapping", "source", "kind", "dry_run", "sheet"}

func importOptions(q url.Values) (o node.ImportOptions, err error) {
	o.File, o.Saved, o.Source = q.Get("file"), q.Get("mapping"), q.Get("source")
	if s := q.Get("kind"); s != "" {
		var ok bool
		if o.Kind, ok = evidence.KindOf(s); !ok {
			return o, fault.Field("kind", s, "is not a kind of evidence")
		}
	}
	switch s := q.Get("dry_run"); s {
	case "", "false":
	case "true":
		o.DryRun = true
	default:
		return o, fault.Field("dry_run", s, "is not true or false")
	}
	o.Table.Sheet = q.Get("sheet")
	return o, nil
}

func (a *API) imports(ctx context.Context, c node.Caller, in *struct{ Paging }) (out wire.Page[wire.Import], err error) {
	before, err := in.before()
	if err != nil {
		return out, err
	}
	list, next, err := a.node.Imports(ctx, c, before, in.Limit)
	return wire.Page[wire.Import]{Items: each(list, imported), Next: cursor(next)}, err
}

func (a *API) importRun(ctx context.Context, c node.Caller, in *ByID) (wire.Import, error) {
	run, err := in.id()
	if err != nil {
		return wire.Import{}, err
	}
	i, err := a.node.Import(ctx, c, run)
	return imported(i), err
}

func imported(i node.Import) wire.Import {
	return wire.Import{ID: i.ID, File: i.File, Source: i.Source, DryRun: i.DryRun, State: string(i.State), Error: i.Error, Read: i.Read, Stored: i.Stored,
		Refused: i.Refused, Duplicate: i.Duplicate, Share: i.Share, Rate: i.Rate, Remaining: i.Remaining.Seconds(), StartedAt: wire.Time(i.StartedAt), EndedAt: wire.Time(i.EndedAt)}
}

func (a *API) stopImport(ctx context.Context, c node.Caller, in *ByID) error {
	run, err := in.id()
	if err != nil {
		return err
	}
	return a.node.StopImport(ctx, c, run)
}

func (a *API) resumeImport(ctx context.Context, c node.Caller, in *ByID) error {
	run, err := in.id()
	if err != nil {
		return err
	}
	return a.node.ResumeImport(ctx, c, run)
}

// importErrors is the refused rows as a file, to be corrected and imported again.
func (a *API) importErrors(_ context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	run, err := parseID("id", r.PathValue("id"))
	if err == nil {
		_, err = a.node.Import(r.Context(), c, run)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	http.NewResponseController(w).SetWriteDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="refused-`+run.String()+`.csv"`)
	if _, err := a.node.ImportErrors(r.Context(), c, run, w); err != nil {
		panic(http.ErrAbortHandler) // half a file must not look like a whole one
	}
}

func (a *API) mappings(ctx context.Context, c node.Caller, _ *nothing) (out wire.Page[wire.Mapping], err error) {
	list, err := a.node.Mappings(ctx, c)
	if err != nil {
		return out, err
	}
	out.Items = []wire.Mapping{}
	for _, m := range list {
		text, err := json.Marshal(m)
		if err != nil {
			return out, err
		}
		var w wire.Mapping
		if err := json.Unmarshal(text, &w); err != nil {
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	return out, nil
}

func (a *API) saveMapping(ctx context.Context, c node.Caller, in *struct{ Body wire.Mapping }) error {
	text, err := json.Marshal(in.Body)
	if err != nil {
		return err
	}
	m, err := evidence.ParseMapping(text)
	if err != nil {
		return err
	}
	return a.node.SaveMapping(ctx, c, m)
}
