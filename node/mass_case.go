package node

import (
	"context"
	"encoding/json"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/review"
	"kangma/store"
)

// massEffects: a list that would colour many is let in or thrown away by a second office (BY-18). Who sent it does not
// decide it, nor does his office, nor who merely has the machine.
var massEffects = effects{
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		form, ok := m.Form.(review.MassForm)
		if !ok || m.Event.Move == review.Open {
			return nil
		}
		if m.Event.By.Side == review.Desk {
			if err := secondOffice(m.Event.By, form.Account, form.Role, form.Office); err != nil {
				return err
			}
		}
		if form.What == review.MassRiskList {
			return n.settleRisk(ctx, tx, m.office(), form.Import, m.Event.Move == review.Admit, m.At)
		}
		return n.settleHeld(ctx, tx, m.office(), form.Import, m.Event.Move == review.Admit, m.At)
	},
}

// secondOffice refuses a decision over a list that changes many to who sent it, to his office, which is a role in a
// region, and to who merely has the machine (BY-18).
func secondOffice(by review.Actor, account, role string, where region.Code) error {
	switch {
	case by.Account.IsZero():
		return fault.New(fault.Forbidden, "case.second_office", "who has the machine does not let a list in: a second office does")
	case by.Account.String() == account:
		return fault.New(fault.Forbidden, "case.second_person", "you sent this list; another office decides it")
	case string(by.Role) == role && by.Office == where:
		return fault.New(fault.Forbidden, "case.second_office", "your office sent this list; another office decides it")
	}
	return nil
}

// openMass opens the case of a list that is held.
func (n *Node) openMass(ctx context.Context, tx *store.Tx, o office, what string, run id.ID, w Weighing, at instant.Instant) (id.ID, error) {
	d, err := review.Of(review.MassList)
	if err != nil {
		return id.ID{}, err
	}
	form := review.MassForm{What: what, Import: run, Coloured: w.Coloured, Role: string(o.Role), Office: o.Region}
	if !o.itself {
		form.Account = o.Account.String()
	}
	if form.Seen, err = json.Marshal(w); err != nil {
		return id.ID{}, err
	}
	open := &opening{Case: review.Case{ID: id.New(at), Kind: d.Kind, Seat: n.region}, Form: form, At: at}
	m, err := n.openCase(ctx, tx, d, open, review.Attempt{Move: review.Open, By: review.Actor{Side: review.System}, Form: true}, "system")
	if err != nil {
		return id.ID{}, err
	}
	return m.Case.ID, n.recordMove(ctx, tx, systemEntry(audit.ReviewOpen, m), m)
}
