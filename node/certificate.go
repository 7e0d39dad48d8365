package node

import (
	"context"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// isolationEffects: what two people of the county certified is evidence, of which the rules make a green code, if the
// comparison is clean (HB-12). It is compared when it is certified, and again when it is approved.
var isolationEffects = effects{
	opened: func(ctx context.Context, n *Node, tx *store.Tx, open *opening) error {
		if form := open.Form.(review.IsolationForm); form.Until > open.At {
			return fault.Field("form.until", form.Until.String(), "is yet to come: only isolation that is over is certified")
		}
		if err := n.compared(ctx, tx, open.Person.ID, open.At); err != nil {
			return err
		}
		return onlyOneOpen(ctx, tx, open)
	},
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		form, ok := m.Form.(review.IsolationForm)
		if m.Event.Move != review.Approve || !ok {
			return nil
		}
		if err := n.compared(ctx, tx, m.Case.Person, m.At); err != nil {
			return err
		}
		return n.brings(ctx, tx, m, evidence.Fact{Kind: evidence.CertificateIsolation, ValidFrom: m.At, ValidUntil: instant.Never,
			Attrs: evidence.Attrs{evidence.WholeAttr(evidence.Days, form.Days())}})
	},
}

// compared refuses somebody whom the records about him would give red or yellow, whatever mode is on.
func (n *Node) compared(ctx context.Context, tx *store.Tx, who id.ID, at instant.Instant) error {
	facts, err := factsAbout(ctx, tx, who)
	if err != nil {
		return err
	}
	d, err := n.wouldShow(ctx, tx, who, facts, at, false)
	if err == nil && (d.Colour == policy.Red || d.Colour == policy.Yellow) {
		err = fault.New(fault.Conflict, "certificate.not_clean", "the comparison is not clean: the records about this person give a red or yellow code")
	}
	return err
}

// hospitalEffects: a hospital certificate is for who is under gathering restriction (WZ-15).
var hospitalEffects = effects{
	opened: func(ctx context.Context, n *Node, tx *store.Tx, open *opening) error {
		facts, err := factsAbout(ctx, tx, open.Person.ID)
		if err != nil {
			return err
		}
		for i := range facts {
			if facts[i].Kind == evidence.ControlMonitoring && stands(&facts[i], open.At) {
				return onlyOneOpen(ctx, tx, open)
			}
		}
		return fault.New(fault.Conflict, "certificate.not_restricted", "this certificate is for who is under gathering restriction; nobody else needs one to go to a hospital")
	},
}

// CertificateSeen is what staff who receive a holder see of his certificate.
type CertificateSeen struct {
	Case   id.ID // the number that it shows
	Kind   *review.Definition
	Holds  bool
	Until  instant.Instant // Never if it was not issued, or does not end
	State  review.Stage
	Name   string // masked
	Number string // masked
}

// SeeCertificate checks a hospital certificate (WZ-15) or one of isolation (HB-12) by its number, for staff at doors and
// desks. Its holder can read that it was checked.
func (n *Node) SeeCertificate(ctx context.Context, c Caller, number id.ID) (CertificateSeen, error) {
	var out CertificateSeen
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		o, err := n.permitSomewhere(ctx, tx, c, staff.PassageRecord, staff.Purpose{})
		if fault.CodeOf(err) == fault.Forbidden {
			o, err = n.permitSomewhere(ctx, tx, c, staff.CheckWork, staff.Purpose{})
		}
		if err != nil {
			return err
		}
		k, err := tx.Case(ctx, number)
		if fault.CodeOf(err) == fault.NotFound || err == nil && k.Kind != review.HospitalCertificate && k.Kind != review.IsolationCertificate {
			return fault.New(fault.NotFound, "certificate.not_found", "there is no certificate of this number")
		}
		if err != nil {
			return err
		}
		d, err := review.Of(k.Kind)
		if err != nil {
			return err
		}
		p, err := tx.Person(ctx, k.Person)
		if err != nil {
			return err
		}
		out = CertificateSeen{Case: k.ID, Kind: d, Until: instant.Never}
		if out.Holds, err = certifies(ctx, tx, k, at); err != nil {
			return err
		}
		out.State, _ = d.Stage(k.State)
		if out.Holds {
			out.Until = k.Due
		}
		if out.Name, out.Number, err = n.masked(p); err != nil {
			return err
		}
		e := o.entry(audit.CertificateCheck, k.Region, at)
		e.Purpose = "certificate"
		e.Subject, e.Object = k.Person, audit.Object{Kind: "case", ID: k.ID.String()}
		return n.record(ctx, tx, e)
	})
	return out, err
}
