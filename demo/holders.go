package demo

import (
	"context"
	"encoding/json"
	"fmt"

	"golang.org/x/sync/errgroup"

	"kangma/api/wire"
)

// everybody is who has a code, those that the guide names first.
func (h *filling) everybody() []someone {
	return append(append([]someone{}, h.people...), h.crowd()...)
}

// applyAll has everybody apply, those who do so today or the others.
func (h *filling) applyAll(ctx context.Context, lately bool) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for i, p := range h.everybody() {
		if p.lately != lately {
			continue
		}
		g.Go(func() error {
			if err := h.apply(ctx, p); err != nil {
				return fmt.Errorf("holder %d: %w", i+1, err)
			}
			return nil
		})
	}
	return g.Wait()
}

func (h *filling) apply(ctx context.Context, p someone) error {
	c, err := h.login(ctx, p.phone, wire.HolderDoor)
	if err != nil {
		return err
	}
	a, err := c.Account(ctx)
	if err != nil {
		return err
	}
	if err := c.AcceptTerms(ctx, a.Terms); err != nil {
		return err
	}
	if _, err := c.Claim(ctx, wire.Claim{Relation: "self", Name: p.name, IDType: "resident_id", Number: p.number}); err != nil {
		return err
	}
	if _, err := c.Apply(ctx, application(p)); err != nil || p.ward == nil {
		return err
	}
	child, err := c.Claim(ctx, wire.Claim{Relation: "ward", Name: p.ward.name, IDType: "none", Birth: p.ward.birth})
	if err != nil {
		return err
	}
	form := application(*p.ward)
	form.Person = child.Person
	_, err = c.Apply(ctx, form)
	return err
}

func application(p someone) wire.Application {
	return wire.Application{Purpose: p.purpose, Channel: "demo", Region: p.region, Address: p.address, Truth: true,
		Health: wire.Health{Status: "none", Contact: "no", Symptoms: []string{"none"}, Temperature: 36.5}}
}

// records are what authorities record of people, and what people declare: long ago or today.
func (h *filling) records(ctx context.Context, past bool) error {
	for i, p := range h.people {
		if p.past != past {
			continue
		}
		if p.status != "none" {
			if err := h.declare(ctx, p); err != nil {
				return fmt.Errorf("declaration %d: %w", i+1, err)
			}
		}
	}
	return h.record(ctx, func(p someone, f fact) bool { return p.past == past && (f.kind != upstreamKind || f.late) })
}

// province answers the applications: whoever it says nothing about has no code yet (HB-06).
func (h *filling) province(ctx context.Context) error {
	return h.record(ctx, func(_ someone, f fact) bool { return f.kind == upstreamKind && !f.late })
}

// record records those facts about people that are wanted now.
func (h *filling) record(ctx context.Context, now func(someone, fact) bool) error {
	officer, err := h.asStaff(ctx, dataOfficer)
	if err != nil {
		return err
	}
	for i, p := range h.people {
		for j, f := range p.facts {
			if !now(p, f) {
				continue
			}
			in := wire.NewEvidence{Whom: wire.Whom{IDType: "resident_id", Number: p.number}, Number: fmt.Sprintf("demo-%d-%d", i+1, j+1), Kind: f.kind, Source: h.source,
				Region: f.region, ValidFrom: h.time(-f.ago), Purpose: wire.Purpose{Purpose: "control"}}
			if f.lasts != 0 {
				in.ValidUntil = h.time(f.lasts - f.ago)
			}
			if f.attrs != "" {
				in.Attrs = json.RawMessage(f.attrs)
			}
			if _, err := officer.RecordEvidence(ctx, in); err != nil {
				return fmt.Errorf("record %d.%d: %w", i+1, j+1, err)
			}
		}
	}
	return nil
}

func (h *filling) declare(ctx context.Context, p someone) error {
	c, err := h.login(ctx, p.phone, wire.HolderDoor)
	if err != nil {
		return err
	}
	health := wire.Health{Status: p.status, Contact: "no", Symptoms: []string{"none"}, Temperature: 36.5}
	if p.status == "fever" {
		health.Symptoms, health.Temperature = []string{"cold_like"}, 37.8
	}
	return c.Declare(ctx, wire.Declaration{Health: health})
}
