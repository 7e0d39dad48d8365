package desk

import (
	"context"
	"io"
	"slices"

	"kangma/internal/id"
	"kangma/node"
	"kangma/region"
	"kangma/review"
)

func (l Live) WorkList(ctx context.Context, b Bearer, q node.CaseQuery) ([]review.Case, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.Cases(ctx, c, q)
}

func (l Live) CaseRegions(ctx context.Context, b Bearer) ([]region.Code, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	s, err := l.Node.Standing(ctx, c)
	if err != nil {
		return nil, err
	}
	var all []region.Code
	for _, may := range review.Works() {
		for _, r := range s.Scope(may, l.Node.Now()) {
			all = append(all, r)
			for _, d := range l.Node.Regions().Children(r) {
				all = append(all, d.Code)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func (l Live) Case(ctx context.Context, b Bearer, v id.ID) (node.CaseFile, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.CaseFile{}, err
	}
	return l.Node.Case(ctx, c, v)
}

func (l Live) MoveCase(ctx context.Context, b Bearer, s node.CaseStep) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.MoveCase(ctx, c, s)
	return err
}

func (l Live) MoveCases(ctx context.Context, b Bearer, steps []node.CaseStep) ([]node.CaseResult, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.MoveCases(ctx, c, steps)
}

func (l Live) NoteCase(ctx context.Context, b Bearer, v id.ID, note string) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.NoteCase(ctx, c, v, note)
	return err
}

func (l Live) TakeCase(ctx context.Context, b Bearer, v id.ID, reason string) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.AssignCase(ctx, c, v, c.Account, reason)
	return err
}

func (l Live) Colleagues(ctx context.Context, b Bearer, v id.ID) ([]node.Colleague, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.Colleagues(ctx, c, v)
}

func (l Live) GiveCase(ctx context.Context, b Bearer, v, to id.ID, reason string) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.AssignCase(ctx, c, v, to, reason)
	return err
}

func (l Live) PrintCertificate(ctx context.Context, b Bearer, v id.ID) ([]byte, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.PrintCertificate(ctx, c, v)
}

func (l Live) Attachments(ctx context.Context, b Bearer, v id.ID) ([]node.Attachment, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.Attachments(ctx, c, v)
}

func (l Live) Attachment(ctx context.Context, b Bearer, v, which id.ID) (node.Attachment, []byte, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.Attachment{}, nil, err
	}
	return l.Node.Attachment(ctx, c, v, which)
}

func (l Live) Attach(ctx context.Context, b Bearer, v id.ID, file io.Reader) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.AttachToCase(ctx, c, v, file)
	return err
}

func (l Live) OpenCase(ctx context.Context, b Bearer, n node.NewCase) (id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return id.ID{}, err
	}
	k, err := l.Node.OpenCase(ctx, c, n)
	return k.ID, err
}

func (l Live) Region(c region.Code) string { return l.Node.Regions().FullName(c) }

func (l Live) RegionNamed(name string) (region.Code, bool) {
	if c, err := region.ParseCode(name); err == nil {
		return c, true
	}
	if found := l.named(name, region.Nation); len(found) > 0 {
		return found[0].Code, true
	}
	return 0, false
}
