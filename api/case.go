package api

import (
	"context"
	"strings"
	"time"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/region"
	"kangma/review"
)

func (a *API) openCase(ctx context.Context, c node.Caller, in *struct{ Body wire.NewCase }) (review.Case, error) {
	b := in.Body
	return a.node.OpenCase(ctx, c, node.NewCase{Kind: review.Kind(b.Kind), Person: b.Person, Evidence: b.Evidence, Form: b.Form})
}

func (a *API) openDeskCase(ctx context.Context, c node.Caller, in *struct{ Body wire.NewDeskCase }) (review.Case, error) {
	b := in.Body
	n := node.NewCase{Kind: review.Kind(b.Kind), Move: review.Move(b.Move), Person: b.Person, Evidence: b.Evidence, Form: b.Form,
		Words: review.Words{Reason: b.Reason, Note: b.Note}}
	if b.Whom != nil {
		n.Whom = whom(*b.Whom)
	}
	return a.node.OpenCase(ctx, c, n)
}

func (a *API) moveCase(ctx context.Context, c node.Caller, in *struct {
	ByID
	Body wire.CaseMove
}) (review.Case, error) {
	v, err := in.id()
	if err != nil {
		return review.Case{}, err
	}
	return a.node.MoveCase(ctx, c, caseStep(v, wire.DeskMove{CaseMove: in.Body}))
}

func (a *API) moveDeskCase(ctx context.Context, c node.Caller, in *struct {
	ByID
	Body wire.DeskMove
}) (review.Case, error) {
	v, err := in.id()
	if err != nil {
		return review.Case{}, err
	}
	return a.node.MoveCase(ctx, c, caseStep(v, in.Body))
}

func caseStep(v id.ID, m wire.DeskMove) node.CaseStep {
	return node.CaseStep{Case: v, Move: review.Move(m.Move), Version: m.Version, Words: review.Words{Reason: m.Reason, Note: m.Note}, Form: m.Form}
}

// moveCases needs no key: the versions that the moves name keep each from being made twice.
func (a *API) moveCases(ctx context.Context, c node.Caller, in *struct{ Body wire.CaseMoves }) (wire.CaseResults, error) {
	results, err := a.node.MoveCases(ctx, c, each(in.Body.Moves, func(s wire.CaseStep) node.CaseStep { return caseStep(s.Case, s.DeskMove) }))
	return wire.CaseResults{Results: each(results, func(r node.CaseResult) wire.CaseResult {
		out := wire.CaseResult{Case: r.Case, State: string(r.State), Version: r.Version}
		if r.Err != nil {
			out.Problem = problem(r.Err)
		}
		return out
	})}, err
}

func (a *API) noteCase(ctx context.Context, c node.Caller, in *struct {
	ByID
	Body wire.NewNote
}) (review.Case, error) {
	v, err := in.id()
	if err != nil {
		return review.Case{}, err
	}
	return a.node.NoteCase(ctx, c, v, in.Body.Note)
}

func (a *API) assignCase(ctx context.Context, c node.Caller, in *struct {
	ByID
	Body wire.NewAssignee
}) (review.Case, error) {
	v, err := in.id()
	if err != nil {
		return review.Case{}, err
	}
	return a.node.AssignCase(ctx, c, v, in.Body.To, in.Body.Reason)
}

// readCase shows a case, to its holder or to staff: the door says which.
func (a *API) readCase(ctx context.Context, c node.Caller, in *ByID) (wire.Case, error) {
	v, err := in.id()
	if err != nil {
		return wire.Case{}, err
	}
	f, err := a.node.Case(ctx, c, v)
	if err != nil {
		return wire.Case{}, err
	}
	return a.caseFile(f)
}

