package api

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/node"
	"kangma/passage"
	"kangma/region"
)

// trust is whom gates of this node believe, in the form of docs/token.md.
func (a *API) trust(ctx context.Context, w http.ResponseWriter, r *http.Request, _ node.Caller) {
	_, list, err := a.node.Trust(ctx)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	answer(w, func(b []byte) []byte { return append(b, list...) })
}

// status is the status list of an issuer, in the form of docs/token.md: as JSON for pages, or signed for whoever asks for
// application/statuslist+cwt.
func (a *API) status(ctx context.Context, w http.ResponseWriter, r *http.Request, _ node.Caller) {
	issuer, err := region.ParseCode(r.FormValue("issuer"))
	if err != nil {
		a.refuse(w, r, fault.Field("issuer", r.FormValue("issuer"), "is not a region code"))
		return
	}
	_, signed, list, err := a.node.Recalls(ctx, issuer)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	w.Header().Set("Vary", "Accept")
	if r.Header.Get("Accept") == statusKind {
		w.Header().Set("Content-Type", statusKind)
		w.Write(signed)
		return
	}
	answer(w, func(b []byte) []byte { return append(b, list...) })
}

const statusKind = "application/statuslist+cwt"

func (a *API) settings(context.Context, node.Caller, *nothing) (wire.Settings, error) {
	l, alone := a.node.GateLimits()
	s := func(d time.Duration) int64 { return int64(d / time.Second) }
	return wire.Settings{Limits: wire.Limits{Early: s(l.Early), Late: s(l.Late), TrustAge: s(l.TrustAge), StatusAge: s(l.StatusAge)}, Alone: s(alone),
		Fever: passage.Fever.Celsius(), RegisterKey: base64.RawURLEncoding.EncodeToString(a.node.RegisterKey())}, nil
}

func (a *API) points(ctx context.Context, c node.Caller, _ *nothing) (wire.Points, error) {
	s, err := a.node.Points(ctx, c)
	return wire.Points{Current: s.Current, Points: each(s.Points, func(p passage.Point) wire.Point {
		out := a.point(p)
		out.Place, out.PlaceKind = s.Places[p.Place].Name, string(s.Places[p.Place].Kind)
		return out
	})}, err
}

func (a *API) point(p passage.Point) wire.Point {
	return wire.Point{ID: p.ID, Name: p.Name, PlaceID: p.Place, Region: p.Region.String(), RegionName: a.node.Regions().FullName(p.Region), Location: located(p.Location)}
}

func located(l *passage.Location) *wire.Location {
	if l == nil {
		return nil
	}
	return &wire.Location{Lat: float64(l.Lat) / 1e6, Lon: float64(l.Lon) / 1e6}
}

func (a *API) switchPoint(ctx context.Context, c node.Caller, in *struct{ Body wire.CurrentPoint }) error {
	return a.node.SwitchPoint(ctx, c, in.Body.Point)
}

// registerDevice takes the key as a browser exports it.
func (a *API) registerDevice(ctx context.Context, c node.Caller, in *struct{ Body wire.DeviceKey }) (wire.Device, error) {
	point := []byte{4} // uncompressed
	for _, part := range []struct{ name, text string }{{"jwk.x", in.Body.JWK.X}, {"jwk.y", in.Body.JWK.Y}} {
		b, err := base64.RawURLEncoding.DecodeString(part.text)
		if err != nil || len(b) != 32 {
			return wire.Device{}, fault.Field(part.name, part.text, "is not 32 bytes in base64url")
		}
		point = append(point, b...)
	}
	d, err := a.node.RegisterDevice(ctx, c, point)
	return wire.Device{Device: d.ID, From: wire.Time(d.From)}, err
}
