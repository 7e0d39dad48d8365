package node

import (
	"context"

	"kangma/internal/instant"
	"kangma/notice"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// tellMove tells the holder and the office what a move of a case means for them, in its transaction. due is when the
// clock of the stage before had run out.
func (n *Node) tellMove(ctx context.Context, tx *store.Tx, d *review.Definition, m *caseMove, due instant.Instant) error {
	about := notice.About{Kind: "case", ID: m.Case.ID}
	kind := notice.Word(d.Zh, d.En)
	stage, _ := d.Stage(m.Case.State)
	var list []notice.Notice
	tell := func(to notice.Receiver, k notice.Kind, v notice.Values) {
		list = append(list, notice.Notice{To: to, Kind: k, About: about, Values: v})
	}
	raised := m.Event.Move == review.Escalate
	if !m.Case.Person.IsZero() {
		holder := notice.ToPerson(m.Case.Person)
		switch {
		case raised:
			tell(holder, notice.CaseLate, notice.Values{"kind": kind, "due": notice.Time(due)})
		case m.Event.From == review.Unopened && m.Case.IsOpen():
			tell(holder, notice.CaseOpened, notice.Values{"kind": kind, "due": notice.Time(m.Case.Due)})
		case m.Event.From != m.Event.To:
			tell(holder, notice.CaseMoved, notice.Values{"kind": kind, "state": notice.Word(stage.Zh, stage.En)})
		}
	}
	desk := deskValues(d, m.Case)
	switch {
	case !m.Case.IsOpen() || m.Event.From == m.Event.To && !raised:
	case raised:
		tell(notice.ToOffice(staff.Headquarters, m.Case.Raised), notice.CaseOverdue,
			notice.Values{"kind": kind, "region": notice.Region(m.Case.Region), "due": notice.Time(due)})
	case m.Case.Assigned.To.IsZero():
		tell(notice.ToOffice(staff.Headquarters, m.Case.Region), notice.CaseWaiting, desk)
	default:
		tell(notice.ToStaff(m.Case.Assigned.To), notice.CaseAssigned, desk)
	}
	return n.notify(ctx, tx, m.At, list...)
}

// tellGiven tells a member of staff that a case was given to him by hand.
func (n *Node) tellGiven(ctx context.Context, tx *store.Tx, d *review.Definition, c review.Case, at instant.Instant) error {
	return n.notify(ctx, tx, at, notice.Notice{To: notice.ToStaff(c.Assigned.To), Kind: notice.CaseAssigned, About: notice.About{Kind: "case", ID: c.ID}, Values: deskValues(d, c)})
}

// deskValues is what whoever is to work on a case is told of it.
func deskValues(d *review.Definition, c review.Case) notice.Values {
	return notice.Values{"kind": notice.Word(d.Zh, d.En), "region": notice.Region(c.Region), "due": notice.Time(c.Due)}
}
