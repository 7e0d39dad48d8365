package node

import (
	"context"
	"fmt"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/person"
	"kangma/review"
	"kangma/store"
)

// whitelistEffects: the people of an approved list get their evidence, for the time of the list; what else state 11 or 12
// asks, the rules judge (WZ-12).
var whitelistEffects = effects{
	opened: func(_ context.Context, n *Node, _ *store.Tx, open *opening) error {
		form := open.Form.(review.WhitelistForm)
		if form.WhatIf != nil {
			return fault.Secret("form.what_if", "is what the node fills in").WithKey("field.unknown")
		}
		if form.Until <= open.At {
			return fault.Field("form.until", form.Until.String(), "is past")
		}
		for i, p := range form.People {
			if _, err := n.parseWhom(Whom{IDType: p.IDType, Number: p.IDNumber, Name: p.Name}, open.At); err != nil {
				return fault.At(fmt.Sprintf("form.people[%d]", i), err)
			}
		}
		return nil
	},
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		form, ok := m.Form.(review.WhitelistForm)
		switch {
		case ok && m.Event.Move == review.Open:
			return n.weighWhitelist(ctx, tx, m, form)
		case !ok || m.Event.Move != review.Approve:
			return nil
		}
		if m.Event.From == review.Held {
			if err := n.bySecondOffice(ctx, tx, m); err != nil {
				return err
			}
		}
		if form.Until <= m.At {
			return fault.New(fault.Conflict, "case.list_over", "the time of the list is over; refuse it")
		}
		var rs []evidence.Record
		var people []id.ID
		for _, listed := range form.People {
			who, err := n.parseWhom(Whom{IDType: listed.IDType, Number: listed.IDNumber, Name: listed.Name}, m.At)
			if err != nil {
				return err
			}
			p, _, err := person.Register(ctx, tx, n.vault, person.Registration{Who: who}, m.At)
			if err != nil {
				return err
			}
			r, err := evidence.NewRecord(p.ID, "", evidence.Fact{Kind: form.List, Source: caseSource(m.Case), Region: m.Case.Seat,
				ValidFrom: max(form.From, m.At), ValidUntil: form.Until,
				Attrs: evidence.Attrs{evidence.TextAttr(evidence.VettedBy, form.VettedBy), evidence.TextAttr(evidence.FiledWith, form.FiledBy)}}, m.At)
			if err != nil {
				return err
			}
			rs, people = append(rs, r), append(people, p.ID)
			e := systemEntry(audit.EvidenceAppend, m)
			e.Subject, e.Object = p.ID, audit.Object{Kind: "evidence", ID: r.ID.String()}
			e.Detail = e.Detail.With("kind", r.Kind).With("case", m.Case.ID)
			if err := n.record(ctx, tx, e); err != nil {
				return err
			}
		}
		if err := evidence.Append(ctx, tx, rs...); err != nil {
			return err
		}
		_, err := n.decide(ctx, tx, people, m.At)
		return err
	},
}
