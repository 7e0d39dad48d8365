package node

import (
	"context"
	"encoding/json"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/policy"
	"kangma/review"
	"kangma/store"
)

// weighWhitelist counts the people of a list that is filed, and holds it for a second office if one hand, or one vetter, would
// have listed more in a day than the set number (BY-18). Everybody who is named counts, whether or not his code changes
// at once: what else a rule asks, tests for example, may come the day after.
func (n *Node) weighWhitelist(ctx context.Context, tx *store.Tx, m *caseMove, form review.WhitelistForm) error {
	w := review.WhitelistWhatIf{People: int64(len(form.People)), Threshold: int64(n.Mass)}
	var hands []string
	for _, h := range m.office().hands(form.VettedBy) {
		hands = append(hands, "listed:"+h)
	}
	var err error
	if w.Today, err = colouredToday(ctx, tx, hands, m.At); err != nil {
		return err
	}
	if w.Today+w.People <= w.Threshold {
		return countColoured(ctx, tx, hands, w.People, m.At)
	}
	if err := n.tryWhitelist(ctx, tx, form, m.At, &w); err != nil {
		return err
	}
	m.Then = review.Hold
	if m.With, err = json.Marshal(w); err != nil {
		return err
	}
	return n.raise(ctx, tx, Alarm{Kind: AlarmMassList, About: m.Case.ID.String(), Region: m.Case.Region, By: m.By, People: int(w.People), Detail: map[string]any{
		"case": m.Case.ID, "list": form.List, "people": w.People, "changed": w.Changed, "today": w.Today, "threshold": w.Threshold}}, m.At)
}

// tryWhitelist decides those of a list who are known here without and with it.
func (n *Node) tryWhitelist(ctx context.Context, tx *store.Tx, form review.WhitelistForm, at instant.Instant, w *review.WhitelistWhatIf) error {
	documents := make([]person.Index, len(form.People))
	for i, p := range form.People {
		who, err := n.parseWhom(Whom{IDType: p.IDType, Number: p.IDNumber, Name: p.Name}, at)
		if err != nil {
			return err
		}
		documents[i] = n.vault.IndexDocument(who.Document)
	}
	owners, err := tx.PeopleByDocument(ctx, documents)
	if err != nil {
		return err
	}
	var known []id.ID
	for _, d := range documents {
		if p, ok := owners[d]; ok {
			known = append(known, p)
		}
	}
	w.Strangers = w.People - int64(len(known))
	r, err := n.current(ctx, tx)
	if err != nil {
		return err
	}
	people, facts, err := briefsOf(ctx, tx, known)
	if err != nil {
		return err
	}
	from := max(form.From, at)
	listed := evidence.Fact{ID: "listed", Kind: form.List, Source: form.VettedBy, ValidFrom: from, ValidUntil: form.Until,
		RecordedAt: at, EndRecordedAt: at, RetractedAt: instant.Never}
	for who, of := range people {
		f := policy.Facts{Person: of, Modes: r.modes, Risk: r.risk, Evidence: facts[who]}
		was := r.pack.Decide(&f, from, at)
		f.Evidence = append(f.Evidence[:len(f.Evidence):len(f.Evidence)], listed)
		if is := r.pack.Decide(&f, from, at); is.State != was.State || is.Colour != was.Colour {
			w.Changed++
		}
	}
	return nil
}

// bySecondOffice refuses the approval of a held list to the office that filed it.
func (n *Node) bySecondOffice(ctx context.Context, tx *store.Tx, m *caseMove) error {
	events, err := tx.CaseEvents(ctx, m.Case)
	if err != nil {
		return err
	}
	for _, e := range events {
		if e.Move == review.Open {
			return secondOffice(m.Event.By, e.By.Account.String(), string(e.By.Role), e.By.Office)
		}
	}
	return fault.New(fault.Conflict, "case.second_office", "nobody knows which office filed this list")
}
