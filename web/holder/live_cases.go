package holder

import (
	"context"
	"encoding/json"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/review"
	"kangma/web/ui"
)

const casesShown = 50

func (l Live) Cases(ctx context.Context, b Bearer, who, before id.ID) ([]Case, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	list, err := l.Node.CasesOf(ctx, c, who, before, casesShown)
	out := make([]Case, len(list))
	for i, f := range list {
		out[i] = l.caseOf(f)
	}
	return out, err
}

func (l Live) Case(ctx context.Context, b Bearer, v id.ID) (Case, error) {
	c, err := l.caller(b)
	if err != nil {
		return Case{}, err
	}
	f, err := l.Node.Case(ctx, c, v)
	if err != nil {
		return Case{}, err
	}
	return l.caseOf(f), nil
}

func (l Live) caseOf(f node.CaseFile) Case {
	name := l.Node.Regions().FullName
	out := Case{ID: f.Case.ID, Person: Person{ID: f.Case.Person, Name: f.Who.Name.Masked(), Number: f.Who.Document.Masked()},
		Title: ui.Text{"zh": f.Def.Zh, "en": f.Def.En}, State: ui.Text{"zh": f.Stage.Zh, "en": f.Stage.En}, Closed: !f.Case.IsOpen(),
		Office: name(f.Case.Region), Opened: f.Case.OpenedAt, Due: f.Case.Due, Now: f.Now, Version: f.Case.Version}
	if !f.Case.Raised.IsZero() {
		out.Raised = name(f.Case.Raised)
	}
	if out.Closed {
		out.Due = instant.Never
	}
	var form struct{ Text string }
	if json.Unmarshal(f.Form, &form) == nil { // other forms have no text
		out.Text = form.Text
	}
	for _, x := range f.Facts {
		out.Facts = append(out.Facts, Evidence{Kind: x.Kind.String(), Source: sourceText(x), From: x.ValidFrom, Until: x.ValidUntil})
	}
	for _, e := range f.History {
		step, _ := f.Def.Step(e.Move, e.From)
		out.Trail = append(out.Trail, CaseStep{At: e.At, Did: ui.Text{"zh": step.Zh, "en": step.En}, Own: e.By.Side == review.Holder,
			Office: name(e.By.Office), Reason: e.Words.Reason})
	}
	for _, s := range f.Possible {
		if !s.Reason && !s.Form {
			out.Moves = append(out.Moves, CaseMove{string(s.Move), ui.Text{"zh": s.Zh, "en": s.En}})
		}
	}
	return out
}

func (l Live) Grounds(ctx context.Context, b Bearer, who id.ID) ([]Evidence, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	why, err := l.Node.Why(ctx, c, who, 0)
	if err != nil {
		return nil, err
	}
	var out []Evidence
	seen := map[id.ID]bool{}
	for _, r := range why.Reasons {
		for _, f := range r.Evidence {
			v, err := id.Parse(f.ID)
			if err != nil || seen[v] || f.Kind.ByHolder() {
				continue
			}
			seen[v] = true
			out = append(out, Evidence{ID: v, Kind: f.Kind.String(), Source: sourceText(f), From: f.ValidFrom, Until: f.ValidUntil})
		}
	}
	return out, nil
}

func (l Live) OpenCase(ctx context.Context, b Bearer, in NewCase) (id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return id.ID{}, err
	}
	form, err := json.Marshal(review.Explanation{Text: in.Text, Promise: in.Promise})
	if err != nil {
		return id.ID{}, err
	}
	k, err := l.Node.OpenCase(ctx, c, node.NewCase{Kind: review.Kind(in.Kind), Person: in.Person, Evidence: in.Evidence, Form: form})
	return k.ID, err
}

func (l Live) MoveCase(ctx context.Context, b Bearer, v id.ID, move string, version int) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.MoveCase(ctx, c, node.CaseStep{Case: v, Move: review.Move(move), Version: version})
	return err
}
