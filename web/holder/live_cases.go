package holder

import (
	"context"
	"encoding/json"
	"io"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/person"
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
	out := l.caseOf(f)
	out.Attach = !out.Closed
	files, err := l.Node.Attachments(ctx, c, v)
	for _, a := range files {
		out.Files = append(out.Files, fileOf(a))
	}
	return out, err
}

func (l Live) caseOf(f node.CaseFile) Case {
	name := l.Node.Regions().FullName
	out := Case{ID: f.Case.ID, Person: Person{ID: f.Case.Person, Name: f.Who.Name.Masked(), Number: f.Who.Document.Masked()},
		Kind: f.Case.Kind, Title: ui.Text{"zh": f.Def.Zh, "en": f.Def.En}, State: ui.Text{"zh": f.Stage.Zh, "en": f.Stage.En}, Closed: !f.Case.IsOpen(),
		Office: name(f.Case.Region), Opened: f.Case.OpenedAt, Due: f.Case.Due, Now: f.Now, Version: f.Case.Version}
	if !f.Case.Raised.IsZero() {
		out.Raised = name(f.Case.Raised)
	}
	if out.Closed {
		out.Due = instant.Never
	}
	if len(f.Form) > 0 {
		out.Form, _ = f.Def.ParseForm(f.Form, l.Node.Regions()) // what was stored reads, or is not shown
	}
	out.Prints = f.Certifies
	out.Holds = f.Case.Kind == review.HospitalCertificate && f.Case.State == review.Issued && f.Now < f.Case.Due
	for _, x := range f.Facts {
		out.Facts = append(out.Facts, Evidence{Kind: x.Kind.String(), Source: sourceText(x), From: x.ValidFrom, Until: x.ValidUntil})
	}
	for _, e := range f.History {
		step, _ := f.Def.Step(e.Move, e.From)
		out.Trail = append(out.Trail, CaseStep{At: e.At, Did: ui.Text{"zh": step.Zh, "en": step.En}, Own: e.By.Side == review.Holder,
			Office: name(e.By.Office), Reason: e.Words.Reason})
	}
	for _, s := range f.Possible {
		if !s.Reason {
			out.Moves = append(out.Moves, CaseMove{string(s.Move), ui.Text{"zh": s.Zh, "en": s.En}, s.Form})
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
	form, err := l.form(ctx, c, in.Person, in.Form)
	if err != nil {
		return id.ID{}, err
	}
	k, err := l.Node.OpenCase(ctx, c, node.NewCase{Kind: in.Kind, Person: in.Person, Evidence: in.Evidence, Form: form})
	return k.ID, err
}

// form writes a form as the node reads it, with the name and number that the pages do not know.
func (l Live) form(ctx context.Context, c node.Caller, who id.ID, form review.Form) (json.RawMessage, error) {
	if form == nil {
		return nil, nil
	}
	if in, ok := form.(review.CheckForm); ok {
		a, err := l.Node.Account(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, h := range a.People {
			if h.ID == who || who.IsZero() && h.Relation == person.Self {
				in.Name, in.IDNumber = h.Who.Name.Reveal(), h.Who.Document.Reveal()
			}
		}
		if in.IDNumber == "" {
			in.IDNumber = "无" // without a document (NA-12)
		}
		form = in
	}
	return json.Marshal(form)
}

func (l Live) MoveCase(ctx context.Context, b Bearer, v id.ID, move string, version int, form review.Form) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	step := node.CaseStep{Case: v, Move: review.Move(move), Version: version}
	if form != nil {
		f, err := l.Node.Case(ctx, c, v)
		if err != nil {
			return err
		}
		if step.Form, err = l.form(ctx, c, f.Case.Person, form); err != nil {
			return err
		}
	}
	_, err = l.Node.MoveCase(ctx, c, step)
	return err
}

func fileOf(a node.Attachment) File {
	return File{ID: a.ID, Type: a.Type, Size: a.Size, At: a.AddedAt, Own: a.ByHolder}
}

func (l Live) Attach(ctx context.Context, b Bearer, v id.ID, file io.Reader) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.AttachToCase(ctx, c, v, file)
	return err
}

func (l Live) File(ctx context.Context, b Bearer, v, which id.ID) (File, []byte, error) {
	c, err := l.caller(b)
	if err != nil {
		return File{}, nil, err
	}
	a, content, err := l.Node.Attachment(ctx, c, v, which)
	return fileOf(a), content, err
}

// underCheck is the open grass-roots check of a person, zero if there is none.
func (l Live) underCheck(ctx context.Context, c node.Caller, who id.ID) (id.ID, error) {
	list, err := l.Node.CasesOf(ctx, c, who, id.ID{}, casesShown)
	for _, f := range list {
		if f.Case.Kind == review.Check && f.Case.IsOpen() {
			return f.Case.ID, nil
		}
	}
	return id.ID{}, err
}

func (l Live) PrintCertificate(ctx context.Context, b Bearer, which id.ID) ([]byte, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.PrintCertificate(ctx, c, which)
}