func (a *API) casesOf(ctx context.Context, c node.Caller, in *struct {
	PageOf
}) (out wire.Page[wire.Case], err error) {
	who, before, err := in.page()
	if err != nil {
		return out, err
	}
	list, err := a.node.CasesOf(ctx, c, who, before, in.Limit)
	if err != nil {
		return out, err
	}
	out.Items = []wire.Case{}
	for _, f := range list {
		w, err := a.caseFile(f)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	out.Next = whole(list, in.Limit, func(f node.CaseFile) id.ID { return f.Case.ID })
	return out, nil
}

func (a *API) workList(ctx context.Context, c node.Caller, in *struct {
	Paging
	Kind   string `query:"kind" maxLength:"32"`
	State  string `query:"state" maxLength:"32"`
	Region string `query:"region" maxLength:"12" doc:"and what lies in it; one's whole scope if absent"`
	Late   bool   `query:"late" doc:"only what is late, or was"`
	Mine   bool   `query:"mine" doc:"only what was given to the caller"`
}) (out wire.Page[wire.CaseRow], err error) {
	q := node.CaseQuery{Kind: review.Kind(in.Kind), State: review.State(in.State), Late: in.Late, Mine: in.Mine, Limit: in.Limit}
	if q.Region, err = parseRegion("region", in.Region); err != nil {
		return out, err
	}
	if q.After, err = parsePlace(in.Before); err != nil {
		return out, err
	}
	list, err := a.node.Cases(ctx, c, q)
	if err != nil {
		return out, err
	}
	out.Items = each(list, a.caseRow)
	if len(list) == in.Limit {
		last := list[len(list)-1]
		out.Next = last.Due.In("Z") + "." + last.ID.String()
		if last.Due == never {
			out.Next = "." + last.ID.String()
		}
	}
	return out, nil
}

// parsePlace reads the cursor of a work list: when the last case is due, empty for never, and its id.
func parsePlace(s string) (p review.Place, err error) {
	if s == "" {
		return p, nil
	}
	cut := strings.LastIndexByte(s, '.')
	if cut < 0 {
		return p, fault.Field("before", s, "is not a cursor of this list")
	}
	p.Due = never
	if cut > 0 {
		if p.Due, _, err = instant.Parse(s[:cut]); err != nil {
			return p, fault.Field("before", s, "is not a cursor of this list")
		}
	}
	p.ID, err = parseID("before", s[cut+1:])
	return p, err
}

// caseRow is a case in a list, and what is answered to whoever moved it: nothing of whom it is about.
func (a *API) caseRow(c review.Case) wire.CaseRow {
	out := wire.CaseRow{ID: c.ID, Kind: string(c.Kind), State: string(c.State), Open: c.IsOpen(), Version: c.Version, Region: c.Region.String(),
		Office: a.officeName(c.Region), Raised: c.Raised.String(), Late: c.Late(a.node.Now()), OpenedAt: wire.Time(c.OpenedAt), Due: wire.Time(c.Due),
		ClosedAt: wire.Time(c.ClosedAt)}
	if d, err := review.Of(c.Kind); err == nil {
		stage, _ := d.Stage(c.State)
		out.Title, out.Stage = wire.Text{Zh: d.Zh, En: d.En}, wire.Text{Zh: stage.Zh, En: stage.En}
	}
	if g := c.Assigned; !g.To.IsZero() {
		out.AssignedTo = &wire.Assigned{Staff: g.To, For: g.For, Role: string(g.Role), Region: g.Region.String(), Load: g.Load, Among: g.Among, By: g.By,
			Reason: g.Reason, At: wire.Time(g.At)}
	}
	return out
}

// holdersRow is a row without the member of staff who has the case.
func (a *API) holdersRow(c review.Case) wire.CaseRow {
	c.Assigned = review.Assignment{}
	return a.caseRow(c)
}

func (a *API) officeName(r region.Code) string { return a.node.Regions().FullName(r) }

func (a *API) caseFile(f node.CaseFile) (wire.Case, error) {
	out := wire.Case{CaseRow: a.caseRow(f.Case), Person: f.Case.Person, Name: f.Who.Name.Masked(), Number: f.Who.Document.Masked(), Form: f.Form}
	var err error
	if out.Evidence, err = facts(f.Facts); err != nil {
		return out, err
	}
	out.History = each(f.History, func(e review.Event) wire.CaseEvent { return a.caseEvent(f.Def, e) })
	out.Moves = each(f.Possible, func(s review.Step) wire.CaseOption {
		to := s.To
		if to == review.Stay {
			to = f.Case.State
		}
		return wire.CaseOption{Move: string(s.Move), Title: wire.Text{Zh: s.Zh, En: s.En}, To: string(to), Reason: s.Reason, Form: s.Form}
	})
	return out, nil
}

func (a *API) caseEvent(d *review.Definition, e review.Event) wire.CaseEvent {
	out := wire.CaseEvent{At: wire.Time(e.At), By: string(e.By.Side), Role: string(e.By.Role), Region: e.By.Office.String(),
		Office: a.officeName(e.By.Office), Move: string(e.Move), From: string(e.From), To: string(e.To), Reason: e.Words.Reason, Note: e.Words.Note}
	if e.By.Side == review.Desk {
		out.Staff = e.By.Account
	}
	switch step, ok := d.Step(e.Move, e.From); {
	case ok:
		out.Title = wire.Text{Zh: step.Zh, En: step.En}
	case e.Move == review.Note:
		out.Title = wire.Text{Zh: "备注", En: "note"}
	case e.Move == review.Give:
		out.Title = wire.Text{Zh: "指派", En: "given to somebody"}
	}
	return out
}

// caseKinds is the whole table of kinds.
func (a *API) caseKinds(context.Context, node.Caller, *nothing) (out wire.Page[wire.CaseKind], err error) {
	out.Items = each(review.Kinds, func(d review.Definition) wire.CaseKind {
		return wire.CaseKind{Kind: string(d.Kind), Title: wire.Text{Zh: d.Zh, En: d.En}, Rules: d.Rules, Personal: d.Personal, Cites: d.Cites,
			States: each(d.Stages, func(g review.Stage) wire.CaseState {
				return wire.CaseState{State: string(g.State), Title: wire.Text{Zh: g.Zh, En: g.En}, Open: !g.Closed, May: string(g.May), Hours: int(g.Clock / time.Hour)}
			}),
			Moves: each(d.Steps, func(s review.Step) wire.CaseWay {
				return wire.CaseWay{Move: string(s.Move), Title: wire.Text{Zh: s.Zh, En: s.En}, From: each(s.From, func(x review.State) string { return string(x) }),
					To: string(s.To), By: string(s.By), Reason: s.Reason, Apart: each(s.Apart, func(m review.Move) string { return string(m) }), Office: s.Office}
			})}
	})
	return out, nil
}
