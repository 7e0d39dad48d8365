package api

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/node"
)

// seeCertificate checks a certificate by its number.
func (a *API) seeCertificate(ctx context.Context, c node.Caller, in *ByID) (wire.Certificate, error) {
	v, err := in.id()
	if err != nil {
		return wire.Certificate{}, err
	}
	s, err := a.node.SeeCertificate(ctx, c, v)
	if err != nil {
		return wire.Certificate{}, err
	}
	return wire.Certificate{Number: s.Case, Kind: string(s.Kind.Kind), Title: wire.Text{Zh: s.Kind.Zh, En: s.Kind.En}, Holds: s.Holds,
		State: wire.Text{Zh: s.State.Zh, En: s.State.En}, Until: wire.Time(s.Until), Name: s.Name, IDNumber: s.Number}, nil
}

// printCertificate gives a certificate as PDF, to its holder or to staff: the door says which.
func (a *API) printCertificate(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	v, err := parseID("id", r.PathValue("id"))
	var pdf []byte
	if err == nil {
		pdf, err = a.node.PrintCertificate(ctx, c, v)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="certificate.pdf"`)
	h.Set("Cache-Control", "no-store")
	w.Write(pdf)
}
