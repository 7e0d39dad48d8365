package node

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
	"kangma/review"
	"kangma/store"
)

// checkEffects: each step of a grass-roots check is evidence, and the code follows it at once (WZ-10, WZ-12, WZ-13). Where a
// measure takes place, who answers for it and his number stay in the sealed form; the evidence says the kind and the region.
var checkEffects = effects{
	seat: func(open *opening) region.Code { return open.Form.(review.CheckForm).Where() },
	opened: func(ctx context.Context, n *Node, tx *store.Tx, open *opening) error {
		form := open.Form.(review.CheckForm)
		if err := n.holdersOwn(open.Person, form); err != nil {
			return err
		}
		facts, err := factsAbout(ctx, tx, open.Person.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(facts, func(f evidence.Fact) bool { return f.Kind == evidence.WhitelistCode && stands(&f, open.At) }) {
			return n.whitelisted(open.Case.Seat)
		}
		return onlyOneOpen(ctx, tx, open)
	},
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		form, _ := m.Form.(review.CheckForm)
		switch m.Event.Move {
		case review.Open, review.FillIn:
			return n.brings(ctx, tx, m, checkFact(m, "submitted", ""))
		case review.Change, review.Rewrite:
			if err := n.holdersOwn(m.Person, form); err != nil {
				return err
			}
			if form.Where() != m.Case.Seat && n.region.Contains(form.Where()) {
				return fault.Field("form.residence", form.Where().String(), "is another street than the one that has the form: withdraw it and hand it in there")
			}
		case review.Withdraw: // as if it had not been handed in: a form is no way to another colour
			return n.undoes(ctx, tx, m, evidence.Retract, evidence.Check)
		case review.Accept:
			return n.brings(ctx, tx, m, checkFact(m, "accepted", ""))
		case review.Control:
			if err := n.undoes(ctx, tx, m, evidence.End, review.Controls...); err != nil { // the one before
				return err
			}
			measure := form.Measures[len(form.Measures)-1]
			return n.brings(ctx, tx, m, checkFact(m, "closed", "control"),
				evidence.Fact{Kind: measure.Kind, Region: measure.Region, ValidFrom: m.At, ValidUntil: instant.Never})
		case review.Release:
			return n.undoes(ctx, tx, m, evidence.End, review.Controls...)
		case review.Clear:
			if err := n.hasReport(ctx, tx, m); err != nil {
				return err
			}
			return n.brings(ctx, tx, m, checkFact(m, "closed", "clear"))
		case review.Return:
			if err := n.undoes(ctx, tx, m, evidence.End, review.Controls...); err != nil {
				return err
			}
			return n.brings(ctx, tx, m, checkFact(m, "closed", "returned"))
		}
		return nil
	},
}

func checkFact(m *caseMove, state, outcome string) evidence.Fact {
	f := evidence.Fact{Kind: evidence.Check, ValidFrom: m.At, ValidUntil: instant.Never, Attrs: evidence.Attrs{evidence.TextAttr(evidence.State, state)}}
	if outcome != "" {
		f.Attrs = append(f.Attrs, evidence.TextAttr(evidence.Outcome, outcome))
	}
	return f
}

// whitelisted refuses to send a white-listed code to a check, and says whom to call (WZ-12, state 12).
func (n *Node) whitelisted(seat region.Code) error {
	county := seat.At(region.LevelCounty)
	if county.IsZero() || !n.region.Contains(county) {
		county = n.region
	}
	return fault.New(fault.Conflict, "case.whitelisted", "this code is on the health-code white list and is not sent to a grass-roots check; call the epidemic headquarters of %s, %s",
		n.Regions().FullName(county), cmp.Or(n.Hotline, hotline))
}

// holdersOwn refuses a form about another than the case is about, and one that brings measures of its own.
func (n *Node) holdersOwn(p person.Person, form review.CheckForm) error {
	if len(form.Measures) > 0 {
		return fault.Secret("form.measures", "is what the grid worker fills in").WithKey("field.unknown")
	}
	who, err := n.identity(p)
	if err != nil || who == nil || !who.Document.Exists() {
		return err
	}
	if !strings.EqualFold(strings.TrimSpace(form.IDNumber), who.Document.Reveal()) {
		return fault.Secret("form.id_number", "is not the number of the person whom the form is about")
	}
	return nil
}

// hasReport refuses to find no risk without a negative test of the last 14 days or a report among the attachments (WZ-10).
func (n *Node) hasReport(ctx context.Context, tx *store.Tx, m *caseMove) error {
	facts, err := factsAbout(ctx, tx, m.Case.Person)
	if err != nil {
		return err
	}
	for i := range facts {
		f := &facts[i]
		p, ok := f.Known(m.At)
		if ok && f.Kind == evidence.TestNucleic && f.Attrs.Text(evidence.Result) == "negative" && p.From <= m.At && m.At.Sub(p.From) < 14*instant.Day {
			return nil
		}
	}
	files, err := tx.Attachments(ctx, m.Case.Person, m.Case.ID)
	if err == nil && len(files) == 0 {
		err = fault.New(fault.Conflict, "case.no_report", "there is no negative test of the last 14 days and no report is attached: without one no risk cannot be found")
	}
	return err
}
