package api

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/pass"
	"kangma/staff"
)

func (a *API) paper(p pass.Paper) wire.Paper {
	out := wire.Paper{ID: p.ID, Person: p.Person, Number: p.Number(), Issued: wire.Time(p.IssuedAt), Until: wire.Time(p.Expires), By: string(p.By),
		Counts: p.Counts(a.node.Now()), Ended: string(p.Ended)}
	if p.EndedAt != instant.Never {
		out.EndedAt = wire.Time(p.EndedAt)
	}
	return out
}

func (a *API) issuePaper(ctx context.Context, c node.Caller, in *struct{ Body wire.OfPaper }) (pass.Paper, error) {
	return a.node.IssuePaper(ctx, c, in.Body.Person, staff.Purpose{})
}

func (a *API) issuePaperFor(ctx context.Context, c node.Caller, in *struct{ Body wire.OfHelped }) (pass.Paper, error) {
	purpose, err := parsePurpose(in.Body.Purpose)
	if err != nil {
		return pass.Paper{}, err
	}
	return a.node.IssuePaper(ctx, c, in.Body.Person, purpose)
}

func (a *API) losePaper(ctx context.Context, c node.Caller, in *struct{ Body wire.OfPaper }) (pass.Paper, error) {
	return a.node.LosePaper(ctx, c, in.Body.Person, staff.Purpose{})
}

func (a *API) losePaperFor(ctx context.Context, c node.Caller, in *struct{ Body wire.OfHelped }) (pass.Paper, error) {
	purpose, err := parsePurpose(in.Body.Purpose)
	if err != nil {
		return pass.Paper{}, err
	}
	return a.node.LosePaper(ctx, c, in.Body.Person, purpose)
}

// papers lists a person's, papersFor does for staff.
func (a *API) papers(ctx context.Context, c node.Caller, in *ByPerson) (out wire.Page[wire.Paper], err error) {
	who, err := in.id()
	if err != nil {
		return out, err
	}
	list, err := a.node.Papers(ctx, c, who, staff.Purpose{})
	return wire.Page[wire.Paper]{Items: each(list, a.paper)}, err
}

func (a *API) papersFor(ctx context.Context, c node.Caller, in *struct {
	ByPerson
	ForPurpose
}) (out wire.Page[wire.Paper], err error) {
	who, err := in.ByPerson.id()
	if err != nil {
		return out, err
	}
	purpose, err := parsePurpose(in.ForPurpose.wire())
	if err != nil {
		return out, err
	}
	list, err := a.node.Papers(ctx, c, who, purpose)
	return wire.Page[wire.Paper]{Items: each(list, a.paper)}, err
}

// paperPDF prints a paper code, for its holder or for who helps him.
func (a *API) paperPDF(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	q := r.URL.Query()
	which, err := parseID("id", r.PathValue("id"))
	who, err2 := parseID("person", q.Get("person"))
	purpose, err3 := parsePurpose(wire.Purpose{Purpose: q.Get("purpose"), Case: q.Get("case"), Note: q.Get("note")})
	for _, e := range []error{err2, err3} {
		if err == nil {
			err = e
		}
	}
	var pdf []byte
	if err == nil {
		pdf, err = a.node.PrintPaper(ctx, c, who, which, purpose)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="paper-code.pdf"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.Write(pdf)
}

// enterOnSite registers somebody who stands before a helper (NA-12).
func (a *API) enterOnSite(ctx context.Context, c node.Caller, in *struct{ Body wire.OnSite }) (node.EnteredOnSite, error) {
	b := in.Body
	purpose, err := parsePurpose(b.Purpose)
	if err != nil {
		return node.EnteredOnSite{}, err
	}
	r, err := a.knownRegion("region", b.Region)
	if err != nil {
		return node.EnteredOnSite{}, err
	}
	return a.node.EnterOnSite(ctx, c, node.OnSite{
		Claim:       node.Claim{Name: b.Name, IDType: b.IDType, Number: b.Number, Birth: b.Birth},
		Application: node.Application{Purpose: b.Why, Region: r, Address: b.Address, Phone: b.Phone, Health: declaration(b.Health)},
		Seen:        node.Seen(b.Seen), Consent: node.Consent(b.Consent), Purpose: purpose,
	})
}

func enteredOnSite(e node.EnteredOnSite) wire.EnteredOnSite {
	return wire.EnteredOnSite{Applied: applied(e.Applied), New: e.New}
}
