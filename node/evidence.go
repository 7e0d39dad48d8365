package node

import (
	"context"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// Whom names a person by identity document, as authorities do.
type Whom struct {
	IDType string
	Number string
	Name   string // compared if both sides know one
}

// RecordEvidence records one fact about a person and decides him anew, at once. Who is not known yet is registered by
// his document alone: an authority's record may come before his application.
func (n *Node) RecordEvidence(ctx context.Context, c Caller, whom Whom, number string, f evidence.Fact, purpose staff.Purpose) (evidence.Record, error) {
	ask := staff.Ask{Action: staff.EvidenceRecord, Purpose: purpose}
	if err := n.maySomewhere(ctx, c, ask.Action, purpose); err != nil {
		return evidence.Record{}, err
	}
	who, err := n.parseWhom(whom, n.clock.Now())
	if err != nil {
		return evidence.Record{}, err
	}
	if f.Kind.ByHolder() {
		return evidence.Record{}, fault.Field("kind", f.Kind.String(), "is what a holder states himself; nobody records it for him")
	}
	if err := review.Direct(f.Kind); err != nil {
		return evidence.Record{}, err
	}
	var out evidence.Record
	defer n.oneAtATime(c)()
	err = n.sought(ctx, c, ask.Purpose, func() error { return n.recordOne(ctx, c, who, number, f, ask, &out) })
	return out, n.alarmed(ctx, c, f.Region, err)
}

// recordOne is RecordEvidence of somebody whose document was read.
func (n *Node) recordOne(ctx context.Context, c Caller, who person.Identity, number string, f evidence.Fact, ask staff.Ask, out *evidence.Record) error {
	return n.write(ctx, c, out, func(tx *store.Tx) error {
		at := n.clock.Now() // within the transaction: what others have decided meanwhile, they decided before
		p, _, err := n.byDocument(ctx, tx, who)
		if err != nil {
			return err
		}
		o, err := n.permitFact(ctx, tx, c, ask, p, f.Region)
		if err != nil {
			return err
		}
		if p, _, err = person.Register(ctx, tx, n.vault, person.Registration{Who: who}, at); err != nil {
			return err
		}
		if *out, err = evidence.NewRecord(p.ID, number, f, at); err != nil {
			return err
		}
		if err := notStored(ctx, tx, *out); err != nil {
			return err
		}
		if err := n.restrain(ctx, tx, o, p.ID, adding(*out), []string{f.Source}, at, beginnings([]evidence.Fact{out.Fact}, at)...); err != nil {
			return err
		}
		if err := evidence.Append(ctx, tx, *out); err != nil {
			return err
		}
		if _, err := n.decide(ctx, tx, []id.ID{p.ID}, at); err != nil {
			return err
		}
		e := o.entry(audit.EvidenceAppend, n.concerned(p, f.Region), at)
		e.Subject, e.Object = p.ID, audit.Object{Kind: "evidence", ID: out.ID.String()}
		e.Detail = e.Detail.With("kind", f.Kind).With("source", f.Source)
		return n.record(ctx, tx, e)
	})
}

func (n *Node) parseWhom(w Whom, at instant.Instant) (person.Identity, error) {
	var who person.Identity
	kind, err := person.ParseDocumentType(w.IDType)
	if err != nil {
		return who, err
	}
	if kind == person.NoDocument {
		return who, fault.Field("id_type", w.IDType, "names nobody; look the person up first")
	}
	if w.Name != "" {
		if who.Name, err = person.ParseName(w.Name); err != nil {
			return who, err
		}
	}
	who.Document, err = person.ParseDocument(kind, w.Number, n.knownRegion, at)
	return who, err
}

// concerned is the region whose staff a record about a person concerns: his residence, else where it happened, else
// the node's own.
func (n *Node) concerned(p person.Person, happened region.Code) region.Code {
	for _, r := range []region.Code{p.Residence, happened} {
		if n.region.Contains(r) {
			return r
		}
	}
	return n.region
}

// notStored refuses a record whose source and number were stored before (EV-4).
func notStored(ctx context.Context, tx *store.Tx, r evidence.Record) error {
	if r.Key.IsZero() {
		return nil
	}
	same, err := tx.EvidenceByKey(ctx, []evidence.Key{r.Key})
	if err != nil || len(same) == 0 {
		return err
	}
	if same[0].Person == r.Person && same[0].Digest == r.Digest {
		return fault.New(fault.Conflict, "evidence.repeated", "this record of this source was stored before").WithKey("evidence.repeated")
	}
	return fault.New(fault.Conflict, "evidence.contradicts", "a record with this number was stored before with another content; end or retract that one")
}

// by names the actor in rows that outlive him.
func (o office) by() string {
	if o.itself {
		return "system"
	}
	return string(o.Role) + " " + o.Account.String()
}
