package api

import (
	"context"

	"kangma/api/wire"
	"kangma/node"
	"kangma/staff"
)

func (a *API) presentCertificate(ctx context.Context, c node.Caller, in *struct{ Body wire.ForeignCertificate }) (node.Presented, error) {
	return a.node.PresentCertificate(ctx, c, in.Body.Person, in.Body.Text, staff.Purpose{})
}

func (a *API) presentCertificateFor(ctx context.Context, c node.Caller, in *struct{ Body wire.HelpedCertificate }) (node.Presented, error) {
	purpose, err := parsePurpose(in.Body.Purpose)
	if err != nil {
		return node.Presented{}, err
	}
	return a.node.PresentCertificate(ctx, c, in.Body.Person, in.Body.Text, purpose)
}

func presented(p node.Presented) wire.Presented {
	return wire.Presented{Accepted: p.Accepted, Reason: p.Reason, Failed: p.Failed, Country: p.Country, Kind: p.Kind, Evidence: p.Evidence, Case: p.Case}
}
