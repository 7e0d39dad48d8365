package node

import (
	"context"
	"encoding/json"

	"kangma/audit"
	"kangma/evidence"
	"kangma/federation"
	"kangma/federation/certlogic"
	"kangma/federation/hcert"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/person"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// Presented is what became of a certificate of another state.
type Presented struct {
	Accepted bool
	Reason   string   // federation.CertificateAccepted, else why not; "holder": the name is not the person's as far as a program can tell
	Failed   []string // business rules that do not say true
	Country  string
	Kind     string
	Evidence id.ID // that it became
	Case     id.ID // in which somebody compares it with the passport
}

const notTheHolder = "holder"

// PresentCertificate takes a certificate of another state from a holder, or from who helps him on site (NA-13): it becomes evidence where the matrix says
// so, it holds, the rules that the matrix names pass, and name and date of birth are the person's. A refusal is an answer
// with its reason; where the name alone is in doubt, somebody decides a case.
func (n *Node) PresentCertificate(ctx context.Context, c Caller, who id.ID, text string, purpose staff.Purpose) (out Presented, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error { // whoever may not is told nothing of the text
		_, _, _, err := n.holderOrHelper(ctx, tx, c, who, audit.CertificatePresent, purpose)
		return err
	})
	if err != nil {
		return out, err
	}
	cert, err := hcert.Read(text)
	if err != nil {
		return out, err
	}
	fact, err := federation.EvidenceOf(cert)
	if err != nil {
		return out, err
	}
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		out = Presented{Country: cert.Country, Kind: string(cert.Kind)}
		at := n.clock.Now()
		p, e, helped, err := n.holderOrHelper(ctx, tx, c, who, audit.CertificatePresent, purpose)
		if err != nil {
			return err
		}
		judged, err := n.judgeCertificate(ctx, tx, cert, federation.AsEvidence, at)
		if err != nil {
			return err
		}
		out.Accepted, out.Reason, out.Failed = judged.Accepted, judged.Reason, judged.Failed
		if judged.Accepted {
			if err := n.ofThis(ctx, tx, c, p, cert, fact, text, helped, &out, at); err != nil {
				return err
			}
		}
		e.Detail = e.Detail.With("country", cert.Country).With("kind", cert.Kind).With("reason", out.Reason)
		e.Object = audit.Object{Kind: "certificate", ID: cert.Country}
		return n.record(ctx, tx, e)
	})
	return out, err
}

// ofThis records what an accepted certificate says if it is about the person, and else opens a case.
func (n *Node) ofThis(ctx context.Context, tx *store.Tx, c Caller, p person.Person, cert *hcert.Certificate, fact evidence.Fact, text string, helped bool, out *Presented, at instant.Instant) (err error) {
	who, err := n.identity(p)
	if err != nil {
		return err
	}
	if who != nil && federation.SameHolder(cert.Holder, who.Name.Reveal(), p.Birth.Reveal()) {
		out.Evidence, err = n.recordCertificate(ctx, tx, p, cert, fact, at)
		return err
	}
	out.Accepted, out.Reason = false, notTheHolder
	if helped || who == nil { // who helps has the passport before him and sends the holder to a service desk
		return nil
	}
	form, err := json.Marshal(review.ForeignCertificateForm{Certificate: text})
	if err != nil {
		return err
	}
	opened, err := n.openIn(ctx, tx, c, NewCase{Kind: review.ForeignCertificate, Person: p.ID, Form: form}, at)
	out.Case = opened.ID
	return err
}

// recordCertificate makes evidence of a certificate, once by its unique id, and decides the person.
func (n *Node) recordCertificate(ctx context.Context, tx *store.Tx, p person.Person, cert *hcert.Certificate, fact evidence.Fact, at instant.Instant) (id.ID, error) {
	r, err := evidence.NewRecord(p.ID, cert.ID(), fact, at)
	if err != nil {
		return id.ID{}, err
	}
	if err := notStored(ctx, tx, r); err != nil {
		return id.ID{}, err
	}
	if err := evidence.Append(ctx, tx, r); err != nil {
		return id.ID{}, err
	}
	_, err = n.decide(ctx, tx, []id.ID{p.ID}, at)
	return r.ID, err
}

// judgeCertificate asks the matrix, the keys and the rules that are in force.
func (n *Node) judgeCertificate(ctx context.Context, tx *store.Tx, cert *hcert.Certificate, use federation.CertificateUse, at instant.Instant) (federation.Foreigner, error) {
	now, err := recognisedAt(ctx, tx, at)
	if err != nil || now.Matrix == nil {
		return federation.Foreigner{Gate: pass.Unknown, Reason: federation.CertificateNotRecognised}, err
	}
	var signers *hcert.Signers
	var rules *certlogic.Set
	keys, ok, err := tx.EditionAt(ctx, federation.Signers, at)
	if err == nil && ok && at < keys.Until {
		signers, err = n.certificates.signers(keys)
	}
	if err != nil {
		return federation.Foreigner{}, err
	}
	set, ok, err := tx.EditionAt(ctx, federation.RuleSets, at)
	if err == nil && ok && at < set.Until {
		rules, err = n.certificates.rules(set)
	}
	if err != nil {
		return federation.Foreigner{}, err
	}
	stopped := append(now.Stopped, keys.Stopped(at)...)
	return now.Matrix.JudgeCertificate(n.region, cert, use, signers, rules, at, stopped...), nil
}

// certificateAtGate is the answer to an EU certificate at a gate with a network: what the matrix says, if it holds. Whose it is
// the guard sees in the passport.
func (n *Node) certificateAtGate(ctx context.Context, a pass.Answer, text string, at instant.Instant) (pass.Answer, error) {
	cert, err := hcert.Read(text)
	if err != nil { // unreadable is an answer (BY-13)
		return a, nil
	}
	var judged federation.Foreigner
	err = n.store.Look(ctx, func(tx *store.Tx) error {
		judged, err = n.judgeCertificate(ctx, tx, cert, federation.ToPass, at)
		return err
	})
	if err != nil || !judged.Accepted {
		return a, err
	}
	return a.Certified(judged.Gate, pass.Text{ZH: judged.Row.Note.Zh, EN: judged.Row.Note.En}), nil
}

// foreignCertificateEffects: approved, it becomes evidence, if it still holds.
var foreignCertificateEffects = effects{
	opened: func(_ context.Context, _ *Node, _ *store.Tx, open *opening) error {
		form, ok := open.Form.(review.ForeignCertificateForm)
		if !ok {
			return nil
		}
		_, err := hcert.Read(form.Certificate)
		return err
	},
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		form, ok := m.Form.(review.ForeignCertificateForm)
		if m.Event.To != review.Approved || !ok {
			return nil
		}
		cert, err := hcert.Read(form.Certificate)
		if err != nil {
			return err
		}
		judged, err := n.judgeCertificate(ctx, tx, cert, federation.AsEvidence, m.At)
		if err != nil {
			return err
		}
		if !judged.Accepted {
			return fault.New(fault.Conflict, "certificate.refused", "the certificate does not count any more: %s", judged.Reason)
		}
		fact, err := federation.EvidenceOf(cert)
		if err != nil {
			return err
		}
		_, err = n.recordCertificate(ctx, tx, m.Person, cert, fact, m.At)
		return err
	},
}
