package node

import (
	"context"
	"slices"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// caseSource names a case as the source of the evidence that it brought about, by which it is found again, and as the
// ground of what it ended.
func caseSource(c review.Case) string { return string(c.Kind) + " " + c.ID.String() }

// office is the one under which a move was made.
func (m *caseMove) office() office {
	if m.Event.By.Side == review.System {
		return office{Warrant: staff.Warrant{Role: staff.System}, Caller: Itself}
	}
	c := Caller{}
	c.Account = m.Event.By.Account
	return office{Warrant: staff.Warrant{Role: m.Event.By.Role, Region: m.Event.By.Office}, Caller: c}
}

// brings appends facts about the case's person, which a move of it brought about, and decides him anew: the code follows at
// once (WZ-13). What staff bring about counts against what one hand may colour in a day (BY-18).
func (n *Node) brings(ctx context.Context, tx *store.Tx, m *caseMove, facts ...evidence.Fact) error {
	var rs []evidence.Record
	for _, f := range facts {
		f.Source = caseSource(m.Case)
		if f.Kind.ByHolder() {
			f.Source = holderSource
		}
		if f.Region.IsZero() {
			f.Region = m.Case.Seat
		}
		r, err := evidence.NewRecord(m.Case.Person, "", f, m.At)
		if err != nil {
			return err
		}
		rs = append(rs, r)
	}
	if m.Event.By.Side == review.Desk {
		if err := n.restrain(ctx, tx, m.office(), m.Case.Person, adding(rs...), nil, m.At, beginnings(facts, m.At)...); err != nil {
			return err
		}
	}
	if err := evidence.Append(ctx, tx, rs...); err != nil {
		return err
	}
	for _, r := range rs {
		e := systemEntry(audit.EvidenceAppend, m)
		e.Subject, e.Object = m.Case.Person, audit.Object{Kind: "evidence", ID: r.ID.String()}
		e.Detail = e.Detail.With("kind", r.Kind).With("case", m.Case.ID)
		if err := n.record(ctx, tx, e); err != nil {
			return err
		}
	}
	_, err := n.decide(ctx, tx, []id.ID{m.Case.Person}, m.At)
	return err
}

// undoes ends or retracts what the case has brought about of some kinds and still stands.
func (n *Node) undoes(ctx context.Context, tx *store.Tx, m *caseMove, verb evidenceVerb, kinds ...evidence.Kind) error {
	facts, err := factsAbout(ctx, tx, m.Case.Person)
	if err != nil {
		return err
	}
	reason := m.Event.Words.Reason
	if reason == "" {
		reason = string(m.Event.Move)
	}
	for _, f := range facts {
		if f.Source != caseSource(m.Case) || !slices.Contains(kinds, f.Kind) || !stands(&f, m.At) {
			continue
		}
		v, err := id.Parse(f.ID)
		if err != nil {
			return err
		}
		made, err := verb(ctx, tx, evidence.Change{Person: m.Case.Person, Evidence: v, Until: m.At, By: m.By, Reason: reason, Ground: caseSource(m.Case)}, m.At)
		if err != nil {
			return err
		}
		if err := n.recordChange(ctx, tx, m, made, f.Kind); err != nil {
			return err
		}
	}
	_, err = n.decide(ctx, tx, []id.ID{m.Case.Person}, m.At)
	return err
}

// onlyOneOpen refuses a second case of one kind about one person while the first is open.
func onlyOneOpen(ctx context.Context, tx *store.Tx, open *opening) error {
	const enough = 1000 // nobody has as many
	all, err := tx.CasesOf(ctx, open.Person.ID, id.ID{}, enough)
	for _, c := range all {
		if c.Kind == open.Case.Kind && c.IsOpen() {
			return fault.New(fault.Conflict, "case.open_already", "the case %s of this kind is open; wait for it, or withdraw it", c.ID)
		}
	}
	return err
}

// factsAbout are the facts about a person.
func factsAbout(ctx context.Context, tx *store.Tx, who id.ID) ([]evidence.Fact, error) {
	known, err := tx.EvidenceOf(ctx, []id.ID{who})
	return known[who], err
}
